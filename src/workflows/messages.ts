import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CaseState } from '../domain/case/state';
import type { Resolution } from '../domain/case/people';
import type { Clock } from '../domain/clock';
import type { AnswerMessage } from '../domain/dispute/answers';
import type { AccountId, DisputeId, RefundSubject } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { ResolveReview } from '../domain/review/people';
import type { RunId } from '../domain/payout/run-id';

/** Registered names of the workflows: what relay, CLI and Temporal UI start. */
export const NEGATIVE_BALANCE_CASE = 'negativeBalanceCase';
export const DISPUTE_FLOW = 'disputeFlow';
export const REFUND_FLOW = 'refundFlow';
export const ACCOUNT_REVIEW = 'accountReview';
export const BALANCE_SWEEP = 'balanceSweep';
export const RESERVE_RECONCILIATION = 'reserveReconciliation';
export const PAYOUT_RUN = 'payoutRun';
export const DAILY_DIGEST = 'dailyDigest';
export const PAYOUT_SCHEDULED = 'payoutSchedule';

/** The schedule of the sweep, and what the ids of its runs begin with. */
export const SWEEP_SCHEDULE = 'balance-sweep';
/** The schedules of the reconciliation and of its full check. */
export const RESERVE_SCHEDULE = 'reserve-reconciliation';
export const FULL_CHECK_SCHEDULE = 'reserve-full-check';
/** The schedule of the digest. */
export const DIGEST_SCHEDULE = 'daily-digest';
/** The schedule of payout runs, where the policy has one. */
export const PAYOUT_SCHEDULE = 'payout-schedule';

export const TASK_QUEUE = 'recoup';

export interface CaseInput {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly clock: Clock;
  /** Set by the run before, at continue-as-new. */
  readonly state?: CaseState;
}

export interface DisputeInput<State = unknown> {
  readonly dispute: DisputeId;
  /** Direct charges: the account on which charge and dispute live. */
  readonly account: AccountId | null;
  readonly clock: Clock;
  readonly state?: State;
}

export interface RefundInput<State = unknown> {
  /** A request, a refund, or the charge of a failed payment. */
  readonly subject: RefundSubject;
  /** Direct charges: the account on which charge and refund live. */
  readonly account: AccountId | null;
  readonly clock: Clock;
  readonly state?: State;
}

export interface PayoutRunInput<State = unknown> {
  readonly run: RunId;
  readonly clock: Clock;
  readonly state?: State;
}

export interface ReviewInput<State = unknown> {
  readonly account: AccountId;
  readonly clock: Clock;
  readonly state?: State;
}

/** `upTo` is the wake's number; a hint sent by hand has none and always counts. */
export interface HintMessage {
  readonly upTo?: number;
}

export interface PauseMessage {
  readonly by: string;
  readonly reason: string;
  /** ISO 8601, or null for until resumed. */
  readonly until: string | null;
}

export interface PersonMessage {
  readonly by: string;
}

export interface AssignMessage extends PersonMessage {
  readonly to: string | null;
}

export const hintSignal = defineSignal<[HintMessage?]>('hint');
export const resolveSignal = defineSignal<[Resolution]>('resolve');

export const resolveUpdate = defineUpdate<string, [Resolution]>('resolve');
export const pauseUpdate = defineUpdate<string, [PauseMessage]>('pause');
export const resumeUpdate = defineUpdate<string, [PersonMessage]>('resume');
export const assignUpdate = defineUpdate<string, [AssignMessage]>('assign');

export const answerUpdate = defineUpdate<string, [AnswerMessage]>('answer');

export const settleReviewUpdate = defineUpdate<string, [ResolveReview]>('resolve');

export const stateQuery = defineQuery<unknown>('state');
export const timelineQuery = defineQuery<readonly string[]>('timeline');
