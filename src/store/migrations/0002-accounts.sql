-- What Stripe says of an account, beside its figures: capabilities, requirements, bank accounts. `standing_at` is the
-- wall time at which that read began: an older answer never replaces a younger one.
alter table accounts add column standing jsonb;
alter table accounts add column standing_at timestamptz;
-- What the checks before money found by the standing alone, and what those who follow the account were last told of.
alter table accounts add column findings jsonb not null default '{}';
-- The next of Stripe's deadlines, so that those which come near by time alone can be listed.
alter table accounts add column deadline_clock timestamptz;
create index accounts_deadline on accounts (deadline_clock) where deadline_clock is not null;

-- "active -> pending, Tuesday 14:07": what changed of an account between two looks. A first look changes nothing.
create table account_changes (
  change_id bigserial primary key,
  account text not null references accounts,
  what text not null,
  before text,
  after text,
  seen_at timestamptz not null,
  seen_clock timestamptz not null
);
create index account_changes_of_account on account_changes (account, change_id);
