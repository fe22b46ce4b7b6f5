-- An account under review: one open at a time. What was found travels with it; what a person judged is remembered, so
-- that the same finding opens no new review while it goes on standing.
create table reviews (
  number bigserial primary key,
  account text not null,
  workflow_id text not null,
  state text not null,
  opened_clock timestamptz not null,
  closed_clock timestamptz,
  close_reason text,
  -- Who asked for it to be looked into, and which checks stopped money.
  asked jsonb not null default '[]',
  -- As its last look found them.
  findings jsonb not null default '[]',
  -- Ids of findings that stood when a person settled it, and still do.
  judged jsonb not null default '[]',
  -- Of a rejected account: what can still be had back, by currency.
  recoverable jsonb not null default '[]',
  needs_human boolean not null default false,
  updated_at timestamptz not null default now()
);
create unique index reviews_one_open on reviews (account) where closed_clock is null;
create index reviews_account on reviews (account, number);

-- Decisions to reject an account at Stripe, or to take that back, and how far they have come. Each is asked for by one
-- person and answered by another, as a request in `decisions`.
create table review_acts (
  act_id text primary key references decisions (decision_id),
  account text not null,
  kind text not null check (kind in ('reject', 'unreject')),
  -- Stripe's reason for a rejection, and whether it pauses payouts.
  reason text,
  payouts text check (payouts in ('pause', 'none')),
  asked_by text not null,
  asked_clock timestamptz not null,
  -- Sending: decided, and Stripe's answer is not known.
  state text not null check (state in ('asked', 'sending', 'done', 'refused', 'declined', 'expired')),
  code text,
  updated_at timestamptz not null default now(),
  check ((kind = 'reject') = (reason is not null and payouts is not null))
);
create unique index review_acts_one_open on review_acts (account) where state in ('asked', 'sending');
create index review_acts_account on review_acts (account, asked_clock);

alter table wakes drop constraint wakes_kind_check, add constraint wakes_kind_check
  check (kind in ('case', 'dispute', 'refund', 'account', 'warning', 'review'));
