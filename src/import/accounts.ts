import type Stripe from 'stripe';
import { accountId, type AccountId } from '../domain/ids';
import { readAccount } from '../store/accounts';
import { type ImportItem, type ImportOptions, type ImportRow, moveOn } from '../store/imports';
import { figuresOf } from '../store/last-balances';
import { transact } from '../store/transact';
import { stripeFailure } from '../stripe/errors';
import { patiently, someAtOnce } from '../stripe/patiently';
import type { ImportDeps } from './deps';
import { disputesOn, follow } from './disputes';
import { pageAfter } from './page-after';

const PAGE = 100;
const AT_ONCE = 10;

/**
 * A page of accounts: each is looked at, which opens the case of what is below zero; of those that take cards
 * themselves the disputes are read too.
 */
export async function readAccounts(
  deps: ImportDeps,
  row: ImportRow,
  options: ImportOptions,
): Promise<ImportRow> {
  const { listed, restarted } = await pageAfter(row, (after) =>
    deps.stripe.accounts.list({ limit: PAGE, ...after }),
  );
  const found = await someAtOnce(listed.data, AT_ONCE, (account) => readOne(deps, account, row, options));
  const last = listed.has_more ? listed.data.at(-1) : undefined;
  return transact(deps.db, async (tx) => {
    const items: ImportItem[] = [];
    for (const { own, disputes, account } of found) {
      items.push(...own, ...(await follow(tx, disputes, account, row, options)));
    }
    const page = {
      phase: last === undefined ? ('adopting' as const) : row.phase,
      after: last?.id ?? null,
      accountsRead: listed.data.length - (restarted ? row.accounts_read : 0),
      disputesRead: found.reduce((sum, { disputes }) => sum + disputes.length, 0),
    };
    return moveOn(tx, row, page, items);
  });
}

interface FoundOfAccount {
  readonly account: string;
  readonly own: readonly ImportItem[];
  readonly disputes: readonly Stripe.Dispute[];
}

async function readOne(
  deps: ImportDeps,
  listed: Stripe.Account,
  row: ImportRow,
  options: ImportOptions,
): Promise<FoundOfAccount> {
  const { id: account } = listed;
  try {
    await patiently(async () => deps.lookAtAccount(account));
  } catch (error) {
    const failure = stripeFailure(error, true);
    // Stripe's word against this one account: the others are read all the same.
    if (failure?.kind !== 'refused' && failure?.kind !== 'other') throw error;
    return { account, own: [unreadable(accountId(account), failure.code)], disputes: [] };
  }
  const disputes = takesCards(listed) ? await readableDisputes(deps, account, row, options) : [];
  return { account, own: await itemsOf(deps, listed), disputes };
}

const unreadable = (account: AccountId, reason: string): ImportItem => ({
  kind: 'unreadable',
  subject: account,
  account,
  currency: null,
  amountMinor: null,
  facts: { reason },
});

/** None where the account has left meanwhile: its look has said so. */
async function readableDisputes(
  deps: ImportDeps,
  account: string,
  row: ImportRow,
  options: ImportOptions,
): Promise<readonly Stripe.Dispute[]> {
  try {
    return await disputesOn(deps, account, row, options);
  } catch (error) {
    if (stripeFailure(error, true)?.kind !== 'unreachable_account') throw error;
    return [];
  }
}

const takesCards = ({ capabilities }: Stripe.Account): boolean =>
  (capabilities?.card_payments ?? 'unrequested') !== 'unrequested';

/** By what the look has kept. Where Stripe bears the loss, nothing below zero is the platform's. */
async function itemsOf({ db }: ImportDeps, { id, settings }: Stripe.Account): Promise<readonly ImportItem[]> {
  const account = accountId(id);
  const known = await readAccount(db, account);
  const about = { account, currency: null, amountMinor: null, facts: {} };
  if (known === null || !known.reachable) return [unreadable(account, 'left the platform')];
  const below = known.losses === 'stripe' ? [] : Object.entries(figuresOf(known.facts).availableMinor);
  return [
    // Where Recoup holds payouts, it knows what it found before.
    ...(settings?.payouts?.schedule?.interval === 'manual' && known.hold_reasons.length === 0
      ? [{ ...about, kind: 'manual_schedule' as const, subject: account }]
      : []),
    ...below
      .filter(([, minor]) => minor < 0)
      .map(([currency, minor]) => ({
        ...about,
        kind: 'negative' as const,
        subject: `${account}:${currency}`,
        currency,
        amountMinor: -minor,
      })),
  ];
}
