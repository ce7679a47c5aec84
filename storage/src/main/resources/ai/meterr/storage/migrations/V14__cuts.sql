-- What a question about few axes reads of a large day, week or month: the same lines, summed over
-- the axes that nobody asks for together, sorted by one axis and sliced by its values
-- (storage.sealed.Cut). Made once a period is over; where its sealed row changes, the cuts count
-- for nothing until they are made anew.

do $$
declare
  period text;
begin
  foreach period in array array['sealed_day', 'sealed_week', 'sealed_month'] loop
    execute format('alter table %I add column is_cut boolean not null default false', period);
    -- small rows are read whole
    execute format('create index on %I (starts) where not is_cut and octet_length(lines) > 32768', period);
    execute format('create table %I (
        organization_id uuid not null,
        cube smallint not null,
        cut smallint not null,
        starts timestamptz not null,
        first_id bigint not null,  -- of the axis that is sliced, ids of the dictionary
        last_id bigint not null,
        lines bytea not null,
        primary key (organization_id, cube, cut, starts, first_id),
        foreign key (organization_id, cube, starts) references %I on delete cascade)',
      period || '_cut', period);
    execute format('create index on %I (organization_id, cube, starts)', period || '_cut');
    execute format('alter table %I alter column lines set storage external', period || '_cut');
    perform tenant_table(period || '_cut');
    execute format('create policy ledger on %I to meterr_ledger using (true) with check (true)', period || '_cut');
    execute format('grant select on %I to meterr_app', period || '_cut');
    execute format('grant select, insert, delete on %I to meterr_ledger', period || '_cut');
  end loop;
end $$;
