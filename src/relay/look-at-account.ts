import type Stripe from 'stripe';
import { momentAt, type Clock, type Moment } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import type { GuardPolicy } from '../domain/account/preflight';
import type { StandingFound } from '../domain/account/standing-found';
import { recordRead } from '../store/account-records';
import { newsOf, type Wanted } from '../store/account-wakes';
import { readAccount, recordFigures, type Account } from '../store/accounts';
import { raiseAttention, settleAttention } from '../store/attention';
import { shrinkHandledRemainder } from '../store/cases';
import type { Database, Tx } from '../store/database';
import { type Figures, lastBalances } from '../store/last-balances';
import { claimCurrencies } from '../store/owing';
import { passOn, raiseWakes, recordSent, wakeTarget, type TakenWake } from '../store/wakes';
import { stripeFailure } from '../stripe/errors';
import { standingOf } from '../stripe/account-standing';
import { keptFigures, type KeptFigures } from './account-figures';
import { handledRemainder } from './case-owes';

export interface LookDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  readonly wallNow: () => number;
  readonly policy: GuardPolicy;
}

interface Found {
  readonly standing: StandingFound;
  readonly figures: KeptFigures;
}

export type LookAtAccount = (account: string, wake?: TakenWake) => Promise<readonly Currency[]>;

/**
 * Reads balance and account, keeps `accounts` current, and raises in one transaction the wake of every open case of
 * the account, of each currency without one that owes, and of whoever the answer is news for. With a wake, it is recorded as answered in the same transaction, and the events behind it go on to those. Answers
 * the currencies whose case was woken. Throws what Stripe or the database throws, having changed nothing.
 */
export function createAccountLook(deps: LookDeps): LookAtAccount {
  return async (name, wake) => {
    const account = accountId(name);
    const startedWallMs = deps.wallNow();
    const found = await readStripe(deps.stripe, account);
    const at = momentAt(deps.clock, deps.wallNow());
    return deps.db.transaction().execute(async (tx) => {
      const before = await readAccount(tx, account);
      const read =
        found === null ? { reachable: false as const } : { reachable: true as const, found: found.standing };
      const recorded = await recordRead(tx, account, read, startedWallMs, at, deps.policy);
      const owing =
        found === null
          ? await unreachable(tx, account, before, at, deps.clock)
          : await reached(tx, account, found, at);
      const codes = [...new Set([...(await openCases(tx, account)), ...owing])].sort();
      const cases = codes.map((code) => ({ kind: 'case' as const, account, currency: code }));
      const owed = cases.map((subject) => ({ subject, wakeClass: 'now' as const }));
      await wakeAll(tx, [...owed, ...(await newsOf(tx, recorded, at, deps.policy))], wake);
      return codes;
    });
  };
}

async function wakeAll(tx: Tx, wanted: readonly Wanted[], wake: TakenWake | undefined): Promise<void> {
  const targets = new Map(wanted.map((one) => [wakeTarget(one.subject), one]));
  const numbers = await raiseWakes(
    tx,
    [...targets.values()].map((one) => ({ ...one, by: 1 })),
  );
  if (wake === undefined) return;
  for (const target of targets.keys()) {
    await passOn(tx, wake, { target, number: numbers.get(target) ?? 0 });
  }
  await recordSent(tx, wake);
}

/** Null where the account answers 401 or 403: it was deauthorized, or is none of this platform's. */
async function readStripe(stripe: Stripe, account: AccountId): Promise<Found | null> {
  try {
    const [found, balance] = await Promise.all([
      stripe.accounts.retrieve(account),
      stripe.balance.retrieve({}, { stripeAccount: account }),
    ]);
    return { standing: standingOf(found), figures: keptFigures(found, balance) };
  } catch (error) {
    const failure = stripeFailure(error, true);
    if (failure?.kind === 'missing') return null;
    if (failure?.kind !== 'unreachable_account') throw error;
    // A wrong key of the platform's own answers the same, and then nothing is known of the account.
    await stripe.balance.retrieve();
    return null;
  }
}

async function reached(
  tx: Tx,
  account: AccountId,
  { standing: { losses }, figures }: Found,
  at: Moment,
): Promise<readonly Currency[]> {
  await recordFigures(tx, account, { ...figures }, at);
  await settleAttention(tx, unknownKey(account), 'recoup', at);
  const claims = (await claimCurrencies(tx, account)).map((code) => currency(code));
  if (losses === 'unknown') await raiseUnknownLosses(tx, account, at);
  else await settleAttention(tx, lossesKey(account), 'recoup', at);
  // Where Stripe bears the loss there is no balance to collect, only claims.
  if (losses === 'stripe') return claims;
  return [...claims, ...(await inShortfall(tx, account, figures.availableMinor))];
}

/** Its last figures stand, and with them what was moved since. */
async function unreachable(
  tx: Tx,
  account: AccountId,
  known: Account | null,
  at: Moment,
  clock: Clock,
): Promise<readonly Currency[]> {
  if (known === null || known.looked_at === null) {
    const attention = {
      key: unknownKey(account),
      subject: `account:${account}`,
      kind: 'unknown_account',
      message: `An event names ${account}, which this platform's key may not read. It was deauthorized before it was first seen, or belongs to another platform. Check it in Stripe's Dashboard; nothing is done for it until it can be read.`,
      command: null,
    };
    await raiseAttention(tx, attention, at);
  }
  const claims = (await claimCurrencies(tx, account)).map((code) => currency(code));
  if (known?.losses === 'stripe') return claims;
  return [...claims, ...(await inShortfall(tx, account, await lastBalances(tx, account, clock)))];
}

/** What a person took over opens no new case until the shortfall exceeds it, and it only shrinks. */
async function inShortfall(tx: Tx, account: AccountId, available: Figures): Promise<readonly Currency[]> {
  const codes: Currency[] = [];
  const handled = await tx
    .selectFrom('cases')
    .select('currency')
    .distinct()
    .where('account', '=', account)
    .where('handled_remainder_minor', '>', 0)
    .execute();
  for (const code of new Set([...Object.keys(available), ...handled.map((row) => row.currency)])) {
    const shortfallMinor = Math.max(0, -(available[code] ?? 0));
    const { caseNumber, minor } = await handledRemainder(tx, account, currency(code));
    if (shortfallMinor > minor) codes.push(currency(code));
    else if (caseNumber !== null && minor > 0) await shrinkHandledRemainder(tx, caseNumber, shortfallMinor);
  }
  return codes;
}

async function openCases(tx: Tx, account: AccountId): Promise<readonly Currency[]> {
  const rows = await tx
    .selectFrom('cases')
    .select('currency')
    .where('account', '=', account)
    .where('closed_clock', 'is', null)
    .execute();
  return rows.map((row) => currency(row.currency));
}

async function raiseUnknownLosses(tx: Tx, account: AccountId, at: Moment): Promise<void> {
  const attention = {
    key: lossesKey(account),
    subject: `account:${account}`,
    kind: 'unknown_losses',
    message: `Stripe does not say who bears the losses of ${account}, and its type does not tell. Until it does, its negative balance is followed as the platform's. Look at the account in Stripe's Dashboard.`,
    command: null,
  };
  await raiseAttention(tx, attention, at);
}

const unknownKey = (account: AccountId): string => `account:${account}:unknown`;
const lossesKey = (account: AccountId): string => `account:${account}:unknown_losses`;
