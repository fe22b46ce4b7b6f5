-- What people were told of a day, as it was told: one row a day, never changed.
create table digests (
  -- The day by the policy's calendar.
  date text primary key check (date ~ '^\d{4}-\d{2}-\d{2}$'),
  from_clock timestamptz not null,
  to_clock timestamptz not null,
  written_at timestamptz not null,
  written_clock timestamptz not null,
  digest jsonb not null,
  check (from_clock < to_clock)
);
create trigger digests_append_only before update or delete on digests
  for each row execute function refuse_change();

-- A day is read out of tables that grow with time: a summary of each block's range is enough, and costs writers little.
create index decisions_made on decisions using brin (made_clock);
create index entries_effective on entries using brin (effective_clock);
create index entries_booked on entries using brin (booked_at);
create index money_moves_settled on money_moves using brin (settled_at);
