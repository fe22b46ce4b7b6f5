import type { AccountId, DisputeId } from '../ids';
import type { AccountDebitMove, GiveBackMove, Move, MoveOutcome, ReversalMove } from '../moves';
import { assertNever } from '../never';
import type { SaidAnswer } from './answers';
import type { DisputeAbsent, DisputeFacts } from './facts';
import { type CloseReason, type DisputeState } from './state';
import type {
  BooksStep,
  DisputeAction,
  DisputeAttention,
  DisputeEvent,
  DisputeNotice,
  SellerStep,
} from './steps';
import type { Line } from './target';

/** Which dispute: ids only. */
export interface DisputeRef {
  readonly dispute: DisputeId;
  /** Direct charges: the account on which charge and dispute live. */
  readonly account: AccountId | null;
}

/** What a decision saw: the figures behind a move. */
export interface MoveGrounds {
  readonly line: Line | null;
  readonly status: string;
  readonly principalMinor: number | null;
  readonly feeMinor: number | null;
  readonly lookedAtMs: number;
  readonly policyHash: string;
}

/** Compact, because it travels through history: a move with its grounds, or a step of the books. */
export type GroundedStep =
  | { readonly move: Exclude<SellerStep, BooksStep>['move']; readonly grounds: MoveGrounds }
  | { readonly books: BooksStep };

export type TogetherAnswer = MoveOutcome | 'done' | 'stale';

/** What the dispute asks of the world; activities implement it. They throw only for what a retry can mend. */
export interface DisputeActivities {
  lookAtDispute(
    ref: DisputeRef,
    known: { readonly policyHash: string | null },
  ): Promise<DisputeFacts | DisputeAbsent>;
  takeFee(ref: DisputeRef, move: AccountDebitMove, grounds: MoveGrounds): Promise<MoveOutcome>;
  reverseTransfer(ref: DisputeRef, move: ReversalMove, grounds: MoveGrounds): Promise<MoveOutcome>;
  giveBack(ref: DisputeRef, move: GiveBackMove, grounds: MoveGrounds): Promise<MoveOutcome>;
  /** The same move again: answers what became of it, and moves nothing twice. */
  settleMove(ref: DisputeRef, move: Move, grounds: MoveGrounds): Promise<MoveOutcome>;
  /** `stale` where the books are not as the step saw them: then nothing was booked. */
  bookForDispute(ref: DisputeRef, step: BooksStep): Promise<'done' | 'stale'>;
  /**
   * Each step as by itself, in order, until one is neither moved nor refused nor booked: what comes after that one
   * is not begun. Answers what became of those that were.
   */
  takeTogether(ref: DisputeRef, steps: readonly GroundedStep[]): Promise<readonly TogetherAnswer[]>;
  /** Keeps a person's answer with a decision; the same answer again changes nothing. */
  recordAnswer(ref: DisputeRef, answer: SaidAnswer): Promise<void>;
  tellOfDispute(ref: DisputeRef, notices: readonly DisputeNotice[]): Promise<void>;
  attendToDispute(
    ref: DisputeRef,
    change: { readonly raise: readonly DisputeAttention[]; readonly settle: readonly string[] },
  ): Promise<void>;
  closeDispute(ref: DisputeRef, reason: CloseReason): Promise<void>;
}

/** One step, one activity: the workflow calls it with proxies, tests with the real activities. */
export async function perform(
  step: DisputeAction,
  state: DisputeState,
  nowMs: () => number,
  activities: DisputeActivities,
): Promise<DisputeEvent> {
  const ref: DisputeRef = { dispute: state.dispute, account: state.account };
  const answered = (move: Move, outcome: MoveOutcome, settling = false): DisputeEvent => ({
    kind: 'moveAnswered',
    move,
    settling,
    outcome,
    atMs: nowMs(),
  });
  switch (step.kind) {
    case 'look': {
      const { hints, changes, policy } = state;
      const found = await activities.lookAtDispute(ref, { policyHash: policy?.hash ?? null });
      return 'absent' in found
        ? { kind: 'absent', absent: found.absent, atMs: nowMs() }
        : { kind: 'looked', facts: found, answers: hints.counted, changes, endedMs: nowMs() };
    }
    case 'takeFee':
      return answered(step.move, await activities.takeFee(ref, step.move, grounds(state, step.line)));
    case 'reverse':
      return answered(step.move, await activities.reverseTransfer(ref, step.move, grounds(state, step.line)));
    case 'giveBack':
      return answered(step.move, await activities.giveBack(ref, step.move, grounds(state, step.line)));
    case 'settleMove':
      return answered(step.move, await activities.settleMove(ref, step.move, grounds(state, null)), true);
    case 'openClaim':
    case 'releaseClaims':
    case 'setOff':
      return { kind: 'booked', step, answer: await activities.bookForDispute(ref, step), atMs: nowMs() };
    case 'together': {
      const grounded = step.steps.map((one): GroundedStep =>
        'move' in one ? { move: one.move, grounds: grounds(state, one.line) } : { books: one },
      );
      const answers = await activities.takeTogether(ref, grounded);
      const events = step.steps.flatMap((one, index): readonly DisputeEvent[] => {
        const answer = answers[index];
        if (answer === undefined) return [];
        if ('move' in one) return typeof answer === 'string' ? [] : [answered(one.move, answer)];
        return typeof answer === 'string' ? [{ kind: 'booked', step: one, answer, atMs: nowMs() }] : [];
      });
      return { kind: 'together', events };
    }
    case 'recordAnswer':
      await activities.recordAnswer(ref, step.answer);
      return { kind: 'answerRecorded', answer: step.answer, atMs: nowMs() };
    case 'tell':
      await activities.tellOfDispute(ref, step.notices);
      return { kind: 'told', rungs: step.notices.map((notice) => notice.rung), atMs: nowMs() };
    case 'attend':
      await activities.attendToDispute(ref, { raise: step.raise, settle: step.settle });
      return {
        kind: 'attended',
        raised: step.raise.map((need) => need.key),
        settled: step.settle,
        atMs: nowMs(),
      };
    case 'close':
      await activities.closeDispute(ref, step.reason);
      return { kind: 'closed', reason: step.reason, atMs: nowMs() };
    default:
      return assertNever(step);
  }
}

function grounds({ look, policy }: DisputeState, line: Line | null): MoveGrounds {
  const withdrawn = look === null || typeof look.facts.withdrawn === 'string' ? null : look.facts.withdrawn;
  return {
    line,
    status: look?.facts.statusWord ?? '',
    principalMinor: withdrawn?.principalMinor ?? null,
    feeMinor: withdrawn?.feeMinor ?? null,
    lookedAtMs: look?.facts.startedMs ?? 0,
    policyHash: policy?.hash ?? '',
  };
}
