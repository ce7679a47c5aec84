-- Prices that organizations have for themselves, over those of the price book; and who changed what.
-- Rows are never deleted and their figures never changed: a price is ended, and another made.

create table own_prices (
  organization_id uuid not null references organizations,
  id uuid not null,
  scope text not null check (scope in ('organization', 'contract')),
  provider text not null,
  model text not null,                       -- a name, or what names begin with
  is_prefix boolean not null,                -- of nothing: all models of the provider
  tier text,                                 -- our names; null: it does not matter
  region text,
  context_from bigint not null,              -- input tokens, included
  context_to bigint,                         -- excluded; null: no limit
  valid_from timestamptz,                    -- by when a call began; null: since ever
  valid_to timestamptz,                      -- excluded; null: until further notice; the same as valid_from: never
  percent numeric,                           -- a discount off the list price; null: figures of its own
  meters text[] not null,
  amounts numeric[] not null,                -- USD per 1,000,000 tokens, of other units per one
  source text not null,                      -- what it was agreed on in, or why it is so
  created_at timestamptz not null,
  created_by text not null,
  primary key (organization_id, id),
  check (percent is null or cardinality(meters) = 0),
  check (cardinality(meters) = cardinality(amounts))
);

-- Who changed what, when and why. Only ever added to.
create table audit (
  organization_id uuid not null references organizations,
  id uuid not null,                          -- UUIDv7: in the order of time
  at timestamptz not null,
  actor text not null,                       -- a person's address, a key's public prefix, or a command
  action text not null,                      -- price.created, price.ended, rating.applied, rating.undone
  subject text not null,                     -- what was changed
  reason text not null,
  detail json not null,
  primary key (organization_id, id)
);

do $$ begin
  perform tenant_table('own_prices');
  perform tenant_table('audit');
end $$;

grant select, insert on own_prices, audit to meterr_app;
grant update (valid_to) on own_prices to meterr_app;

-- Each node keeps a snapshot of what it needs while its database is away: prices too.
create policy operator_reads on own_prices for select to meterr_operator using (true);
grant select on own_prices to meterr_operator;
create trigger access_changed after insert or update or delete or truncate on own_prices
  for each statement execute function access_changed();
