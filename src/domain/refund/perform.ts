import type { BooksStep } from '../dispute/steps';
import type { Line } from '../dispute/target';
import type { AccountId, CauseId, RefundSubject } from '../ids';
import type { GiveBackMove, Move, MoveOutcome, RefundMove, ReversalMove } from '../moves';
import { assertNever } from '../never';
import type { RefundFacts } from './facts';
import type { CloseReason, RefundState } from './state';
import type { RefundAction, RefundAttention, RefundEvent, RefundNotice } from './steps';
import { refundTargets } from './target';

/** Which refund: ids only. */
export interface RefundRef {
  readonly subject: RefundSubject;
  /** Direct charges: the account on which charge and refund live. */
  readonly account: AccountId | null;
}

/** What a decision saw: the figures behind a move. */
export interface RefundGrounds {
  readonly line: Line | null;
  readonly cause: CauseId | null;
  readonly status: string;
  readonly amountMinor: number | null;
  readonly capturedMinor: number | null;
  readonly refundedMinor: number | null;
  readonly lookedAtMs: number;
  readonly policyHash: string;
}

/** What the refund asks of the world; activities implement it. They throw only for what a retry can mend. */
export interface RefundActivities {
  lookAtRefund(ref: RefundRef, known: { readonly policyHash: string | null }): Promise<RefundFacts>;
  makeRefund(ref: RefundRef, move: RefundMove, grounds: RefundGrounds): Promise<MoveOutcome>;
  reverseForRefund(ref: RefundRef, move: ReversalMove, grounds: RefundGrounds): Promise<MoveOutcome>;
  giveBackForRefund(ref: RefundRef, move: GiveBackMove, grounds: RefundGrounds): Promise<MoveOutcome>;
  /** The same move again: answers what became of it, and moves nothing twice. */
  settleRefundMove(ref: RefundRef, move: Move, grounds: RefundGrounds): Promise<MoveOutcome>;
  /** `stale` where the books are not as the step saw them: then nothing was booked. */
  bookForRefund(ref: RefundRef, cause: CauseId, step: BooksStep): Promise<'done' | 'stale'>;
  tellOfRefund(ref: RefundRef, notices: readonly RefundNotice[]): Promise<void>;
  attendToRefund(
    ref: RefundRef,
    change: { readonly raise: readonly RefundAttention[]; readonly settle: readonly string[] },
  ): Promise<void>;
  closeRefund(ref: RefundRef, reason: CloseReason): Promise<void>;
}

/** One step, one activity: the workflow calls it with proxies, tests with the real activities. */
export async function perform(
  step: RefundAction,
  state: RefundState,
  nowMs: () => number,
  activities: RefundActivities,
): Promise<RefundEvent> {
  const ref: RefundRef = { subject: state.subject, account: state.account };
  const answered = (move: Move, outcome: MoveOutcome, settling = false): RefundEvent => ({
    kind: 'moveAnswered',
    move,
    settling,
    outcome,
    atMs: nowMs(),
  });
  switch (step.kind) {
    case 'look': {
      const { hints, changes, policy } = state;
      const facts = await activities.lookAtRefund(ref, { policyHash: policy?.hash ?? null });
      return { kind: 'looked', facts, answers: hints.counted, changes, endedMs: nowMs() };
    }
    case 'refund':
      return answered(step.move, await activities.makeRefund(ref, step.move, grounds(state, step.move)));
    case 'reverse':
      return answered(
        step.move,
        await activities.reverseForRefund(ref, step.move, grounds(state, step.move)),
      );
    case 'giveBack':
      return answered(
        step.move,
        await activities.giveBackForRefund(ref, step.move, grounds(state, step.move)),
      );
    case 'settleMove': {
      const { move } = step;
      return answered(move, await activities.settleRefundMove(ref, move, grounds(state, move)), true);
    }
    case 'openClaim':
    case 'releaseClaims':
    case 'setOff': {
      const answer = await activities.bookForRefund(ref, causeOf(state), step);
      return { kind: 'booked', step, answer, atMs: nowMs() };
    }
    case 'tell':
      await activities.tellOfRefund(ref, step.notices);
      return { kind: 'told', rungs: step.notices.map((notice) => notice.rung), atMs: nowMs() };
    case 'attend':
      await activities.attendToRefund(ref, { raise: step.raise, settle: step.settle });
      return {
        kind: 'attended',
        raised: step.raise.map((need) => need.key),
        settled: step.settle,
        atMs: nowMs(),
      };
    case 'close':
      await activities.closeRefund(ref, step.reason);
      return { kind: 'closed', reason: step.reason, atMs: nowMs() };
    default:
      return assertNever(step);
  }
}

/** Only a refund that was made has sellers who bear it, and so something to book. */
function causeOf({ look, subject }: RefundState): CauseId {
  const cause = look?.facts.made?.cause;
  if (cause === undefined) throw new Error(`${subject} has nothing to book: it was not made`);
  return cause;
}

function grounds({ look, policy }: RefundState, move: Move): RefundGrounds {
  const facts = look?.facts;
  const targets = facts === undefined || policy === null ? null : refundTargets(facts, policy);
  return {
    line: targets?.lines.find((line) => line.account === move.account) ?? null,
    cause: facts?.made?.cause ?? null,
    status: facts?.made?.statusWord ?? 'not made yet',
    amountMinor: facts?.made?.amountMinor ?? null,
    capturedMinor: facts?.charge?.capturedMinor ?? null,
    refundedMinor: facts?.charge?.refundedMinor ?? null,
    lookedAtMs: facts?.startedMs ?? 0,
    policyHash: policy?.hash ?? '',
  };
}
