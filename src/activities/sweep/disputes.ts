import type Stripe from 'stripe';
import { DAY_MS } from '../../domain/clock';
import type { AccountId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database, Tx } from '../../store/database';
import type { Schema } from '../../store/schema';
import { raiseWakes } from '../../store/wakes';
import { transact } from '../../store/transact';
import { stripeFailure } from '../../stripe/errors';
import { disputeMark } from '../dispute/mark';
import type { Slice, SliceDone } from './deps';
import { readList } from './read-list';
import { readRound } from './round';

type Disputes = SelectQueryBuilder<Schema, 'disputes', object>;

/** The platform's newest disputes: one that nobody announced begins its flow. */
export function readRecentDisputes(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: 'sweep_disputes',
    firstMs: DAY_MS,
    overlapMs: DAY_MS,
    list: (page) => slice.stripe.disputes.list(page),
    store: (tx, disputes) => wakeWhereNews(tx, disputes, null),
  });
}

/** Every dispute whose flow has not ended, read again by its id. */
export function readOpenDisputes(slice: Slice): Promise<SliceDone> {
  return readAgain(slice, {
    setting: 'sweep_open_disputes',
    everyDays: 1,
    which: (db) => db.selectFrom('disputes').where('closed_clock', 'is', null),
  });
}

/** Some are reinstated late: appeals end, and Stripe corrects itself. */
const LOST_READ_FOR_MS = 120 * DAY_MS;

/** Disputes that were lost within the last months, and whose flow has ended. */
export function readLostDisputes(slice: Slice): Promise<SliceDone> {
  return readAgain(slice, {
    setting: 'sweep_lost_disputes',
    everyDays: 7,
    which: (db) =>
      db
        .selectFrom('disputes')
        .where('status', '=', 'lost')
        .where(sql<boolean>`closed_clock > ${new Date(slice.nowMs - LOST_READ_FOR_MS)}`),
  });
}

function readAgain(
  slice: Slice,
  { which, ...round }: { setting: string; everyDays: number; which: (db: Database) => Disputes },
): Promise<SliceDone> {
  return readRound(slice, {
    ...round,
    total: async (db) => {
      const row = await which(db)
        .select((one) => one.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return row.total;
    },
    next: (db, after, limit) =>
      which(db)
        .select(['dispute_id as id', 'account'])
        .where('dispute_id', '>', after)
        .orderBy('dispute_id')
        .limit(limit)
        .execute(),
    look: async ({ id, account }) => {
      const dispute = await readDispute(slice, id, account);
      if (dispute === null) return 0;
      return transact(slice.db, (tx) => wakeWhereNews(tx, [dispute], account));
    },
  });
}

/** Null where it cannot be read: on an account that is no longer ours, which the account's own look finds out. */
async function readDispute(slice: Slice, id: string, account: string | null): Promise<Stripe.Dispute | null> {
  const header = account === null ? {} : { stripeAccount: account };
  try {
    return await slice.ask(() => slice.stripe.disputes.retrieve(id, {}, header));
  } catch (error) {
    const kind = stripeFailure(error, account !== null)?.kind;
    if (kind === 'missing' || kind === 'unreachable_account') return null;
    throw error;
  }
}

/** Wakes the flows of disputes that no look has seen as they are now. Answers how many. */
export async function wakeWhereNews(
  tx: Tx,
  disputes: readonly Stripe.Dispute[],
  account: AccountId | string | null,
): Promise<number> {
  if (disputes.length === 0) return 0;
  const rows = await tx
    .selectFrom('disputes')
    .select(['dispute_id', 'facts'])
    .where(
      'dispute_id',
      'in',
      disputes.map(({ id }) => id),
    )
    .execute();
  const seen = new Map(rows.map((row) => [row.dispute_id, markIn(row.facts)]));
  const news = disputes.filter((dispute) => seen.get(dispute.id) !== disputeMark(dispute));
  await raiseWakes(
    tx,
    news.map(({ id }) => ({
      subject: { kind: 'dispute', dispute: id, account },
      wakeClass: 'now',
      by: 1,
    })),
  );
  return news.length;
}

function markIn(facts: Json): string | null {
  if (typeof facts !== 'object' || facts === null || !('mark' in facts)) return null;
  return typeof facts.mark === 'string' ? facts.mark : null;
}
