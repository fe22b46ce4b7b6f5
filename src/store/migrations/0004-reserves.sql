-- What payout lines hold of sellers' money for a time, and when it was let go. Where the platform holds the money it
-- is in the books too (book 'reserved'); where it lies on the account, it is a part of what is free there.
create table reserves (
  reserve_id bigserial primary key,
  -- The payout line that held it.
  held_by bigint not null unique,
  account text not null,
  currency text not null,
  lies text not null check (lies in ('platform', 'account')),
  amount_minor bigint not null check (amount_minor > 0),
  basis_points integer not null check (basis_points between 1 and 10000),
  held_clock timestamptz not null,
  releases_clock timestamptz not null,
  -- The later line whose gross it is a part of, and when that line let it go.
  taken_by bigint,
  released_clock timestamptz,
  check (released_clock is null or taken_by is not null)
);
create index reserves_open on reserves (account, currency) where released_clock is null;
create index reserves_due on reserves (currency, lies, releases_clock) where taken_by is null;
create index reserves_taken on reserves (taken_by) where taken_by is not null;

-- Disputes of a seller: what they would still bear, and how many there are.
create index disputes_sellers on disputes using gin ((facts -> 'sellers') jsonb_path_ops);

-- How many charges of an account Stripe lists, counted where its disputes are enough to tell something.
create table charge_counts (
  account text primary key,
  from_clock timestamptz not null,
  counted_clock timestamptz not null,
  charges integer not null check (charges >= 0)
);
