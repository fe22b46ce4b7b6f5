-- An account's last turn in the full scan, or in another reading that looked at as much.
alter table accounts add column scanned_at timestamptz;
create index accounts_turn on accounts (coalesce(scanned_at, '-infinity'::timestamptz), account);
create index accounts_below_zero on accounts (account)
  where jsonb_path_exists(facts, '$.availableMinor.* ? (@ < 0)');

-- Disputes that were lost are read for a while longer: Stripe reinstates some of them late.
create index disputes_lost on disputes (dispute_id) where status = 'lost';

-- Stripe's connect reserve beside what Recoup knows of the accounts it is held for.
create table reconciliations (
  number bigserial primary key,
  kind text not null check (kind in ('daily', 'full')),
  started_at timestamptz not null,
  started_clock timestamptz not null,
  -- Events up to here were stored when it began: the search after the next one begins with those that came since.
  events_seq bigint not null,
  -- Where its search stands, or null where there is none.
  search jsonb,
  -- The sums as they were last compared.
  comparisons jsonb,
  read integer not null default 0,
  calls integer not null default 0,
  ended_at timestamptz,
  result jsonb
);

-- Accounts whose balance was otherwise than known; what the sweep's scan finds has no number.
create table reconciliation_lines (
  line bigserial primary key,
  number bigint references reconciliations (number),
  account text not null,
  currency text not null,
  -- How far the available balance was below zero: as known, and as read.
  known_minor bigint not null check (known_minor >= 0),
  found_minor bigint not null check (found_minor >= 0),
  found_at timestamptz not null,
  found_clock timestamptz not null
);
create unique index reconciliation_lines_once on reconciliation_lines (number, account, currency) where number is not null;
create index reconciliation_lines_of_scan on reconciliation_lines (found_at) where number is null;
