import type { Currency } from '../money';

/** A bank debit that was paid and can still come back: Stripe lets go of its reserve about three business days later. */
export interface ProvisionalDebit {
  readonly amountMinor: number;
  /** Clock instant at which it counts as settled; orders debits by when they were paid. */
  readonly settlesAtMs: number;
}

/** What Recoup knows of a group of accounts in one currency, minor units. */
export interface KnownDebt {
  /** The sum of what each account's available balance is below zero; what others are above zero takes nothing off. */
  readonly shortfallMinor: number;
  /** What accounts that cannot be read any more were below zero when last seen, one by one: it may be over by now. */
  readonly unreadableMinor: readonly number[];
  readonly debits: readonly ProvisionalDebit[];
}

/**
 * Whose debts Stripe's reserve stands for. The description of `connect_reserved` names accounts whose requirements the
 * platform collects (`application`), Stripe's help pages name all for whose losses the platform is liable (`platform`).
 */
export const READINGS = ['application', 'platform'] as const;
export type Reading = (typeof READINGS)[number];

export type KnownDebts = { readonly [R in Reading]: KnownDebt };

export interface ReadingCompared {
  readonly shortfallMinor: number;
  /** Of accounts that cannot be read: what Stripe holds for them, and what it holds no longer. */
  readonly unreadableMinor: number;
  readonly letGoMinor: number;
  /** Of the reserve, what stands for debits that were paid a few days ago: all of the newest ones, or none. */
  readonly keptMinor: number;
  /** Held above what is known; below zero where less is held. Zero: they agree. */
  readonly differenceMinor: number;
}

/** One currency's reserve beside what is known, minor units. */
export interface ReserveComparison {
  readonly currency: Currency;
  /** The platform's `connect_reserved`. */
  readonly heldMinor: number;
  readonly readings: { readonly [R in Reading]: ReadingCompared };
}

/** Which reading of Stripe's words the figures bear out. */
export type Fits = 'both' | Reading | 'neither';

/**
 * The reserve of one currency beside both readings. Debits count from the newest backwards: Stripe lets go of the
 * reserve in the order in which they were paid, and "about three business days" leaves open where it stands today.
 */
export function compareReserve(currency: Currency, heldMinor: number, known: KnownDebts): ReserveComparison {
  return {
    currency,
    heldMinor,
    readings: {
      application: compareReading(heldMinor, known.application),
      platform: compareReading(heldMinor, known.platform),
    },
  };
}

export function fits({ readings }: ReserveComparison): Fits {
  const [application, platform] = READINGS.map((reading) => readings[reading].differenceMinor === 0);
  if (application === true && platform === true) return 'both';
  if (platform === true) return 'platform';
  return application === true ? 'application' : 'neither';
}

/** By one reading: that the other fits may be chance, as where it names no account and nothing is held. */
export const agrees = ({ readings }: ReserveComparison, reading: Reading): boolean =>
  readings[reading].differenceMinor === 0;

/** Of more accounts that cannot be read than this, Stripe holds for all or for none: else anything could be explained. */
const TOLD_APART = 8;

/** The first way in which all is explained; where none does, what is left when all that was last seen still stands. */
function compareReading(heldMinor: number, known: KnownDebt): ReadingCompared {
  const ways = heldForUnreadable(known.unreadableMinor).map((minor) => compareWith(heldMinor, known, minor));
  const [first] = ways;
  if (first === undefined) throw new RangeError('there is at least the way in which nothing is unreadable');
  return ways.find(({ differenceMinor }) => differenceMinor === 0) ?? first;
}

function compareWith(
  heldMinor: number,
  { shortfallMinor, unreadableMinor, debits }: KnownDebt,
  forUnreadableMinor: number,
): ReadingCompared {
  const unexplainedMinor = heldMinor - shortfallMinor - forUnreadableMinor;
  const newestFirst = debits.toSorted((a, b) => b.settlesAtMs - a.settlesAtMs);
  let keptMinor = 0;
  for (const { amountMinor } of newestFirst) {
    if (keptMinor + amountMinor > unexplainedMinor) break;
    keptMinor += amountMinor;
  }
  const lastSeenMinor = unreadableMinor.reduce((sum, minor) => sum + minor, 0);
  return {
    shortfallMinor,
    unreadableMinor: forUnreadableMinor,
    letGoMinor: lastSeenMinor - forUnreadableMinor,
    keptMinor,
    differenceMinor: unexplainedMinor - keptMinor,
  };
}

/** Every sum that Stripe may hold for them, the largest first. */
function heldForUnreadable(amounts: readonly number[]): readonly number[] {
  const all = amounts.reduce((sum, minor) => sum + minor, 0);
  if (amounts.length > TOLD_APART) return [all, 0];
  const sums = amounts.reduce<number[]>(
    (before, minor) => [...before, ...before.map((sum) => sum + minor)],
    [0],
  );
  return [...new Set(sums)].sort((a, b) => b - a);
}
