-- The first migration: tenants, who may do what, the ledger and its rollups.
--
-- Runs as meterr_owner, in the schema meterr; the four roles are made before it.
--   meterr_app       on behalf of people and callers, one organization per transaction
--   meterr_ledger    writes the ledger's tables, for all organizations
--   meterr_operator  makes organizations and their first owner
-- Every table of a tenant has row-level security, forced: its owner is bound by it too.

-- ---------------------------------------------------------------- tenants and access

create table organizations (
  id uuid primary key,
  name text not null,
  zone text not null default 'UTC',          -- IANA name: the days of its day rollups
  currency text not null default 'USD',      -- what sums are shown in
  created_at timestamptz not null default now()
);

-- A person may belong to several organizations: no tenant's table, seen only by who names the
-- address or shares an organization.
create table people (
  id uuid primary key,
  email text not null unique,                -- lower case
  name text not null,
  password_hash text not null,               -- Argon2id, PHC string
  created_at timestamptz not null default now()
);

create table members (
  organization_id uuid not null references organizations,
  person_id uuid not null references people,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (organization_id, person_id)
);
create index on members (person_id);

create table sign_ins (
  organization_id uuid not null,
  token_hash bytea not null unique,          -- SHA-256 of the cookie's value
  person_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (organization_id, token_hash),
  foreign key (organization_id, person_id) references members on delete cascade
);

create table meterr_keys (
  organization_id uuid not null references organizations,
  id uuid not null,
  hash bytea not null unique,                -- SHA-256 of the whole key
  prefix text not null,                      -- may be shown
  last_four text not null,
  name text not null,
  scopes text[] not null,
  bound_team text,
  bound_project text,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (organization_id, id)
);

create table provider_credentials (
  organization_id uuid not null references organizations,
  id uuid not null,
  provider text not null,
  sealed bytea not null,                     -- Tink envelope; associated data: organization and id
  hint text not null,                        -- sk-…abc
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  unique (organization_id, provider)
);

-- What METERR_INIT_* made, once.
create table first_start (
  once boolean primary key default true check (once),
  organization_id uuid not null references organizations,
  person_id uuid not null references people,
  key_id uuid not null,
  at timestamptz not null default now()
);

-- ---------------------------------------------------------------- the ledger

-- One row per journal, i.e. per data folder. Not a tenant's.
create table journals (
  number integer generated always as identity primary key,
  id uuid not null unique,
  epoch bigint not null,                     -- raised by each process that takes the journal
  ledger_offset bigint not null default 0,   -- bytes of the journal that the ledger has applied
  applied_at timestamptz not null default now()
) with (fillfactor = 50);

-- Every value of a dimension once per organization; renaming or erasing a person is one row.
-- Id 0 stands for "not told" everywhere and has no row.
create table dictionary (
  organization_id uuid not null,
  id bigint generated always as identity,
  axis text not null,
  value text not null,
  primary key (organization_id, id),
  unique (organization_id, axis, value)
);

-- The raw log: exactly what the rollups count. The event's JSON is without attribution, which
-- stands in the columns as ids of the dictionary. (json, not jsonb: kept as written.)
create table entries (
  organization_id uuid not null,
  event_time timestamptz not null,           -- when the call began, cut to microseconds
  journal integer not null,
  journal_offset bigint not null,            -- where its record ends: with the journal, its name
  event_id text not null,
  status text not null,
  provider_id bigint not null,
  model_id bigint not null,                  -- what answered, else what was asked for
  project_id bigint not null,
  team_id bigint not null,
  user_id bigint not null,
  key_id bigint not null,
  session_id bigint not null,
  feature_id bigint not null,
  environment_id bigint not null,
  operation_id bigint not null,
  service_tier_id bigint not null,
  tag_ids bigint[] not null,
  event json not null,
  recorded_at timestamptz not null default now(),
  primary key (organization_id, journal, journal_offset, event_time)
) partition by range (event_time);
create index on entries (organization_id, event_time, journal, journal_offset);
create index on entries (organization_id, event_id);

-- One line of a cube: the values of its axes (0: not told, or not an axis of this cube), the
-- status, what is measured, in which currency, and for histograms which bin. A rollup row is one
-- period of one series; a new axis is a new column here and nowhere else.
create table series (
  organization_id uuid not null,
  id bigint generated always as identity,
  cube smallint not null,
  provider_id bigint not null,
  model_id bigint not null,
  project_id bigint not null,
  team_id bigint not null,
  user_id bigint not null,
  key_id bigint not null,
  session_id bigint not null,
  feature_id bigint not null,
  environment_id bigint not null,
  operation_id bigint not null,
  service_tier_id bigint not null,
  price_id bigint not null,                  -- the price book's row: its conditions
  tag_id bigint not null,
  status text not null,
  measure text not null,                     -- event, sub_call, a meter's name, latency_ms, …
  currency text not null,                    -- of the amount; empty: there is none
  bin smallint not null,                     -- of a histogram; 0: not one
  primary key (organization_id, id),
  unique (organization_id, cube, provider_id, model_id, project_id, team_id, user_id, key_id,
    session_id, feature_id, environment_id, operation_id, service_tier_id, price_id, tag_id,
    status, measure, currency, bin)
);

-- Three grains of the same shape. Quantity: events, tokens, units. Amount: money, never rounded.
create table rollup_minute (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  series_id bigint not null,
  quantity numeric not null,
  amount numeric not null,
  primary key (organization_id, cube, starts, series_id)
) partition by range (starts);

create table rollup_quarter (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  series_id bigint not null,
  quantity numeric not null,
  amount numeric not null,
  primary key (organization_id, cube, starts, series_id)
) partition by range (starts);

-- Days in the organization's zone, starts: the instant at which its day begins. Made from closed
-- quarters, except the cubes that are kept by day only.
create table rollup_day (
  organization_id uuid not null,
  cube smallint not null,
  starts timestamptz not null,
  series_id bigint not null,
  quantity numeric not null,
  amount numeric not null,
  primary key (organization_id, cube, starts, series_id)
) with (fillfactor = 80);

-- Days whose quarters hold something that their day rows do not: every applied event marks its
-- day; making the day takes the mark away.
create table day_marks (
  organization_id uuid not null,
  starts timestamptz not null,
  primary key (organization_id, starts)
);

-- ---------------------------------------------------------------- partitions, made on demand

-- Makes the partition of a ledger table for [since, until), where it is not there. The ledger's
-- role may call this and owns nothing.
create function ensure_partition(parent text, suffix text, since timestamptz, until timestamptz)
returns void language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  part text := parent || '_' || suffix;
begin
  if parent not in ('entries', 'rollup_minute', 'rollup_quarter') or suffix !~ '^[a-z0-9]{1,16}$' then
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
  execute format('create table %I (like %I including all) with (fillfactor = %s)',
    part, parent, case when parent = 'entries' then 100 else 80 end);
  perform tenant_table(part);
  execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', part);
  execute format('alter table %I attach partition %I for values from (%s) to (%s)', parent, part,
    case when since = '-infinity' then 'minvalue' else quote_literal(since) end,
    case when until = 'infinity' then 'maxvalue' else quote_literal(until) end);
end $$;

-- Drops partitions of the minute rollup that end before an instant.
create function drop_minutes(before timestamptz)
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
    where i.inhparent = 'meterr.rollup_minute'::regclass
      and c.relname ~ '^rollup_minute_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= (before at time zone 'UTC')::date
  loop
    execute format('drop table %I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- ---------------------------------------------------------------- row-level security

-- Binds a table to the organization of the transaction, its owner included.
create function tenant_table(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy tenant on %I to meterr_app
       using (organization_id = nullif(current_setting(''meterr.organization'', true), '''')::uuid)
       with check (organization_id = nullif(current_setting(''meterr.organization'', true), '''')::uuid)',
    name);
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['members', 'sign_ins', 'meterr_keys', 'provider_credentials',
      'first_start', 'dictionary', 'entries', 'series', 'rollup_minute', 'rollup_quarter', 'rollup_day',
      'day_marks'] loop
    perform tenant_table(name);
  end loop;
  foreach name in array array['dictionary', 'entries', 'series', 'rollup_minute',
      'rollup_quarter', 'rollup_day', 'day_marks'] loop
    execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', name);
  end loop;
  foreach name in array array['organizations', 'people'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
  end loop;
  foreach name in array array['organizations', 'people', 'members', 'meterr_keys', 'first_start'] loop
    execute format('create policy operator on %I to meterr_operator using (true) with check (true)', name);
  end loop;
end $$;

create policy tenant on organizations to meterr_app
  using (id = nullif(current_setting('meterr.organization', true), '')::uuid)
  with check (id = nullif(current_setting('meterr.organization', true), '')::uuid);
create policy ledger on organizations for select to meterr_ledger using (true);

create policy tenant on people to meterr_app
  using (exists (select from members m where m.person_id = people.id
    and m.organization_id = nullif(current_setting('meterr.organization', true), '')::uuid));

-- Before an organization is known, a transaction may name what it was shown, and sees that row only.
create policy presented on meterr_keys for select to meterr_app
  using (hash = decode(nullif(current_setting('meterr.presented_key', true), ''), 'hex'));
create policy presented on sign_ins for select to meterr_app
  using (token_hash = decode(nullif(current_setting('meterr.presented_session', true), ''), 'hex'));
create policy presented on people for select to meterr_app
  using (email = nullif(current_setting('meterr.presented_email', true), ''));
create policy presented on members for select to meterr_app
  using (person_id = nullif(current_setting('meterr.presented_person', true), '')::uuid);

-- ---------------------------------------------------------------- what each role may do

revoke all on all functions in schema meterr from public;
grant execute on function ensure_partition, drop_minutes to meterr_ledger;

grant usage on schema meterr to meterr_app, meterr_ledger, meterr_operator;

grant select on organizations, members, people, dictionary, entries, series, rollup_minute,
  rollup_quarter, rollup_day, day_marks, journals to meterr_app;
grant select, insert, update, delete on sign_ins, meterr_keys, provider_credentials to meterr_app;

grant select (id, zone) on organizations to meterr_ledger;
grant select, insert, update on journals to meterr_ledger;
grant select, insert on dictionary, entries, series to meterr_ledger;
grant select, insert, update on rollup_minute, rollup_quarter to meterr_ledger;
grant select, insert, update, delete on rollup_day to meterr_ledger;
grant select, insert, delete on day_marks to meterr_ledger;

grant select, insert on organizations, people, members, meterr_keys, first_start to meterr_operator;

-- ---------------------------------------------------------------- times nobody expects

-- Months are made for 2020 to 2099; what lies outside has a partition of its own.
do $$
begin
  perform ensure_partition('entries', 'before2020', '-infinity', '2020-01-01T00:00:00Z');
  perform ensure_partition('entries', 'from2100', '2100-01-01T00:00:00Z', 'infinity');
  perform ensure_partition('rollup_quarter', 'before2020', '-infinity', '2020-01-01T00:00:00Z');
  perform ensure_partition('rollup_quarter', 'from2100', '2100-01-01T00:00:00Z', 'infinity');
  perform ensure_partition('rollup_minute', 'from2100', '2100-01-01T00:00:00Z', 'infinity');
end $$;
