-- Entries that take back, and which of an event's entries stands.

alter table entries
  add column part smallint not null default 0,          -- 0 adds to the sums, 1 takes back what stood before
  add column is_current boolean not null default true,  -- false: taken back, or what takes back
  add column request_id text;                           -- null: the event's own id

alter table entries drop constraint entries_pkey;
alter table entries add primary key (organization_id, journal, journal_offset, part, event_time);
create index on entries (organization_id, request_id) where request_id is not null;
