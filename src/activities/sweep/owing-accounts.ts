import type Stripe from 'stripe';
import { DAY_MS } from '../../domain/clock';
import { countOwing, markScanned, type OwingAccount, owingAccounts } from '../../store/sweep-reads';
import { transact } from '../../store/transact';
import { CONNECT_EVENTS } from '../../stripe/webhook-events';
import { differences, readBalance, wakeAccount } from './balances';
import { caseHasNews } from './case-news';
import type { Slice, SliceDone } from './deps';
import { newDisputes } from './direct-disputes';
import { toIncoming, undeliveredOfAccounts } from './events';
import { readRound, type Round } from './round';
import { storeUnseen } from './store-unseen';

const PAGE = 100;

/** Every account that owes, daily: its balance, and what its balance does not show. */
export function readOwingAccounts(slice: Slice): Promise<SliceDone> {
  return readRound(slice, {
    setting: 'sweep_owing',
    total: countOwing,
    next: owingAccounts,
    look: async (account, round) => {
      const found = await readOwing(slice, account, round);
      await markScanned(slice.db, [account], slice.wallNow());
      return found;
    },
  });
}

async function readOwing(slice: Slice, account: OwingAccount, round: Round): Promise<number> {
  const created = { gte: Math.floor(((round.previousMs ?? round.startedMs) - DAY_MS) / 1_000) };
  const balance = account.lookedAt ? await readBalance(slice, account.id) : null;
  // One that nobody has looked at, or that can be reached again or no longer: its look reads the balance.
  if ((balance === null) === account.reachable) {
    await wakeAccount(slice, account);
    return 1;
  }
  if (balance === null) return 0;
  let found = await newDisputes(slice, account, created);
  if (owesUnseen(account, balance)) {
    await wakeAccount(slice, account);
    return found + 1;
  }
  found += await undelivered(slice, account.id, created);
  return found + (await wakeCases(slice, account, balance));
}

/** Otherwise than known where no case follows it. */
function owesUnseen(account: OwingAccount, balance: Stripe.Balance): boolean {
  const followed = new Set(account.openCases.map(({ currency }) => currency));
  return differences(account, balance).some(({ currency }) => !followed.has(currency));
}

async function undelivered(
  slice: Slice,
  account: string,
  created: { readonly gte: number },
): Promise<number> {
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

async function wakeCases(slice: Slice, account: OwingAccount, balance: Stripe.Balance): Promise<number> {
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
