-- Addresses that sellers were given. An address itself is not kept, only the hash by which it is known again.
create table links (
  link_id text primary key,
  token_hash text not null unique,
  purpose text not null check (purpose in ('onboarding', 'statement')),
  account text not null,
  -- `notice:<number>`, or who made it at the command line.
  made_for text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- A link to Stripe is used up by the click that opened it; null again where Stripe could not make one.
  used_at timestamptz,
  -- Of a statement: how often it was shown.
  views integer not null default 0,
  last_viewed_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  check (expires_at > made_at),
  check ((revoked_at is null) = (revoked_by is null))
);
create index links_account on links (account, made_at);
