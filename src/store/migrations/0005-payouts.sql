-- Runs that pay sellers, and one line for each of them. In mode `transfer` earnings that the platform holds go to the
-- accounts; in mode `payout` what lies on the accounts goes to their banks.

create table payout_runs (
  -- The id of its workflow: payout-run:<date>:<currency>:<mode>[:v<version>], or dry-run:… for a rehearsal.
  run text primary key,
  -- The day that it pays for; it begins with that day, UTC.
  date text not null check (date ~ '^\d{4}-\d{2}-\d{2}$'),
  currency text not null,
  mode text not null check (mode in ('transfer', 'payout')),
  version integer not null check (version >= 1),
  dry_run boolean not null,
  status text not null check (status in ('waiting', 'running', 'stopped', 'under_water', 'done')),
  -- Why it is stopped or under water, or what came of it.
  reason text,
  -- The asker's key, and the hash of what was asked: the same key again is the same run.
  idempotency_key text,
  asked_hash text not null,
  asked_by text not null,
  created_clock timestamptz not null,
  starts_clock timestamptz not null,
  ended_clock timestamptz,
  updated_at timestamptz not null default now(),
  unique (date, currency, mode, version, dry_run)
);
create index payout_runs_key on payout_runs (idempotency_key) where idempotency_key is not null;
create index payout_runs_open on payout_runs (currency) where status <> 'done';

create table payout_lines (
  line_id bigserial primary key,
  run text not null references payout_runs (run),
  -- Its place in the run.
  number integer not null check (number >= 1),
  account text not null,
  currency text not null,
  date text not null,
  -- Which payment of this account, day and currency it is, whatever the mode: the last part of the move's key.
  version integer not null check (version >= 1),
  -- Mode transfer: what was earned; what earlier lines withheld or reserved and now is due. The sum is the gross.
  earned_minor bigint not null default 0 check (earned_minor >= 0),
  carried_minor bigint not null default 0 check (carried_minor >= 0),
  released_minor bigint not null default 0 check (released_minor >= 0),
  status text not null check (status in ('planned', 'held', 'sent', 'paid', 'failed', 'unknown')),
  -- Why it is held or failed: our word, or Stripe's code.
  reason text,
  -- What was decided: null until then.
  gross_minor bigint check (gross_minor >= 0),
  target_minor bigint check (target_minor >= 0),
  offset_minor bigint check (offset_minor >= 0),
  reserved_minor bigint check (reserved_minor >= 0),
  withheld_minor bigint check (withheld_minor >= 0),
  working jsonb,
  -- What was decided stands: claims are paid out of it, and what was withheld is due to a later line.
  settled_clock timestamptz,
  -- The line of a later run that took what this one withheld.
  carried_to bigint references payout_lines (line_id),
  -- The line of a later version that pays it instead.
  reissued_as bigint references payout_lines (line_id),
  move_key text,
  stripe_id text,
  updated_at timestamptz not null default now(),
  unique (run, account)
);
create index payout_lines_run on payout_lines (run, status, number);
create index payout_lines_slot on payout_lines (account, date, currency, version);
create index payout_lines_stripe on payout_lines (stripe_id) where stripe_id is not null;
create index payout_lines_withheld on payout_lines (currency, account)
  where withheld_minor > 0 and settled_clock is not null and carried_to is null;

-- Whose sale a charge was, as the platform said it, and which line pays for it. A charge may have several sellers,
-- and pays each of them once.
create table earnings_charges (
  charge_id text not null,
  account text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  line_id bigint not null references payout_lines (line_id),
  added_clock timestamptz not null,
  primary key (charge_id, account)
);
create index earnings_charges_account on earnings_charges (account, added_clock);
create index earnings_charges_line on earnings_charges (line_id);

-- The claims that a line's move pays out of the earnings: reserved while its outcome is not known.
create table move_offsets (
  key text not null references money_moves (key),
  claim_id text not null references claims (claim_id),
  amount_minor bigint not null check (amount_minor > 0),
  primary key (key, claim_id)
);
create index move_offsets_claim on move_offsets (claim_id);

alter table wakes drop constraint wakes_kind_check, add constraint wakes_kind_check
  check (kind in ('case', 'dispute', 'refund', 'account', 'warning', 'review', 'payout_run', 'payout_line'));
