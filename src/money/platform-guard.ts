import type Stripe from 'stripe';
import type { Currency } from '../domain/money';
import { isOfLine, type Move } from '../domain/moves';
import { type Water, whyUnderWater } from '../domain/payout/exposure';
import { readExposure } from '../store/exposure';
import { stripeFailure } from '../stripe/errors';
import type { DoorDeps } from './deps';
import type { RunPreflight } from './preflight';

/** Stands before all payouts: none while the platform itself could not bear what may still be taken from it. */
export interface PlatformGuard {
  /**
   * Reads the platform's balance now. Why nobody is paid in this currency, or null.
   * @throws what Stripe throws where it cannot be asked.
   */
  read(code: Currency): Promise<string | null>;
  /** By a reading of at most ten seconds ago, less what was let through since. What is let through counts. */
  letThrough(code: Currency, leavingMinor: number): Promise<string | null>;
  /** As `letThrough`, and counts nothing. */
  wouldStop(code: Currency, leavingMinor: number): Promise<string | null>;
}

/** Wall ms for which a reading is good. */
const GOOD_FOR_MS = 10_000;

interface Reading {
  readonly atMs: number;
  readonly water: Water;
  /** What was let through since it was read. */
  leftMinor: number;
}

export function createPlatformGuard(deps: Pick<DoorDeps, 'db' | 'stripe' | 'wallNow'>): PlatformGuard {
  const readings = new Map<Currency, Promise<Reading>>();
  const readNow = (code: Currency): Promise<Reading> => {
    const reading = readWater(deps, code).then((water) => ({ atMs: deps.wallNow(), water, leftMinor: 0 }));
    readings.set(code, reading);
    // One that failed is not remembered.
    reading.catch(() => readings.delete(code));
    return reading;
  };
  const recent = async (code: Currency): Promise<Reading> => {
    const known = await readings.get(code)?.catch(() => undefined);
    return known !== undefined && deps.wallNow() - known.atMs < GOOD_FOR_MS ? known : readNow(code);
  };
  return {
    read: async (code) => whyUnderWater((await readNow(code)).water, 0, code),
    async wouldStop(code, leavingMinor) {
      const reading = await recent(code);
      return whyUnderWater(reading.water, reading.leftMinor + leavingMinor, code);
    },
    async letThrough(code, leavingMinor) {
      const reading = await recent(code);
      const why = whyUnderWater(reading.water, reading.leftMinor + leavingMinor, code);
      if (why === null) reading.leftMinor += leavingMinor;
      return why;
    },
  };
}

async function readWater({ db, stripe }: Pick<DoorDeps, 'db' | 'stripe'>, code: Currency): Promise<Water> {
  const balance = await (stripe satisfies Stripe).balance.retrieve();
  const availableMinor = balance.available
    .filter((part) => part.currency === code)
    .reduce((sum, part) => sum + part.amount, 0);
  return { availableMinor, exposure: await readExposure(db, code) };
}

/** The checks of a move, behind the platform's own. A payout from an account leaves the platform's balance as it is. */
export function behindGuard(guard: PlatformGuard, preflight: RunPreflight): RunPreflight {
  return async (move) => {
    if (!isOfLine(move)) return preflight(move);
    const checked = await preflight(move);
    if (checked.kind !== 'go') return checked;
    try {
      const why = await guard.letThrough(move.currency, leaving(move));
      return why === null ? checked : { kind: 'halt', failed: [why], findings: [] };
    } catch (error) {
      if (stripeFailure(error, false) === null) throw error;
      return { kind: 'unavailable' };
    }
  };
}

const leaving = (move: Move): number => (move.kind === 'earnings' ? move.amountMinor : 0);
