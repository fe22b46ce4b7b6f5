import type { AccountDifference, ReconciliationResult } from '../reconciliation/outcome';
import type { SweepResult } from '../sweep/parts';
import type { DigestSum } from './digest';

/** The first rows of a list, in the order in which they are shown, and how many there are in all. */
export interface Some<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Money that a decision is about; null where the decision names none. */
interface MaybeMoney {
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** The same action held within the day, by the latest decision on it. */
export interface HeldRow extends MaybeMoney {
  readonly decision: string;
  readonly kind: string;
  readonly subject: string;
  /** Why the door held it, or what became of a payout line: a word of ours. */
  readonly why: string;
  /** The checks that failed. */
  readonly failed: readonly string[];
  readonly reason: string | null;
  readonly atMs: number;
  readonly times: number;
}

export interface SoftRow extends MaybeMoney {
  readonly decision: string;
  readonly kind: string;
  readonly subject: string;
  /** What was seen, as people read it. */
  readonly saw: readonly string[];
  readonly atMs: number;
}

/** Attention that is open, or a request that a second person has not answered. */
export interface NeedRow {
  readonly kind: string;
  readonly subject: string;
  readonly message: string;
  readonly command: string | null;
  readonly atMs: number;
}

export interface CaseRow {
  readonly number: number;
  readonly account: string;
  readonly currency: string;
  readonly owedMinor: number;
  readonly news: 'opened' | 'closed' | 'day';
  /** Of news `day`: which day since the balance went below zero. */
  readonly day: number | null;
  /** Of news `closed`. */
  readonly reason: string | null;
  readonly atMs: number;
}

export interface DeadlineRow extends MaybeMoney {
  readonly kind: 'evidence' | 'requirements' | 'gate' | 'clearing' | 'hold_limit';
  readonly subject: string;
  readonly dueMs: number;
}

export interface AccountRow {
  readonly account: string;
  /** What changed of its record, or what became of its review. */
  readonly what: string;
  readonly isReview: boolean;
  readonly before: string | null;
  readonly after: string | null;
  readonly atMs: number;
}

export interface RunRow {
  readonly run: string;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
  readonly grossMinor: number;
  readonly sentMinor: number;
  readonly offsetMinor: number;
  readonly reservedMinor: number;
  readonly withheldMinor: number;
  /** Lines by status. */
  readonly lines: { readonly [status: string]: number };
  readonly atMs: number;
}

export interface ReconciliationRow {
  readonly number: number;
  readonly atMs: number;
  readonly result: ReconciliationResult;
}

/** What was there before Recoup, being taken up; the figures are of the whole import. */
export interface ImportRow {
  readonly number: number;
  readonly accountsRead: number;
  readonly disputesRead: number;
  readonly isDone: boolean;
  readonly atMs: number;
}

/** What the store says of a day. */
export interface DigestRows {
  readonly moved: readonly DigestSum[];
  readonly refused: readonly DigestSum[];
  /** By method, whether or not it is a recovery. */
  readonly paid: readonly DigestSum[];
  readonly writtenOff: readonly DigestSum[];
  /** By the word for why. */
  readonly notMade: readonly DigestSum[];
  readonly held: Some<HeldRow>;
  readonly soft: Some<SoftRow>;
  readonly needs: Some<NeedRow>;
  readonly cases: Some<CaseRow>;
  readonly deadlines: Some<DeadlineRow>;
  readonly accounts: Some<AccountRow>;
  readonly runs: Some<RunRow>;
  readonly sweeps: readonly SweepResult[];
  readonly imports: readonly ImportRow[];
  readonly reconciliations: readonly ReconciliationRow[];
  readonly differences: Some<AccountDifference & { readonly atMs: number }>;
}
