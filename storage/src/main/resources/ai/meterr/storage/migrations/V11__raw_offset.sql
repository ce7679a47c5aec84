-- A raw log outside of this database: the second pass puts entries there, and those here are short-lived.

alter table journals add column raw_offset bigint not null default 0;  -- up to where the raw log has its entries

-- Which entries are to be put, then forgotten: a row for each batch and organization of it.
create table outbox (
  journal integer not null,
  to_offset bigint not null,                 -- where the batch ends
  organization_id uuid not null,
  from_offset bigint not null,               -- where the batch before ended
  earliest timestamptz not null,             -- the times of its entries, so that few partitions are read
  latest timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (journal, to_offset, organization_id)
);
select tenant_table('outbox');
create policy ledger on outbox to meterr_ledger using (true) with check (true);
grant select on outbox to meterr_app;
grant select, insert, delete on outbox to meterr_ledger;
grant delete on entries to meterr_ledger;

-- Where entries are kept: written by the first start, for good.
create table raw_log (
  once boolean primary key default true check (once),
  store text not null check (store in ('postgresql', 'dynamodb'))
);
insert into raw_log (store) select 'postgresql' where exists (select from journals);
grant select, insert on raw_log to meterr_ledger;
