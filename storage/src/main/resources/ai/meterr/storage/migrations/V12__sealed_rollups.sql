-- Rollups of periods that are over are sealed: their rows move out of rollup_quarter into one row
-- per cube and period that holds all lines, packed (storage.sealed.LineSums). What rollup_quarter
-- still holds and what is sealed add up to all; a late event's rows lie in rollup_quarter until
-- they are sealed too.

create table sealed_quarter (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  lines bytea not null,
  primary key (organization_id, cube, starts)
) partition by range (starts);
-- packed already: TOAST would only spend time on them
alter table sealed_quarter alter column lines set storage external;

-- Days, weeks and months in the organization's zone: sums of the sealed quarters.
create table sealed_day (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  lines bytea not null,
  primary key (organization_id, cube, starts)
);
alter table sealed_day alter column lines set storage external;
create table sealed_week (like sealed_day including all);
create table sealed_month (like sealed_day including all);

-- The zone that an organization's sealed days, weeks and months, and its sessions' and tags' days,
-- were made in. Where organizations.zone says otherwise they are due to be made anew.
create table sealed_zones (
  organization_id uuid primary key,
  zone text not null,
  -- when another zone was first seen in organizations: nodes may write in the old one for a while
  differs_since timestamptz
);

do $$
declare
  name text;
begin
  foreach name in array array['sealed_quarter', 'sealed_day', 'sealed_week', 'sealed_month',
      'sealed_zones'] loop
    perform tenant_table(name);
    execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', name);
  end loop;
end $$;

grant select on sealed_quarter, sealed_day, sealed_week, sealed_month, sealed_zones to meterr_app;
grant select, insert, update, delete on sealed_quarter, sealed_day, sealed_week, sealed_month,
  sealed_zones to meterr_ledger;
grant delete on rollup_quarter to meterr_ledger;
grant update (zone) on organizations to meterr_operator;

-- ---------------------------------------------------------------- partitions

create or replace function set_storage(part text, parent text) returns void language plpgsql as $$
begin
  if parent like 'rollup%' then
    execute format('alter table %I set (fillfactor = 80)', part);
  end if;
  if parent = 'rollup_quarter' then
    -- rows come and go within the hour
    execute format('alter table %I set (autovacuum_vacuum_scale_factor = 0,
      autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_scale_factor = 0,
      autovacuum_vacuum_insert_threshold = 50000, autovacuum_analyze_scale_factor = 0,
      autovacuum_analyze_threshold = 20000)', part);
  end if;
end $$;

-- Drops the months of sealed quarters that end before an instant. Their days, weeks and months stay.
create function drop_quarters(before timestamptz)
returns integer language plpgsql security definer set search_path = meterr, pg_temp as $$
begin
  if before > date_trunc('month', now(), 'UTC') - interval '13 months' then
    raise exception 'quarters are kept for 13 months';
  end if;
  return drop_months('sealed_quarter', before);
end $$;

revoke all on function drop_quarters from public;
grant execute on function drop_quarters to meterr_ledger;

do $$
begin
  perform ensure_partition('sealed_quarter', 'before2020', '-infinity', '2020-01-01T00:00:00Z');
  perform ensure_partition('sealed_quarter', 'from2100', '2100-01-01T00:00:00Z', 'infinity');
end $$;

-- ---------------------------------------------------------------- lists of events

-- For values that are rare: a list by time alone would be read to its end. What is common is found
-- soon by time. Without the not told ones, which are common.
create index on entries (organization_id, model_id, event_time);
create index on entries (organization_id, key_id, event_time) where key_id <> 0;
create index on entries (organization_id, user_id, event_time) where user_id <> 0;
create index on entries (organization_id, session_id, event_time) where session_id <> 0;

-- ---------------------------------------------------------------- what was there before

-- Days of these cubes were rows made from quarters; the quarters are all there and will be sealed.
alter table rollup_day no force row level security;
delete from rollup_day where cube not in (3, 4);
alter table rollup_day force row level security;

drop table day_marks;
