import type Stripe from 'stripe';
import { isFinal, readStatus } from '../domain/dispute/status';
import { DAY_MS } from '../domain/clock';
import { wakeWhereNews } from '../activities/sweep/disputes';
import type { Tx } from '../store/database';
import { type ImportItem, type ImportOptions, type ImportRow, moveOn } from '../store/imports';
import { transact } from '../store/transact';
import { patiently } from '../stripe/patiently';
import type { ImportDeps } from './deps';
import { pageAfter } from './page-after';

const PAGE = 100;
/** The newest: what an account has beyond these is old, and the sweep's own reading goes on with it. */
const MOST_ON_ACCOUNT = 1_000;

/** A page of the platform's disputes, newest first: those to be followed have their flow woken. */
export async function readDisputes(
  deps: ImportDeps,
  row: ImportRow,
  options: ImportOptions,
): Promise<ImportRow> {
  const created = { gte: openedFrom(row, options) };
  const { listed, restarted } = await pageAfter(row, (after) =>
    deps.stripe.disputes.list({ limit: PAGE, created, ...after }),
  );
  const last = listed.has_more ? listed.data.at(-1) : undefined;
  return transact(deps.db, async (tx) => {
    const items = await follow(tx, listed.data, null, row, options);
    const page = {
      phase: last === undefined ? ('accounts' as const) : row.phase,
      after: last?.id ?? null,
      accountsRead: 0,
      disputesRead: listed.data.length - (restarted ? row.disputes_read : 0),
    };
    return moveOn(tx, row, page, items);
  });
}

/** Disputes of an account's own direct charges. */
export async function disputesOn(
  { stripe }: ImportDeps,
  account: string,
  row: ImportRow,
  options: ImportOptions,
): Promise<readonly Stripe.Dispute[]> {
  const created = { gte: openedFrom(row, options) };
  return patiently(() =>
    stripe.disputes
      .list({ limit: PAGE, created }, { stripeAccount: account })
      .autoPagingToArray({ limit: MOST_ON_ACCOUNT }),
  );
}

/** Wakes the flows of those that are open, or lost of late where that was asked for; answers them as items. */
export async function follow(
  tx: Tx,
  disputes: readonly Stripe.Dispute[],
  account: string | null,
  row: ImportRow,
  options: ImportOptions,
): Promise<readonly ImportItem[]> {
  const lostFrom = (row.started_clock - options.lostWithinDays * DAY_MS) / 1_000;
  const followed = disputes.filter(({ status, created }) => {
    const known = readStatus(status);
    return !isFinal(known) || (known === 'lost' && options.lostWithinDays > 0 && created >= lostFrom);
  });
  await wakeWhereNews(tx, followed, account);
  return followed.map((dispute) => ({
    kind: 'dispute',
    subject: dispute.id,
    account,
    currency: dispute.currency,
    amountMinor: dispute.amount,
    facts: { status: dispute.status, openedMs: dispute.created * 1_000 },
  }));
}

const openedFrom = (row: ImportRow, { backDays }: ImportOptions): number =>
  Math.max(0, Math.floor((row.started_clock - backDays * DAY_MS) / 1_000));
