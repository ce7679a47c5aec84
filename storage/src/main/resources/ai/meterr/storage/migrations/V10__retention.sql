-- How long raw entries are kept, forgetting a person, deleting an organization. What is done here
-- crosses tables and organizations, so it is done by functions of the owner, each for one purpose.

alter table organizations
  add column raw_days integer not null default 90 check (raw_days between 1 and 36500),
  -- raw entries of calls before it may be gone; the rollups stay
  add column raw_since timestamptz not null default '-infinity';

grant select (raw_days, raw_since) on organizations to meterr_ledger;

-- Of organizations that are gone: the receipt. Names the organization by another column than a
-- tenant's table does, because no tenant can ask for it any more.
create table deletions (
  deleted_organization uuid primary key,
  name text not null,
  asked_at timestamptz not null,
  finished_at timestamptz,                   -- null: at work, or cut off: it goes on when asked again
  rows jsonb not null default '{}'           -- per table, those that came in afterwards too
);
grant select, insert, update on deletions to meterr_operator;

-- Deletes raw entries and sightings of one organization of before an instant, some at a time.
create function forget_raw(organization uuid, before timestamptz, at_most integer)
returns bigint language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  deleted bigint;
  more bigint;
begin
  if before > now() - interval '1 day' then
    raise exception 'raw entries are kept for a day at least';
  end if;
  perform set_config('meterr.whole_database', 'on', true);
  update organizations set raw_since = before where id = organization and raw_since < before;
  with old as (
    select journal, journal_offset, part, event_time from entries
    where organization_id = organization and event_time < before limit at_most)
  delete from entries e using old o
  where e.organization_id = organization and e.journal = o.journal
    and e.journal_offset = o.journal_offset and e.part = o.part and e.event_time = o.event_time;
  get diagnostics deleted = row_count;
  with old as (
    select journal, journal_offset, seen_at from sightings
    where organization_id = organization and seen_at < before limit at_most)
  delete from sightings s using old o
  where s.organization_id = organization and s.journal = o.journal
    and s.journal_offset = o.journal_offset and s.seen_at = o.seen_at;
  get diagnostics more = row_count;
  perform set_config('meterr.whole_database', '', true);
  return deleted + more;
end $$;

-- Drops months of raw entries and sightings that no organization keeps.
create function drop_raw()
returns integer language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  kept_since timestamptz;
begin
  perform set_config('meterr.whole_database', 'on', true);
  select min(raw_since) into kept_since from organizations;
  perform set_config('meterr.whole_database', '', true);
  return drop_months('entries', kept_since) + drop_months('sightings', kept_since);
end $$;

-- Takes a person's name out of everything: what they used stays in the sums, under a number. Their
-- sessions' names go too, as far as raw entries still tell whose they were.
create function erase_person(organization uuid, person text)
returns integer language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  erased integer;
begin
  perform set_config('meterr.whole_database', 'on', true);
  update dictionary d set value = 'erased-' || d.id
  where d.organization_id = organization and (
    (d.axis = 'user' and d.value = person)
    or (d.axis = 'session' and d.id in (
      select e.session_id from entries e join dictionary u
        on u.organization_id = e.organization_id and u.id = e.user_id
      where e.organization_id = organization and u.axis = 'user' and u.value = person)));
  get diagnostics erased = row_count;
  delete from refused r where r.organization_id = organization
    and position(convert_to(to_json(person)::text, 'UTF8') in r.event) > 0;
  perform set_config('meterr.whole_database', '', true);
  return erased;
end $$;

-- Deletes rows of one organization from one table or partition, some at a time.
create function delete_rows(organization uuid, place text, at_most integer)
returns bigint language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  deleted bigint;
begin
  if not exists (select from deletions where deleted_organization = organization) then
    raise exception 'nobody asked for that organization to be deleted';
  end if;
  perform set_config('meterr.whole_database', 'on', true);
  execute format(
    'delete from %1$I where ctid = any (array(select ctid from %1$I where organization_id = $1 limit $2))',
    place) using organization, at_most;
  get diagnostics deleted = row_count;
  perform set_config('meterr.whole_database', '', true);
  return deleted;
end $$;

-- The organization itself, and people who belong to no other: the last step.
create function delete_organization(organization uuid)
returns bigint language plpgsql security definer set search_path = meterr, pg_temp as $$
declare
  deleted bigint;
begin
  if not exists (select from deletions where deleted_organization = organization) then
    raise exception 'nobody asked for that organization to be deleted';
  end if;
  perform set_config('meterr.whole_database', 'on', true);
  delete from people p where not exists (select from members m where m.person_id = p.id);
  get diagnostics deleted = row_count;
  delete from organizations where id = organization;
  perform set_config('meterr.whole_database', '', true);
  return deleted;
end $$;

-- Tables and partitions that hold rows of tenants, each before those that it refers to.
create function tenant_places()
returns setof text language sql stable security definer set search_path = meterr, pg_temp as $$
  select c.relname::text from pg_class c
  where c.relnamespace = 'meterr'::regnamespace and c.relkind = 'r'
    and exists (select from pg_attribute a where a.attrelid = c.oid
      and a.attname = 'organization_id' and not a.attisdropped)
  order by c.relname = 'meterr_keys' desc, c.relname = 'members', c.relname
$$;

revoke all on function forget_raw, drop_raw, erase_person, delete_rows, delete_organization,
  tenant_places from public;
grant execute on function forget_raw, drop_raw to meterr_ledger;
grant execute on function erase_person, delete_rows, delete_organization, tenant_places to meterr_operator;
grant update (raw_days) on organizations to meterr_operator;
