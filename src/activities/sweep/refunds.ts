import type Stripe from 'stripe';
import { DAY_MS, HOUR_MS } from '../../domain/clock';
import { refundSubject } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { route } from '../../domain/routing';
import type { Database, Tx } from '../../store/database';
import { isRequested } from '../../store/refund-requests';
import { transact } from '../../store/transact';
import { raiseWakes } from '../../store/wakes';
import { stripeFailure } from '../../stripe/errors';
import type { Slice, SliceDone } from './deps';
import { readList } from './read-list';
import { readRound } from './round';

/** The platform's newest refunds, also those that were made in the Dashboard and announced to nobody. */
export function readRecentRefunds(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: 'sweep_refunds',
    firstMs: DAY_MS,
    overlapMs: 2 * HOUR_MS,
    list: (page) => slice.stripe.refunds.list(page),
    store: (tx, refunds) => wakeWhereNews(tx, refunds, null),
  });
}

const openRefunds = (db: Database) =>
  db.selectFrom('refunds').where('closed_clock', 'is', null).where('refund_id', 'is not', null);

/** Every refund whose flow has not ended, read again by its id. */
export function readOpenRefunds(slice: Slice): Promise<SliceDone> {
  return readRound(slice, {
    setting: 'sweep_open_refunds',
    total: async (db) => {
      const row = await openRefunds(db)
        .select((one) => one.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return row.total;
    },
    next: (db, after, limit) =>
      openRefunds(db)
        .select(['subject as id', 'refund_id as refund', 'account'])
        .where('subject', '>', after)
        .orderBy('subject')
        .limit(limit)
        .execute(),
    look: async ({ refund, account }) => {
      const found = refund === null ? null : await readRefund(slice, refund, account);
      return found === null ? 0 : transact(slice.db, (tx) => wakeWhereNews(tx, [found], account));
    },
  });
}

/** Null where it cannot be read, say on an account that is no longer ours. */
async function readRefund(slice: Slice, id: string, account: string | null): Promise<Stripe.Refund | null> {
  const header = account === null ? {} : { stripeAccount: account };
  try {
    return await slice.ask(() => slice.stripe.refunds.retrieve(id, {}, header));
  } catch (error) {
    const kind = stripeFailure(error, account !== null)?.kind;
    if (kind === 'missing' || kind === 'unreachable_account') return null;
    throw error;
  }
}

/** Wakes the flows of refunds whose status no look has seen. Answers how many. */
async function wakeWhereNews(
  tx: Tx,
  refunds: readonly Stripe.Refund[],
  account: string | null,
): Promise<number> {
  if (refunds.length === 0) return 0;
  const rows = await tx
    .selectFrom('refunds')
    .select(['refund_id', 'status'])
    .where(
      'refund_id',
      'in',
      refunds.map(({ id }) => id),
    )
    .execute();
  const seen = new Map(rows.map((row) => [row.refund_id, row.status]));
  const subjects = [];
  for (const refund of refunds) {
    if (seen.get(refund.id) === refund.status) continue;
    subjects.push({ kind: 'refund' as const, refund: await followedBy(tx, refund), account });
  }
  await raiseWakes(
    tx,
    subjects.map((subject) => ({ subject, wakeClass: 'now', by: 1 })),
  );
  return subjects.length;
}

/** The request that made it, by the address in its metadata; else it is followed by its own id. */
async function followedBy(tx: Tx, { id, metadata }: Stripe.Refund): Promise<string> {
  const object: Json = { id, metadata: { ...metadata } };
  const { target } = route({ source: 'platform', type: 'refund.updated', account: null, object });
  const request = target?.to === 'refund' ? target.request : null;
  return request !== null && (await isRequested(tx, refundSubject(request))) ? request : id;
}
