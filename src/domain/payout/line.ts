import type { AccountId, WorkflowId } from '../ids';
import type { Currency } from '../money';
import type { PayoutDate, PayoutMode } from './run-id';

/**
 * - `planned` nothing is decided, or what was decided waits for Stripe or for the door
 * - `held`    decided, and nothing sent: the reason says why; paid by a re-issue
 * - `sent`    on its way to the bank
 * - `paid`    it arrived, or there was nothing to send
 * - `failed`  refused, or it came back; paid by a re-issue
 * - `unknown` sent, and what became of it cannot be told yet
 */
export const LINE_STATUSES = ['planned', 'held', 'sent', 'paid', 'failed', 'unknown'] as const;
export type LineStatus = (typeof LINE_STATUSES)[number];

export const RUN_STATUSES = ['waiting', 'running', 'stopped', 'under_water', 'done'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** A line as it was asked for. Amounts in minor units of its currency. */
export interface PlannedLine {
  readonly lineId: number;
  readonly run: WorkflowId;
  readonly mode: PayoutMode;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly date: PayoutDate;
  readonly version: number;
  /** Mode `transfer`. */
  readonly earnedMinor: number;
  /** Withheld by earlier lines, due again. */
  readonly carriedMinor: number;
  /** Reserved by earlier lines, due now. */
  readonly releasedMinor: number;
}

/** What a person may have paid under another version: it was never sent, or it came back. */
export const mayBeReissued = (status: LineStatus): boolean => status === 'held' || status === 'failed';
