-- What a node needs to go on while its database is away, and after it was put back.

-- Which process has a journal at its epoch: it may lease again, a copy of its folder may not.
alter table journals add column holder uuid;

-- Each node keeps a snapshot of keys and sealed provider credentials, of all organizations.
create policy operator_reads on provider_credentials for select to meterr_operator using (true);
grant select on provider_credentials to meterr_operator;

-- Tells every node that its snapshot is old.
create function access_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('meterr_access', '');
  return null;
end $$;
create trigger access_changed after insert or update or delete or truncate on meterr_keys
  for each statement execute function access_changed();
create trigger access_changed after insert or update or delete or truncate on provider_credentials
  for each statement execute function access_changed();
