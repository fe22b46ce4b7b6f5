import { currency, type Currency } from '../money';
import type { ReservePolicy } from '../payout/reserve-policy';
import type { PayoutMode } from '../payout/run-id';

/** Minor units by currency; never converted: a currency without a row goes to a person. */
export type AmountTable = { readonly [code: string]: number };

export type Audience = 'seller' | 'team' | 'finance' | 'risk' | 'decider';

/** What is said to whom on a day since negative; overdue rungs collapse into the latest. */
export interface Rung {
  readonly name: string;
  readonly day: number;
  readonly audiences: readonly Audience[];
}

export type GateAnswer = 'keep' | 'agency';

/** The whole of `recoup.policy.yaml`, validated. Days are clock days; `...Ms` of wall time say so. */
export interface Policy {
  /** SHA-256 of the policy's canonical form; decisions name it. */
  readonly hash: string;
  readonly tooSmall: AmountTable;
  readonly writeOffAtClearing: AmountTable;
  readonly hold: {
    readonly from: AmountTable;
    readonly accountYoungerThanDays: number;
    readonly openDisputeFrom: AmountTable;
    readonly secondCaseWithinDays: number;
    readonly afterReturnedDebit: boolean;
    readonly whenRejected: boolean;
    /** Stripe's limit on holding payouts, in days, by country; `default` for the rest. */
    readonly limitDays: { readonly [country: string]: number };
    /** How long before that limit a person is warned, in days, by country; `default` for the rest. */
    readonly warnDaysBefore: { readonly [country: string]: number };
  };
  readonly person: { readonly named: AmountTable; readonly finance: AmountTable };
  readonly fourEyes: {
    readonly credit: AmountTable;
    readonly writeOff: AmountTable;
    readonly payoutReverse: AmountTable;
    /** Refunds that somebody asks for. */
    readonly refund: AmountTable;
  };
  readonly caps: {
    readonly reversalPerMove: AmountTable;
    readonly reversalsPerDay: AmountTable;
    /** All moves that take from one account. */
    readonly perAccountPerDay: AmountTable;
    readonly sellersPerDispute: number;
  };
  readonly approval: { readonly expiresAfterWallMs: number };
  readonly dispute: {
    readonly applicationFee: 'keep' | 'return';
    /** Who chose to contest where nobody says so: the countered fee follows them (R4). */
    readonly contestedBy: 'platform' | 'seller';
    readonly evidenceReminderDays: readonly number[];
    readonly giveBackRetryDays: number;
    readonly giveBackAttentionDay: number;
  };
  readonly refund: {
    /** What becomes of the application fee when a refund is asked for here (R6). */
    readonly applicationFee: 'keep' | 'return';
    /** Whether sellers bear a refund made elsewhere, or a failed payment, that did not reverse their transfer. */
    readonly notReversed: 'reverse' | 'ask' | 'claim' | 'keep';
  };
  readonly smallestCollection: AmountTable;
  readonly reserve: ReservePolicy;
  readonly debit: {
    /** Business days until Stripe creates the debit, by country; a country without a row cannot be debited. */
    readonly createdAfterDays: { readonly [country: string]: number };
    /** Account kinds that can be debited, by country; `default` for the rest of the countries above. */
    readonly accountKinds: { readonly [country: string]: readonly ('standard' | 'express' | 'custom')[] };
    readonly clearsAfterBusinessDays: number;
    readonly graceBusinessDays: number;
    /** A paid debit can still be returned for this long. */
    readonly settlesAfterBusinessDays: number;
    readonly returnedBeforePerson: number;
    /** Notice to the seller ahead of a debit where the scheme asks for it, in business days by country. */
    readonly noticeBusinessDays: { readonly [country: string]: number };
  };
  /** Wall time between two looks of one workflow or account. */
  readonly lookGapWallMs: number;
  /** What is older is read again before money goes to an account. */
  readonly factsMaxAgeWallMs: number;
  readonly guard: {
    /** A deadline of Stripe's this near (clock) is a soft finding. */
    readonly deadlineWindowDays: number;
    /** What becomes of a move that has soft findings alone. */
    readonly softHalt: 'pass' | 'hold';
  };
  readonly review: {
    /** Days since an account's review was opened on which it is said again. */
    readonly reminderDays: readonly number[];
  };
  readonly ladder: readonly Rung[];
  readonly gate: {
    readonly day: number;
    readonly repeatDays: readonly number[];
    readonly default: GateAnswer;
  };
  readonly clearing: { readonly day: number; readonly watchFromDay: number; readonly attentionDay: number };
  /** Within so many days the full scan reads every account's balance. */
  readonly sweep: { readonly fullScanDays: number };
  readonly claims: {
    readonly keptOpenDays: number;
    /** Days after clearing on which the seller gets a statement of the claim. */
    readonly statementDays: readonly number[];
  };
  /** Payout runs that begin by themselves: of which mode, from which hour of which days, in this IANA time zone. */
  readonly payouts: {
    readonly schedule: 'none' | PayoutMode;
    readonly hour: number;
    readonly timeZone: string;
    readonly days: 'all' | 'weekdays';
    /** Mode `payout`; a file of earnings names its own. */
    readonly currencies: readonly Currency[];
  };
  /** What people hear of a day: at this hour of the next one, in this IANA time zone. */
  readonly digest: {
    readonly hour: number;
    readonly timeZone: string;
    readonly roles: readonly Exclude<Audience, 'seller'>[];
  };
  readonly notices: {
    readonly firstAfterHours: number;
    readonly fromHour: number;
    readonly toHour: number;
    readonly announceGrowthPercent: number;
    readonly announceGrowthFrom: AmountTable;
  };
  /** Wall time for which an address works that a letter to a seller carries. */
  readonly links: { readonly expiresAfterWallMs: number };
  readonly recipients: {
    /** Ways to a seller, the first that works. */
    readonly seller: readonly SellerWay[];
  } & {
    /** By role: the first is told first, the next as well when it becomes louder. */
    readonly [role in Exclude<Audience, 'seller'>]: readonly Recipient[];
  };
}

/** Who is told, and how. `secret` is the name under which the settings hold the key that signs. */
export type Recipient =
  | { readonly channel: 'mail'; readonly address: string }
  | { readonly channel: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly channel: 'log' };

/** As a recipient; the address of a seller is asked of Stripe when the notice is sent. */
export type SellerWay = Exclude<Recipient, { channel: 'mail' }> | { readonly channel: 'mail' };

/** A table by country with a row `default` for the rest; null where it has neither. */
export function forCountry<T>(table: { readonly [country: string]: T }, country: string | null): T | null {
  return (country === null ? undefined : table[country]) ?? table['default'] ?? null;
}

/** The row of a currency, or null: then a person decides. */
export function amountFor(table: AmountTable, code: Currency): number | null {
  return table[code] ?? null;
}

/** True where the table has a row for the currency and the amount reaches it. */
export function reaches(table: AmountTable, code: Currency, amountMinor: number): boolean {
  const from = amountFor(table, code);
  return from !== null && amountMinor >= from;
}

/** Currencies that every table of the shipped policy has a row for. */
export const SHIPPED_CURRENCIES: readonly Currency[] = ['usd', 'eur', 'gbp', 'aud', 'cad', 'hkd', 'jpy'].map(
  currency,
);
