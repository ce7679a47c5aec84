-- Backup and restore see the rows of every organization: as the owner, who is bound by row-level
-- security like everybody else, and only in a session that says so. No other role gains anything.

create or replace function tenant_table(name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy tenant on %I to meterr_app
       using (organization_id = nullif(current_setting(''meterr.organization'', true), '''')::uuid)
       with check (organization_id = nullif(current_setting(''meterr.organization'', true), '''')::uuid)',
    name);
  perform whole_table(name);
end $$;

create function whole_table(name text) returns void language plpgsql as $$
begin
  execute format(
    'create policy whole on %I to meterr_owner
       using (current_setting(''meterr.whole_database'', true) = ''on'')
       with check (current_setting(''meterr.whole_database'', true) = ''on'')',
    name);
end $$;

revoke all on function whole_table from public;

do $$
declare
  name text;
begin
  for name in select relname from pg_class
      where relnamespace = 'meterr'::regnamespace and relkind in ('r', 'p') and relrowsecurity loop
    perform whole_table(name);
  end loop;
end $$;

-- The operator revokes keys.
grant update (revoked_at) on meterr_keys to meterr_operator;
