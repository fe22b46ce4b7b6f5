import type Stripe from 'stripe';
import type { Tx } from '../../store/database';
import { transact } from '../../store/transact';
import { stripeFailure } from '../../stripe/errors';
import type { Slice, SliceDone } from './deps';
import { type ListCursor, readListCursor, writeListCursor } from './list-cursor';

const PAGE = 100;
const PAGES_A_SLICE = 10;

export interface ListPage {
  readonly limit: number;
  readonly created: { readonly gte: number };
  readonly starting_after?: string;
}

export interface ListToRead<T extends { readonly id: string }> {
  /** The setting that keeps the cursor. */
  readonly setting: string;
  /** Clock ms that the first reading of all goes back; null: to the beginning. */
  readonly firstMs: number | null;
  /** Clock ms that every reading goes back before the last one: what Stripe shows late, and clocks that differ. */
  readonly overlapMs: number;
  readonly list: (page: ListPage) => Promise<Stripe.ApiList<T>>;
  /** Stores a page, in the transaction that moves the cursor; answers how many of it had news. */
  readonly store: (tx: Tx, items: readonly T[]) => Promise<number>;
}

/**
 * Reads a list of Stripe's, newest first, back to the last reading. Each page is stored with the cursor, so that an
 * interrupted reading goes on where it stopped.
 */
export async function readList<T extends { readonly id: string }>(
  slice: Slice,
  wanted: ListToRead<T>,
): Promise<SliceDone> {
  let cursor = (await readListCursor(slice.db, wanted.setting)) ?? {
    throughMs: wanted.firstMs === null ? 0 : slice.nowMs - wanted.firstMs,
    page: null,
  };
  let [read, found] = [0, 0];
  for (let pages = 0; pages < PAGES_A_SLICE; pages += 1) {
    const listed = await readPage(slice, wanted, cursor);
    const before: ListCursor = listed.restarted ? { ...cursor, page: null } : cursor;
    const next = cursorAfter(before, listed.page, slice.nowMs);
    found += await transact(slice.db, async (tx) => {
      const news = await wanted.store(tx, listed.page.data);
      await writeListCursor(tx, wanted.setting, next);
      return news;
    });
    read += listed.page.data.length;
    cursor = next;
    if (cursor.page === null) return { read, found, more: false };
  }
  return { read, found, more: true };
}

async function readPage<T extends { readonly id: string }>(
  slice: Slice,
  { list, overlapMs }: ListToRead<T>,
  { throughMs, page }: ListCursor,
): Promise<{ readonly page: Stripe.ApiList<T>; readonly restarted: boolean }> {
  const first = {
    limit: PAGE,
    created: { gte: Math.max(0, Math.floor((throughMs - overlapMs) / 1_000)) },
  };
  if (page === null) return { page: await slice.ask(() => list(first)), restarted: false };
  try {
    return { page: await slice.ask(() => list({ ...first, starting_after: page.after })), restarted: false };
  } catch (error) {
    // What the reading was to go on behind is not kept any longer: it begins anew.
    if (stripeFailure(error, false)?.kind !== 'missing') throw error;
    return { page: await slice.ask(() => list(first)), restarted: true };
  }
}

function cursorAfter<T extends { readonly id: string }>(
  { throughMs, page }: ListCursor,
  { data, has_more }: Stripe.ApiList<T>,
  nowMs: number,
): ListCursor {
  const startedMs = page?.startedMs ?? nowMs;
  const last = data.at(-1);
  return has_more && last !== undefined
    ? { throughMs, page: { startedMs, after: last.id } }
    : { throughMs: startedMs, page: null };
}
