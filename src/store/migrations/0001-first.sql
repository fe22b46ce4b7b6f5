-- Instants: columns that end in _at are wall time, those that end in _clock are clock time (see domain/clock.ts).
-- Amounts: integers in minor units, always beside their currency.

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- Processes that call Stripe now: the limit is divided among them. One that does not come back is forgotten.
create table stripe_callers (
  caller text primary key,
  seen_at timestamptz not null default now()
);

-- The inbox. A row is a hint that something happened; nothing here is believed, only looked up.
create table events (
  seq bigserial primary key,
  source text not null check (source in ('platform', 'connect', 'recoup')),
  event_id text not null,
  type text not null,
  account text,
  object_id text,
  livemode boolean,
  body text not null,
  created_clock timestamptz,
  deliveries integer not null default 1,
  received_at timestamptz not null default now(),
  last_received_at timestamptz not null default now(),
  state text not null default 'new' check (state in ('new', 'routed', 'no_concern', 'set_aside', 'ignored')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  error text,
  routed_at timestamptz,
  unique (source, event_id)
);
create index events_new on events (next_attempt_at, seq) where state = 'new';
create index events_set_aside on events (seq) where state = 'set_aside';

-- One row per workflow (or account) that should look again; the number grows with each event routed to it.
create table wakes (
  target text primary key,
  kind text not null check (kind in ('case', 'dispute', 'refund', 'account', 'warning')),
  subject jsonb not null,
  number bigint not null default 0,
  sent bigint not null default 0,
  due_at timestamptz not null default now(),
  last_sent_at timestamptz,
  -- A wake of class *soon* is not sent before: the last one plus the look gap.
  quiet_until timestamptz,
  -- While a relay is sending; one that died in between gives the wake back when this has passed.
  leased_until timestamptz,
  attempts integer not null default 0,
  error text,
  set_aside_at timestamptz,
  check (sent <= number)
);
create index wakes_due on wakes (due_at) where number > sent and set_aside_at is null;

create table event_wakes (
  event_seq bigint not null references events (seq),
  target text not null references wakes (target),
  number bigint not null,
  handled_at timestamptz,
  primary key (event_seq, target)
);
create index event_wakes_open on event_wakes (target, number) where handled_at is null;

create table accounts (
  account text primary key,
  country text,
  kind text,
  losses text not null default 'unknown' check (losses in ('platform', 'stripe', 'unknown')),
  default_currency text,
  reachable boolean not null default true,
  disabled_reason text,
  facts jsonb not null default '{}',
  hold_reasons jsonb not null default '[]',
  hold_found_schedule jsonb,
  hold_set_at timestamptz,
  hold_stands boolean not null default false,
  debit_enabled_by_us boolean not null default false,
  first_seen_clock timestamptz not null,
  looked_at timestamptz
);

create table cases (
  number bigserial primary key,
  account text not null,
  currency text not null,
  workflow_id text not null,
  state text not null,
  opened_clock timestamptz not null,
  negative_since_clock timestamptz not null,
  clears_clock timestamptz not null,
  closed_clock timestamptz,
  close_reason text,
  shortfall_minor bigint not null default 0 check (shortfall_minor >= 0),
  claims_minor bigint not null default 0 check (claims_minor >= 0),
  peak_owed_minor bigint not null default 0 check (peak_owed_minor >= 0),
  handled_remainder_minor bigint not null default 0 check (handled_remainder_minor >= 0),
  summary jsonb not null default '{}',
  needs_human boolean not null default false,
  assignee text,
  updated_at timestamptz not null default now()
);
create unique index cases_one_open on cases (account, currency) where closed_clock is null;

-- Identity, cause and owner of a claim; what is open of it is the sum of its postings in book 'claim'.
create table claims (
  claim_id text primary key,
  form text not null check (form in ('fee', 'reversal', 'rest', 'cleared', 'credit')),
  account text not null,
  currency text not null,
  cause text not null,
  part text not null check (part in ('principal', 'fee')),
  -- What one unit of the claim is worth in the cause's currency (worked rule R20): the pair of that reversal.
  cause_currency text not null,
  pair_cause_minor bigint not null check (pair_cause_minor >= 0),
  pair_claim_minor bigint not null check (pair_claim_minor > 0),
  transfer_id text,
  owner text not null,
  since_clock timestamptz not null,
  opened_clock timestamptz not null,
  handled_by text
);
create index claims_account on claims (account, currency);
create index claims_cause on claims (cause);

create table disputes (
  dispute_id text primary key,
  -- Set for direct charges only: the connected account on which the charge and its dispute live.
  account text,
  charge_id text,
  workflow_id text not null,
  currency text,
  amount_minor bigint,
  status text not null,
  reason text,
  is_final boolean not null default false,
  opened_clock timestamptz,
  evidence_due_clock timestamptz,
  facts jsonb not null default '{}',
  state text not null,
  needs_human boolean not null default false,
  closed_clock timestamptz,
  updated_at timestamptz not null default now()
);
create index disputes_charge on disputes (charge_id);

-- What people decided about a dispute, as it stands; each choice is a decision too. The account is empty where the
-- question is about the dispute as a whole.
create table dispute_answers (
  dispute_id text not null,
  question text not null check (question in ('giveBack', 'above', 'sellers')),
  account text not null,
  answer text not null,
  said_by text not null,
  said_clock timestamptz not null,
  primary key (dispute_id, question, account)
);

-- Refunds that somebody asked for here, refunds made elsewhere, and payments that failed after their transfer.
create table refunds (
  -- What is followed, and the name of its flow: a request (rq_), a refund (re_) or a failed payment's charge (ch_).
  subject text primary key,
  workflow_id text not null unique,
  -- Set for direct charges only: the connected account on which charge and refund live.
  account text,
  charge_id text,
  -- Stripe's id, once there is one; none for failed payments.
  refund_id text,
  -- Asked for here: the asker's key, what was asked, and who asked.
  idempotency_key text unique,
  request jsonb,
  requested_by text,
  currency text,
  amount_minor bigint,
  status text not null,
  is_final boolean not null default false,
  opened_clock timestamptz not null,
  facts jsonb not null default '{}',
  state text not null,
  -- What people decided: whether the sellers bear it, and whether to send what Stripe may have covered.
  sellers_answer text check (sellers_answer in ('reverse', 'claim', 'keep')),
  give_back_answer text check (give_back_answer in ('send', 'keep')),
  needs_human boolean not null default false,
  closed_clock timestamptz,
  updated_at timestamptz not null default now()
);
create index refunds_charge on refunds (charge_id);
create index refunds_refund on refunds (refund_id);

-- Every choice, with the inputs it saw. Append-only and hash-chained; approvals are decisions about decisions.
create table decisions (
  seq bigserial primary key,
  decision_id text not null unique,
  made_at timestamptz not null,
  made_clock timestamptz not null,
  kind text not null,
  subject text not null,
  actor text not null,
  action jsonb not null,
  action_hash text not null,
  inputs jsonb not null,
  verdict text not null check (verdict in ('acted', 'held', 'requested', 'approved', 'declined', 'recorded')),
  reason text,
  policy_hash text,
  answers text references decisions (decision_id),
  requester text,
  -- The approval that this act used up: an approved action passes once.
  uses text unique references decisions (decision_id),
  expires_at timestamptz,
  prev_hash text not null,
  hash text not null unique,
  constraint requester_is_not_approver check (answers is null or (requester is not null and actor <> requester))
);
create unique index decisions_one_answer on decisions (answers) where answers is not null;
create index decisions_subject on decisions (subject, seq);
create index decisions_action on decisions (action_hash) where verdict = 'requested';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op;
end $$;
create trigger decisions_append_only before update or delete on decisions
  for each row execute function refuse_change();
create trigger decisions_no_truncate before truncate on decisions
  for each statement execute function refuse_change();

-- An answer names the true requester, so that the check above cannot be passed by naming somebody else; and only an
-- approved request of the very same action can be used up.
create function check_approval() returns trigger language plpgsql as $$
begin
  if new.answers is not null and not exists (select from decisions r where r.decision_id = new.answers
      and r.verdict = 'requested' and r.actor = new.requester and r.action_hash = new.action_hash) then
    raise exception 'decision % does not answer a request % of % for the same action',
      new.decision_id, new.answers, new.requester;
  end if;
  if new.uses is not null and not exists (select from decisions a where a.decision_id = new.uses
      and a.verdict = 'approved' and a.action_hash = new.action_hash) then
    raise exception 'decision % uses %, which does not approve the same action', new.decision_id, new.uses;
  end if;
  return new;
end $$;
create trigger decisions_check_approval before insert on decisions
  for each row execute function check_approval();

create table money_moves (
  key text primary key,
  idempotency_key text not null unique,
  kind text not null,
  cause text not null,
  part text not null,
  object text not null,
  n integer not null check (n >= 0),
  account text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  claim_id text references claims (claim_id),
  request jsonb not null,
  decision_id text not null references decisions (decision_id),
  workflow_id text not null,
  state text not null check (state in ('pending', 'moved', 'refused', 'unknown')),
  stripe_id text,
  -- The object through which the account's own balance shows this move (its balance transaction's source).
  counterpart_id text,
  failure_code text,
  failure_message text,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  created_clock timestamptz not null,
  first_sent_at timestamptz,
  -- While somebody is finding out what becomes of it: one at a time looks for a move and sends it.
  leased_until timestamptz,
  settled_at timestamptz
);
create index money_moves_cause on money_moves (cause, kind, object);
create index money_moves_account on money_moves (account, currency);
create index money_moves_day on money_moves (currency, created_clock);
create index money_moves_counterpart on money_moves (counterpart_id);
create index money_moves_stripe on money_moves (stripe_id);
create index money_moves_unsettled on money_moves (claim_id) where state in ('pending', 'unknown');

-- Double entry. Each entry sums to zero in every currency; a balance transaction maps to exactly one entry.
create table entries (
  entry_id bigserial primary key,
  key text not null unique,
  kind text not null,
  account text not null,
  booked_at timestamptz not null default now(),
  effective_clock timestamptz not null,
  balance_transaction text,
  move_key text references money_moves (key),
  note text,
  unique (account, balance_transaction)
);
create table postings (
  entry_id bigint not null references entries (entry_id),
  line integer not null,
  book text not null,
  account text not null,
  currency text not null,
  cause text,
  part text check (part in ('principal', 'fee')),
  claim_id text references claims (claim_id),
  since_clock timestamptz,
  amount_minor bigint not null check (amount_minor <> 0),
  primary key (entry_id, line)
);
create index postings_account on postings (account, currency, book);
create index postings_cause on postings (cause, book);
create index postings_claim on postings (claim_id) where claim_id is not null;
create trigger entries_append_only before update or delete on entries
  for each row execute function refuse_change();
create trigger postings_append_only before update or delete on postings
  for each row execute function refuse_change();

create function check_entry_balances() returns trigger language plpgsql as $$
declare unbalanced record;
begin
  select currency, sum(amount_minor) as rest into unbalanced from postings
    where entry_id = new.entry_id group by currency having sum(amount_minor) <> 0 limit 1;
  if found then
    raise exception 'entry % does not balance: % left in %', new.entry_id, unbalanced.rest, unbalanced.currency;
  end if;
  return null;
end $$;
create constraint trigger postings_balance after insert on postings
  deferrable initially deferred for each row execute function check_entry_balances();

-- How far an account's balance transactions in one currency are booked.
create table book_cursors (
  account text not null,
  currency text not null,
  balance_minor bigint not null,
  booked_through_clock timestamptz not null,
  last_balance_transaction text,
  -- The window that is booked: what took effect from here on, and from where Stripe's list must be read again.
  window_from_clock timestamptz,
  list_from_clock timestamptz,
  primary key (account, currency)
);

create table notices (
  notice_id bigserial primary key,
  -- `case:<number>` or `dispute:<dp>`: a case is named by its number, so that a reopened one speaks anew.
  subject text not null,
  rung text not null,
  audience text not null check (audience in ('seller', 'team', 'finance', 'risk', 'decider')),
  template text not null,
  params jsonb not null,
  account text,
  -- How loud: of a role, everybody up to this place in the policy's list is told.
  level integer not null default 0 check (level >= 0),
  -- Goes out with it at every attempt, so that a repetition can be told.
  message_id uuid not null default gen_random_uuid(),
  send_at timestamptz not null,
  -- Withdrawn: what it reminds of was over before its hour came.
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'withdrawn')),
  rendered jsonb,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  created_clock timestamptz not null,
  sent_at timestamptz,
  unique (subject, rung, audience)
);
create index notices_queued on notices (send_at) where state = 'queued';

-- What only a person can settle. Raised once per key; a settled one may be raised anew.
create table attention (
  attention_id bigserial primary key,
  key text not null,
  subject text not null,
  kind text not null,
  message text not null,
  command text,
  raised_at timestamptz not null default now(),
  raised_clock timestamptz not null,
  settled_at timestamptz,
  settled_by text
);
create unique index attention_one_open on attention (key) where settled_at is null;

-- Each sweep and what came of it: objects read, rows and wakes that followed, calls to Stripe, part by part.
create table sweeps (
  number bigserial primary key,
  started_at timestamptz not null,
  started_clock timestamptz not null,
  ended_at timestamptz,
  result jsonb
);
