import { DAY_MS, HOUR_MS, toClock, toWall } from '../../domain/clock';
import type { Json } from '../../domain/json';
import { accountsThisTurn } from '../../domain/sweep/turns';
import { readSetting, writeSetting } from '../../store/settings';
import { type AccountToScan, countAccounts, nextInTurn, markScanned } from '../../store/sweep-reads';
import { stripeFailure } from '../../stripe/errors';
import { compareBalance, wakeAccount } from './balances';
import type { Slice, SliceDone } from './deps';
import { newDisputes } from './direct-disputes';
import { inLanes } from './in-lanes';

const TURN = 'sweep_turn';
const ACCOUNTS_A_SLICE = 100;
/** Calls under way at once: as many as Stripe's limit lets through while one is answered. */
const LANES = 32;
/** What was read within a day, less what sweeps are late, has no turn yet; where days are short, within this turn. */
const AGAIN_AFTER_MS = DAY_MS - HOUR_MS;

/** A turn of the full scan: what is left of it, and when it began, by the clock. */
interface Turn {
  readonly beganMs: number;
  /** When the one before it began; null: there was none. */
  readonly previousMs: number | null;
  readonly left: number;
}

/**
 * A piece of the full scan. Those whose last turn is longest ago come first, so that every account is read within the
 * policy's days. The first turn takes a day's share.
 */
export async function scanInTurns(slice: Slice): Promise<SliceDone> {
  const { db, clock, nowMs } = slice;
  const turn = await turnNow(slice);
  const wanted = Math.min(turn.left, ACCOUNTS_A_SLICE);
  const beforeMs = clock.msPerDay === DAY_MS ? nowMs - AGAIN_AFTER_MS : toWall(clock, turn.beganMs);
  const accounts = wanted === 0 ? [] : await nextInTurn(db, beforeMs, wanted);
  let found = 0;
  await inLanes(accounts, LANES, async (account) => {
    const news = await scan(slice, account, turn);
    found += news;
    await markScanned(db, [account], slice.wallNow());
  });
  const left = accounts.length < wanted ? 0 : turn.left - accounts.length;
  await writeSetting(db, TURN, { ...turn, left });
  return { read: accounts.length, found, more: left > 0 };
}

async function scan(slice: Slice, account: AccountToScan, turn: Turn): Promise<number> {
  // Its look reads the balance.
  if (!account.lookedAt) {
    await wakeAccount(slice, account);
    return 1 + (await disputesOf(slice, account, turn));
  }
  const found = (await compareBalance(slice, account, null)) ? 1 : 0;
  return found + (account.reachable ? await disputesOf(slice, account, turn) : 0);
}

/** Of an account that no turn has read yet those since the last turn, which it may have missed. */
async function disputesOf(slice: Slice, account: AccountToScan, { previousMs }: Turn): Promise<number> {
  const { scannedAtMs } = account;
  const sinceMs = scannedAtMs === null ? (previousMs ?? slice.nowMs) : toClock(slice.clock, scannedAtMs);
  try {
    return await newDisputes(slice, account, { gte: Math.floor((sinceMs - DAY_MS) / 1_000) });
  } catch (error) {
    if (stripeFailure(error, true)?.kind !== 'unreachable_account') throw error;
    return 0;
  }
}

/** What an interrupted turn left is gone on with; a new one begins when it is done. */
async function turnNow({ db, policy, nowMs }: Slice): Promise<Turn> {
  const last = parse(await readSetting(db, TURN));
  if (last !== null && last.left > 0) return last;
  const sinceMs = last === null ? DAY_MS : nowMs - last.beganMs;
  const left = accountsThisTurn(await countAccounts(db), policy.sweep.fullScanDays, sinceMs);
  return { beganMs: nowMs, previousMs: last?.beganMs ?? null, left };
}

function parse(value: Json | null): Turn | null {
  if (typeof value !== 'object' || value === null || !('beganMs' in value)) return null;
  const { beganMs, previousMs, left } = value;
  if (typeof beganMs !== 'number' || typeof left !== 'number') return null;
  return { beganMs, previousMs: typeof previousMs === 'number' ? previousMs : null, left };
}
