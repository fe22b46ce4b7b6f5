import type { SwitchOutcome } from '../case/step';
import { assertNever } from '../never';
import type { ReviewFacts, ReviewRef } from './facts';
import type { Resolved } from './people';
import type { CloseReason, ReviewState } from './state';
import type { ActOutcome, ReviewAction, ReviewAttention, ReviewEvent, ReviewNotice } from './steps';

/** What a decision saw. */
export interface ReviewGrounds {
  readonly findings: readonly { readonly id: string; readonly saw: string }[];
  readonly lookedAtMs: number;
  /** Who settled the review, where somebody did. */
  readonly resolvedBy: string | null;
  readonly note: string | null;
}

/** What the review asks of the world; activities implement it. They throw only for what a retry can mend. */
export interface ReviewActivities {
  lookAtReview(ref: ReviewRef, known: { readonly policyHash: string | null }): Promise<ReviewFacts>;
  holdForReview(ref: ReviewRef, grounds: ReviewGrounds): Promise<SwitchOutcome>;
  releaseForReview(
    ref: ReviewRef,
    why: 'findings_gone' | 'judged' | 'limit',
    grounds: ReviewGrounds,
  ): Promise<SwitchOutcome>;
  /** Carries out what two people decided; asked again, it answers what became of it. */
  actOnAccount(ref: ReviewRef, act: string): Promise<ActOutcome>;
  tellOfReview(ref: ReviewRef, notice: ReviewNotice): Promise<void>;
  attendToReview(
    ref: ReviewRef,
    change: { readonly raise: readonly ReviewAttention[]; readonly settle: readonly string[] },
  ): Promise<void>;
  /** Leaves the row open for what was asked for after `lookedAtMs`: a hint is on its way, and begins a run for it. */
  closeReview(
    ref: ReviewRef,
    reason: CloseReason,
    resolved: Resolved | null,
    lookedAtMs: number,
  ): Promise<void>;
}

/** One step, one activity: the workflow calls it with proxies, tests with the real activities. */
export async function perform(
  step: ReviewAction,
  state: ReviewState,
  nowMs: () => number,
  activities: ReviewActivities,
): Promise<ReviewEvent> {
  const ref: ReviewRef = { account: state.account, number: state.look?.facts.number ?? null };
  switch (step.kind) {
    case 'look': {
      const { hints, changes, policy } = state;
      const facts = await activities.lookAtReview(ref, { policyHash: policy?.hash ?? null });
      return { kind: 'looked', facts, answers: hints.counted, changes, endedMs: nowMs() };
    }
    case 'hold': {
      const outcome = await activities.holdForReview(ref, grounds(state));
      return { kind: 'switched', step: 'hold', why: 'findings', outcome, atMs: nowMs() };
    }
    case 'release': {
      const outcome = await activities.releaseForReview(ref, step.why, grounds(state));
      return { kind: 'switched', step: 'release', why: step.why, outcome, atMs: nowMs() };
    }
    case 'act': {
      const outcome = await activities.actOnAccount(ref, step.act);
      return { kind: 'acted', act: step.act, what: step.what, outcome, atMs: nowMs() };
    }
    case 'tell':
      await activities.tellOfReview(ref, step.notice);
      return { kind: 'told', rung: step.notice.rung, atMs: nowMs() };
    case 'attend':
      await activities.attendToReview(ref, { raise: step.raise, settle: step.settle });
      return {
        kind: 'attended',
        raised: step.raise.map(({ key }) => key),
        settled: step.settle,
        atMs: nowMs(),
      };
    case 'close':
      await activities.closeReview(ref, step.reason, state.resolved, state.look?.facts.startedMs ?? 0);
      return { kind: 'closed', reason: step.reason, atMs: nowMs() };
    default:
      return assertNever(step);
  }
}

function grounds({ look, resolved }: ReviewState): ReviewGrounds {
  return {
    findings: (look?.facts.findings ?? []).map(({ id, saw }) => ({ id, saw })),
    lookedAtMs: look?.facts.startedMs ?? 0,
    resolvedBy: resolved?.by ?? null,
    note: resolved?.note ?? null,
  };
}
