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

function compareReading(heldMinor: number, { shortfallMinor, debits }: KnownDebt): ReadingCompared {
  const unexplainedMinor = heldMinor - shortfallMinor;
  const newestFirst = debits.toSorted((a, b) => b.settlesAtMs - a.settlesAtMs);
  let keptMinor = 0;
  for (const { amountMinor } of newestFirst) {
    if (keptMinor + amountMinor > unexplainedMinor) break;
    keptMinor += amountMinor;
  }
  return { shortfallMinor, keptMinor, differenceMinor: unexplainedMinor - keptMinor };
}
