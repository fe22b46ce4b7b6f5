import { DAY_MS, HOUR_MS } from '../../domain/clock';
import type { Json } from '../../domain/json';
import type { Database } from '../../store/database';
import { readSetting, writeSetting } from '../../store/settings';
import type { Slice, SliceDone } from './deps';

const ITEMS_A_SLICE = 25;
/** Where a day is a day, a round is over so much before the next one is due. */
const EARLY_MS = 4 * HOUR_MS;

/** A round through everything of a kind, once in so many days, in the order of ids. Clock instants, epoch ms. */
export interface Round {
  readonly startedMs: number;
  /** When the round before began: what is older was read then. Null in the first. */
  readonly previousMs: number | null;
  /** The last that was read. */
  readonly after: string;
  readonly count: number;
  readonly done: boolean;
}

export interface RoundToRead<T extends { readonly id: string }> {
  /** The setting that keeps the round. */
  readonly setting: string;
  /** Clock days from round to round; default 1. */
  readonly everyDays?: number;
  readonly total: (db: Database) => Promise<number>;
  /** Those behind `after`, in the order of their ids. */
  readonly next: (db: Database, after: string, limit: number) => Promise<readonly T[]>;
  /** Reads one at Stripe and answers how many wakes and rows came of it. */
  readonly look: (item: T, round: Round) => Promise<number>;
}

/**
 * Goes on with the round, as far as its time has gone: with a hundred thousand things a day, five thousand an hour.
 * Where days are short each sweep does a day's part.
 */
export async function readRound<T extends { readonly id: string }>(
  slice: Slice,
  wanted: RoundToRead<T>,
): Promise<SliceDone> {
  const { db, clock, nowMs } = slice;
  // From sweep to sweep: a round that is due by then is due now.
  const stepMs = clock.msPerDay === DAY_MS ? HOUR_MS : DAY_MS;
  const roundMs = (wanted.everyDays ?? 1) * DAY_MS;
  let round = roundNow(parse(await readSetting(db, wanted.setting)), nowMs, roundMs - stepMs);
  if (round.done) return { read: 0, found: 0, more: false };
  const spreadMs = stepMs === DAY_MS ? Math.max(stepMs, roundMs - stepMs) : roundMs - EARLY_MS;
  const share = (nowMs - round.startedMs + stepMs) / spreadMs;
  const dueNow = share >= 1 ? Infinity : Math.max(ITEMS_A_SLICE, (await wanted.total(db)) * share);
  if (round.count >= dueNow) return { read: 0, found: 0, more: false };
  const items = await wanted.next(db, round.after, ITEMS_A_SLICE);
  let found = 0;
  for (const item of items) {
    found += await wanted.look(item, round);
    round = { ...round, after: item.id, count: round.count + 1 };
    await writeSetting(db, wanted.setting, { ...round });
  }
  const done = items.length < ITEMS_A_SLICE;
  if (done) await writeSetting(db, wanted.setting, { ...round, done });
  return { read: items.length, found, more: !done && round.count < dueNow };
}

function roundNow(last: Round | null, nowMs: number, againAfterMs: number): Round {
  const fresh = { startedMs: nowMs, after: '', count: 0, done: false };
  if (last === null) return { ...fresh, previousMs: null };
  if (!last.done || nowMs - last.startedMs < againAfterMs) return last;
  return { ...fresh, previousMs: last.startedMs };
}

function parse(value: Json | null): Round | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { startedMs, previousMs, after, count, done } = value as { readonly [key: string]: Json };
  if (typeof startedMs !== 'number' || typeof after !== 'string' || typeof count !== 'number') return null;
  return {
    startedMs,
    previousMs: typeof previousMs === 'number' ? previousMs : null,
    after,
    count,
    done: done === true,
  };
}
