-- Arrivals that the ledger can never count, for what they hold: put aside so that they keep nothing
-- waiting, whole, in no sum. For people to look at.
create table refused (
  organization_id uuid not null,
  journal integer not null,
  journal_offset bigint not null,            -- where its record ends: with the journal, its name
  why text not null,                         -- holds no value of anybody's
  event bytea not null,                      -- the event's JSON in UTF-8; text may be what was refused
  refused_at timestamptz not null default now(),
  primary key (organization_id, journal, journal_offset)
);
do $$ begin perform tenant_table('refused'); end $$;
create policy ledger on refused to meterr_ledger using (true) with check (true);
grant select, insert on refused to meterr_ledger;
grant select on refused to meterr_app;
