import {
  type FindingsByFlow,
  findingsOf,
  sameFindings,
  soonestDeadlineMs,
} from '../domain/account/findings-of';
import { changesBetween } from '../domain/account/changes';
import type { GuardPolicy } from '../domain/account/preflight';
import type { AccountRecord } from '../domain/account/record';
import { kindOf } from '../domain/account/standing';
import {
  type KeptStanding,
  NOTHING_FOUND,
  sinceWhen,
  type StandingFound,
} from '../domain/account/standing-found';
import type { Moment } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import { settlePassing } from './account-halts';
import { ensureAccount, type Account } from './accounts';
import type { Database, Tx } from './database';
import { figuresOf } from './last-balances';

/** What is known of an account; null where nothing has named it yet. */
export async function readRecord(db: Database | Tx, account: AccountId): Promise<AccountRecord | null> {
  const row = await db.selectFrom('accounts').selectAll().where('account', '=', account).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/** The record that a row holds: columns, the standing in one piece, and the currencies of both. */
export function recordOf(row: Account): AccountRecord {
  const standing = row.standing ?? NOTHING_FOUND;
  const defaultCurrency = row.default_currency === null ? null : currency(row.default_currency);
  return {
    ...standing,
    account: accountId(row.account),
    readWallMs: row.standing_at ?? 0,
    reachable: row.reachable,
    country: row.country,
    kind: kindOf({ type: row.kind }),
    losses: row.losses,
    defaultCurrency,
    disabledReason: row.disabled_reason,
    currencies: currenciesOf(row, defaultCurrency, standing.externalAccounts),
  };
}

function currenciesOf(
  { facts }: Account,
  defaultCurrency: Currency | null,
  banks: AccountRecord['externalAccounts'],
): readonly Currency[] {
  const held = Object.keys(figuresOf(facts).availableMinor).map((code) => currency(code));
  const all = [defaultCurrency, ...held, ...banks.map((one) => one.currency)];
  return [...new Set(all.filter((code) => code !== null))].sort();
}

/** What a read at Stripe has told of an account. */
export type Read =
  | { readonly reachable: true; readonly found: StandingFound }
  /** It answers 401 or 403: what was known of it stands. */
  | { readonly reachable: false };

export interface Recorded {
  readonly record: AccountRecord;
  readonly findings: FindingsByFlow;
  /** What stands against any flow has come, gone or changed: whoever waits for it looks again. */
  readonly findingsChanged: boolean;
}

/**
 * Keeps what a read has told, and what changed since the one before: a first read changes nothing. `startedWallMs` is
 * the wall time before Stripe was asked; the answer to a later question stands where two are under way.
 */
export async function recordRead(
  tx: Tx,
  account: AccountId,
  read: Read,
  startedWallMs: number,
  at: Moment,
  policy: GuardPolicy,
): Promise<Recorded> {
  const before = await lockRecord(tx, account, at);
  const known = recordOf(before);
  const isNews = startedWallMs >= known.readWallMs;
  const record = isNews ? merged(before, known, read, startedWallMs, at.clockMs) : known;
  if (isNews && before.standing !== null) await appendChanges(tx, known, record, at);
  const findings = findingsOf(record, at, policy);
  await tx
    .updateTable('accounts')
    .set({ ...columnsOf(record), findings: JSON.stringify(findings) })
    .where('account', '=', account)
    .execute();
  await settlePassing(tx, account, before.findings, findings, policy, at);
  return { record, findings, findingsChanged: !sameFindings(before.findings, findings) };
}

async function lockRecord(tx: Tx, account: AccountId, at: Moment): Promise<Account> {
  await ensureAccount(tx, account, at);
  return tx
    .selectFrom('accounts')
    .selectAll()
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

function merged(
  before: Account,
  known: AccountRecord,
  read: Read,
  readWallMs: number,
  nowMs: number,
): AccountRecord {
  // That it cannot be reached is known from now on; the rest stays as old as it is.
  if (!read.reachable) return { ...known, reachable: false };
  const { found } = read;
  return {
    ...known,
    ...found,
    readWallMs,
    reachable: true,
    currencies: currenciesOf(before, found.defaultCurrency, found.externalAccounts),
    capabilities: sinceWhen(found.capabilities, known.capabilities, nowMs),
  };
}

function columnsOf(record: AccountRecord) {
  const standing: KeptStanding = {
    requirementCollection: record.requirementCollection,
    dashboard: record.dashboard,
    capabilities: record.capabilities,
    requirements: record.requirements,
    futureRequirements: record.futureRequirements,
    chargesEnabled: record.chargesEnabled,
    payoutsEnabled: record.payoutsEnabled,
    payoutInterval: record.payoutInterval,
    debitNegativeBalances: record.debitNegativeBalances,
    externalAccounts: record.externalAccounts,
    sellerSinceMs: record.sellerSinceMs,
  };
  const deadlineMs = soonestDeadlineMs(record);
  const wasRead = record.readWallMs > 0;
  return {
    country: record.country,
    kind: record.kind,
    losses: record.losses,
    default_currency: record.defaultCurrency,
    disabled_reason: record.disabledReason,
    reachable: record.reachable,
    standing: wasRead ? JSON.stringify(standing) : null,
    standing_at: wasRead ? new Date(record.readWallMs) : null,
    deadline_clock: deadlineMs === null ? null : new Date(deadlineMs),
  };
}

async function appendChanges(tx: Tx, before: AccountRecord, after: AccountRecord, at: Moment): Promise<void> {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return;
  const seen = { seen_at: new Date(at.wallMs), seen_clock: new Date(at.clockMs) };
  await tx
    .insertInto('account_changes')
    .values(changes.map((change) => ({ account: after.account, ...change, ...seen })))
    .execute();
}
