import type Stripe from 'stripe';
import { DAY_MS, momentAt } from '../../domain/clock';
import type { Json } from '../../domain/json';
import { ensureAccount } from '../../store/accounts';
import { accountId } from '../../domain/ids';
import { type AccountToRead, accountsToRead, countAccounts } from '../../store/sweep-reads';
import { transact } from '../../store/transact';
import { stripeFailure } from '../../stripe/errors';
import { CONNECT_EVENTS } from '../../stripe/webhook-events';
import { wakeWhereNews } from './disputes';
import type { Slice, SliceDone } from './deps';
import { caseHasNews } from './case-news';
import { toIncoming, undeliveredOfAccounts } from './events';
import { readList } from './read-list';
import { readRound, type Round } from './round';
import { storeUnseen } from './store-unseen';

const PAGE = 100;

/** Accounts that Stripe lists and nobody has told of. */
export function readNewAccounts(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: 'sweep_new_accounts',
    firstMs: null,
    overlapMs: DAY_MS,
    list: (page) => slice.stripe.accounts.list(page),
    store: async (tx, accounts) => {
      let found = 0;
      for (const { id } of accounts) {
        if (await ensureAccount(tx, accountId(id), momentAt(slice.clock, slice.wallNow()))) found += 1;
      }
      return found;
    },
  });
}

/** Every known account in turn: its balance, and of those that owe also what else may have changed. */
export function readAccounts(slice: Slice): Promise<SliceDone> {
  return readRound(slice, {
    setting: 'sweep_accounts',
    total: countAccounts,
    next: accountsToRead,
    look: (account, round) => readAccount(slice, account, round),
  });
}

async function readAccount(slice: Slice, account: AccountToRead, round: Round): Promise<number> {
  try {
    return await readReachable(slice, account, round);
  } catch (error) {
    if (stripeFailure(error, true)?.kind !== 'unreachable_account') throw error;
    return account.reachable ? wakeAccount(slice, account) : 0;
  }
}

async function readReachable(slice: Slice, account: AccountToRead, round: Round): Promise<number> {
  const sinceMs = (round.previousMs ?? round.startedMs) - DAY_MS;
  const created = { gte: Math.floor(sinceMs / 1_000) };
  let found = mayHaveDirectCharges(account.facts) ? await newDisputes(slice, account.id, created) : 0;
  // Its look reads the balance.
  if (!account.lookedAt) return found + (await wakeAccount(slice, account));
  const balance = await slice.ask(() => slice.stripe.balance.retrieve({}, { stripeAccount: account.id }));
  if (!account.reachable || owesUnseen(account, balance)) return found + (await wakeAccount(slice, account));
  if (!account.owes) return found;
  found += await undelivered(slice, account.id, created);
  return found + (await wakeCases(slice, account, balance));
}

async function wakeAccount({ db, raiseWake }: Slice, { id }: AccountToRead): Promise<number> {
  await transact(db, (tx) => raiseWake(tx, { kind: 'account', account: id }, 'soon'));
  return 1;
}

/** Below zero where no case follows it, by more than what a person took over; where Stripe bears it, nothing is owed. */
function owesUnseen({ losses, openCases, handledMinor }: AccountToRead, balance: Stripe.Balance): boolean {
  if (losses === 'stripe') return false;
  const followed = new Set(openCases.map(({ currency }) => currency));
  return balance.available.some(
    ({ currency, amount }) => !followed.has(currency) && -amount > (handledMinor[currency] ?? 0),
  );
}

/** An account that takes no cards itself has no direct charges, and its disputes are the platform's. */
function mayHaveDirectCharges(facts: Json): boolean {
  if (typeof facts !== 'object' || facts === null || !('cardPayments' in facts)) return true;
  return facts.cardPayments !== 'unrequested';
}

type Created = { readonly gte: number };

async function newDisputes(slice: Slice, account: string, created: Created): Promise<number> {
  const { data } = await slice.ask(() =>
    slice.stripe.disputes.list({ created, limit: PAGE }, { stripeAccount: account }),
  );
  return transact(slice.db, (tx) => wakeWhereNews(tx, data, account));
}

async function undelivered(slice: Slice, account: string, created: Created): Promise<number> {
  const types = undeliveredOfAccounts(CONNECT_EVENTS);
  const { data } = await slice.ask(() =>
    slice.stripe.events.list(
      { created, delivery_success: false, types, limit: PAGE },
      { stripeAccount: account },
    ),
  );
  return transact(slice.db, (tx) =>
    storeUnseen(
      tx,
      data.map((event) => toIncoming(event, account)),
    ),
  );
}

async function wakeCases(slice: Slice, account: AccountToRead, balance: Stripe.Balance): Promise<number> {
  if (account.openCases.length === 0) return 0;
  const { data } = await slice.ask(() =>
    slice.stripe.payouts.list({ limit: PAGE }, { stripeAccount: account.id }),
  );
  const news = account.openCases.filter((open) => caseHasNews(open, balance, data));
  for (const { currency } of news) {
    await transact(slice.db, (tx) =>
      slice.raiseWake(tx, { kind: 'case', account: account.id, currency }, 'now'),
    );
  }
  return news.length;
}
