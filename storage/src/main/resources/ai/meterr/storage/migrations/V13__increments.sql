-- What is not sealed is packed too: a batch adds one row per cube and period that it touches, in
-- the format of sealed rows (storage.sealed.LinePacker). A minute's rows count for its quarter as
-- well, until they are sealed. The rows that were there before are carried over by the next
-- migration (13.1, in Java), which drops their tables.

-- Starts: of the minute; of the quarter where minutes are not kept any more; of the day for what
-- is kept by day only.
create table increments (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  id bigint generated always as identity,
  lines bytea not null,
  primary key (organization_id, cube, starts, id)
) with (
  -- rows come and go within the half hour
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 50000,
  toast.autovacuum_vacuum_insert_threshold = -1);
alter table increments alter column lines set storage external;

create table sealed_minute (like sealed_quarter including all) partition by range (starts);

-- What is kept by day only, sealed: lines by value, some thousands a row; a value may stand in
-- several rows of its day.
create table sealed_block (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  id bigint generated always as identity,
  first_id bigint not null,                  -- of the values in it, ids of the dictionary
  last_id bigint not null,
  lines bytea not null,
  primary key (organization_id, cube, starts, id)
);
alter table sealed_block alter column lines set storage external;

do $$
declare
  name text;
begin
  foreach name in array array['increments', 'sealed_minute', 'sealed_block'] loop
    perform tenant_table(name);
    execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', name);
  end loop;
end $$;

grant select on increments, sealed_minute, sealed_block to meterr_app;
grant select, insert, delete on increments, sealed_block to meterr_ledger;
grant select, insert, update, delete on sealed_minute to meterr_ledger;

-- ---------------------------------------------------------------- partitions

-- Drops the days of sealed minutes that end before an instant.
create or replace function drop_minutes(before timestamptz)
returns integer language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  part record;
  dropped integer := 0;
begin
  if before > now() - interval '3 days' then
    raise exception 'minutes are kept for three days';
  end if;
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'meterr.sealed_minute'::regclass
      and c.relname ~ '^sealed_minute_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= (before at time zone 'UTC')::date
  loop
    execute format('drop table %I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

do $$
begin
  perform ensure_partition('sealed_minute', 'from2100', '2100-01-01T00:00:00Z', 'infinity');
end $$;
