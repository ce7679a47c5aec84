-- Counted once, whoever reports it: entries that take back, by what calls are known again, and who
-- reported them.

alter table entries
  add column part smallint not null default 0,          -- 0 adds to the sums, 1 takes back what stood before, 2 withdraws
  add column is_current boolean not null default true,  -- false: taken back, or what takes back
  add column looks_back boolean not null default false, -- told by an exchange that fetched an answer made earlier
  add column request_id text;                           -- null: the event's own id

alter table entries drop constraint entries_pkey;
alter table entries add primary key (organization_id, journal, journal_offset, part, event_time);
create index on entries (organization_id, request_id) where request_id is not null;

-- Who has ever reported to an organization, besides the exchanges that the gateway forwards. While
-- there is no row, none of the organization's calls can be reported twice.
create table organization_sources (
  organization_id uuid not null,
  reporter smallint not null,
  since timestamptz not null default now(),
  primary key (organization_id, reporter)
);

-- By what calls are known again: the first 16 bytes of a SHA-256 over an event's id, or over the
-- provider and its id of the answer.
create table identities (
  organization_id uuid not null,
  digest uuid not null,
  reporter smallint not null,
  journal integer not null,                  -- with the offset and the time: an entry of the call
  journal_offset bigint not null,
  event_time timestamptz not null,
  seen_at timestamptz not null               -- kept for 35 days after it
) partition by range (seen_at);
create index on identities (organization_id, digest);

-- Every report of a call that was known already.
create table sightings (
  organization_id uuid not null,
  event_id text not null,                    -- under which the call is counted
  journal integer not null,
  journal_offset bigint not null,
  reporter smallint not null,
  reported_id text not null,                 -- under which this report came
  outcome text not null,
  event json not null,                       -- what it said, without attribution
  seen_at timestamptz not null,
  primary key (organization_id, journal, journal_offset, seen_at)
) partition by range (seen_at);
create index on sightings (organization_id, event_id);
create index on sightings (organization_id, reported_id);

-- Any partitioned table of ours may have one: a later table need not be named here.
create or replace function ensure_partition(parent text, suffix text, since timestamptz, until timestamptz)
returns void language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  part text := parent || '_' || suffix;
begin
  if suffix !~ '^[a-z0-9]{1,16}$' or not exists (select from pg_class
      where relnamespace = 'meterr'::regnamespace and relname = parent and relkind = 'p') then
    raise exception 'no such partition: %', part;
  end if;
  if to_regclass('meterr.' || part) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('meterr.partition'));
  if to_regclass('meterr.' || part) is not null then
    return;
  end if;
  -- made apart and then attached: that does not lock readers and writers of the parent out
  execute format('create table %I (like %I including all)', part, parent);
  perform set_storage(part, parent);
  perform tenant_table(part);
  execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', part);
  execute format('alter table %I attach partition %I for values from (%s) to (%s)', parent, part,
    case when since = '-infinity' then 'minvalue' else quote_literal(since) end,
    case when until = 'infinity' then 'maxvalue' else quote_literal(until) end);
end $$;

-- How a new partition is stored: rows of rollups are updated where they stand.
create function set_storage(part text, parent text) returns void language plpgsql as $$
begin
  if parent like 'rollup%' then
    execute format('alter table %I set (fillfactor = 80)', part);
  end if;
end $$;

-- Drops the months of a table that end before an instant. For functions that say what is kept.
create function drop_months(parent text, before timestamptz)
returns integer language plpgsql as $$
declare
  part record;
  dropped integer := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ('meterr.' || parent)::regclass and c.relname ~ '_[0-9]{6}$'
      and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before at time zone 'UTC'
  loop
    execute format('drop table %I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- Drops months of identities that end before an instant.
create function drop_identities(before timestamptz)
returns integer language plpgsql security definer set search_path = meterr, pg_temp as $$
begin
  if before > now() - interval '35 days' then
    raise exception 'identities are kept for 35 days';
  end if;
  return drop_months('identities', before);
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['organization_sources', 'identities', 'sightings'] loop
    perform tenant_table(name);
    execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', name);
  end loop;
end $$;

revoke all on function set_storage, drop_months, drop_identities from public;
grant execute on function drop_identities to meterr_ledger;
grant select on organization_sources, identities, sightings to meterr_app;
grant select, insert on organization_sources, identities to meterr_ledger;
grant select, insert, update (event_id) on sightings to meterr_ledger;
grant update (is_current, looks_back, request_id) on entries to meterr_ledger;
