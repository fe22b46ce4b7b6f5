-- One row for each import of what was there before Recoup. Page and counts are written together, so that an import
-- that was killed goes on where it stopped and counts nothing twice.
create table imports (
  number bigserial primary key,
  started_at timestamptz not null,
  started_clock timestamptz not null,
  -- How far back disputes are read, and whether lost ones are taken up.
  options jsonb not null,
  phase text not null check (phase in ('disputes', 'accounts', 'adopting', 'done')),
  -- The last object of the page that was read; null: the phase begins.
  after text,
  accounts_read bigint not null default 0,
  disputes_read bigint not null default 0,
  ended_at timestamptz
);
create unique index imports_one_open on imports ((true)) where ended_at is null;

-- What an import found, each thing once.
create table import_items (
  import bigint not null references imports (number),
  kind text not null check (kind in ('dispute', 'negative', 'manual_schedule', 'unreadable')),
  -- The dispute, the account and currency below zero, or the account.
  subject text not null,
  account text,
  currency text,
  amount_minor bigint,
  facts jsonb not null default '{}',
  primary key (import, kind, subject)
);
