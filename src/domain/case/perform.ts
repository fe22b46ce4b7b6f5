import type { AnswerOutcome, Ask } from './asks';
import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { MoveOutcome } from '../moves';
import { assertNever } from '../never';
import { owedMinor, type CaseFacts } from './facts';
import type { Choice } from './people';
import type { CaseState, CloseReason } from './state';
import type { Attendance, CaseAction, CaseEvent, SwitchOutcome } from './step';

/** Which case: ids only. The number is null until something is owed. */
export interface CaseRef {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly number: number | null;
}

/** The figures behind a decision or a notice, as the flow saw them. */
export interface CaseFigures {
  readonly owedMinor: number;
  readonly shortfallMinor: number;
  readonly availableMinor: number;
  readonly negativeSinceMs: number;
  readonly clearsAtMs: number;
  readonly lookedAtMs: number;
  readonly policyHash: string;
}

export interface KnownBefore {
  readonly policyHash: string | null;
  /** The workflow's clock: a host whose clock is behind must not find that its time has not come. */
  readonly atMs: number;
}

/** What the case asks of the world; activities implement it. They throw only for what a retry can mend. */
export interface CaseActivities {
  lookAtCase(ref: CaseRef, known: KnownBefore): Promise<CaseFacts>;
  recordChoice(ref: CaseRef, choice: Choice, attend: Attendance): Promise<void>;
  attendToCase(ref: CaseRef, attend: Attendance): Promise<void>;
  holdPayouts(ref: CaseRef, reasons: readonly string[], figures: CaseFigures): Promise<SwitchOutcome>;
  enableBankDebit(ref: CaseRef, figures: CaseFigures): Promise<SwitchOutcome>;
  collectClaim(
    ref: CaseRef,
    collect: Pick<Extract<CaseAction, { kind: 'collect' }>, 'claim' | 'amountMinor'>,
    figures: CaseFigures,
  ): Promise<MoveOutcome>;
  answerAsk(ref: CaseRef, ask: Ask, figures: CaseFigures): Promise<AnswerOutcome>;
  releaseHold(ref: CaseRef, figures: CaseFigures): Promise<SwitchOutcome>;
  tellCase(
    ref: CaseRef,
    tell: Omit<Extract<CaseAction, { kind: 'tell' }>, 'kind' | 'collapsed'>,
    figures: CaseFigures,
  ): Promise<void>;
  closeCase(ref: CaseRef, reason: CloseReason, figures: CaseFigures): Promise<void>;
}

/** One step, one activity: the workflow calls it with proxies, tests with the real activities. */
export async function perform(
  step: CaseAction,
  state: CaseState,
  nowMs: () => number,
  activities: CaseActivities,
): Promise<CaseEvent> {
  const ref: CaseRef = {
    account: state.account,
    currency: state.currency,
    number: state.facts?.number ?? null,
  };
  const figures = figuresOf(state);
  switch (step.kind) {
    case 'look': {
      const { hints, movesMade, policy } = state;
      const facts = await activities.lookAtCase(ref, { policyHash: policy?.hash ?? null, atMs: nowMs() });
      return { kind: 'looked', facts, hints: hints.counted, moves: movesMade, endedMs: nowMs() };
    }
    case 'record':
      await activities.recordChoice(ref, step.choice, step.attend);
      return { kind: 'recorded', choice: step.choice, attend: step.attend, atMs: nowMs() };
    case 'attend': {
      const attend = { raise: step.raise, settle: step.settle };
      await activities.attendToCase(ref, attend);
      return { kind: 'attended', attend, atMs: nowMs() };
    }
    case 'hold':
      return {
        kind: 'heldPayouts',
        outcome: await activities.holdPayouts(ref, step.reasons, figures),
        atMs: nowMs(),
      };
    case 'enableDebit':
      return {
        kind: 'debitSwitched',
        outcome: await activities.enableBankDebit(ref, figures),
        atMs: nowMs(),
      };
    case 'collect': {
      const { claim, amountMinor } = step;
      const outcome = await activities.collectClaim(ref, { claim, amountMinor }, figures);
      return { kind: 'collected', claim, outcome, atMs: nowMs() };
    }
    case 'answer':
      return {
        kind: 'answered',
        ask: step.ask,
        outcome: await activities.answerAsk(ref, step.ask, figures),
        atMs: nowMs(),
      };
    case 'releaseHold':
      return {
        kind: 'releasedHold',
        outcome: await activities.releaseHold(ref, figures),
        atMs: nowMs(),
      };
    case 'tell': {
      const { rung, day, audiences, about, collapsed, attend } = step;
      await activities.tellCase(ref, { rung, day, audiences, about, attend }, figures);
      const toSeller = audiences.includes('seller');
      return { kind: 'told', rung, collapsed, owedMinor: figures.owedMinor, toSeller, attend, atMs: nowMs() };
    }
    case 'close':
      await activities.closeCase(ref, step.reason, figures);
      return { kind: 'closed', reason: step.reason, atMs: nowMs() };
    default:
      return assertNever(step);
  }
}

function figuresOf({ facts, policy }: CaseState): CaseFigures {
  return {
    owedMinor: facts === null ? 0 : owedMinor(facts),
    shortfallMinor: facts?.shortfallMinor ?? 0,
    availableMinor: facts?.availableMinor ?? 0,
    negativeSinceMs: facts?.negativeSinceMs ?? 0,
    clearsAtMs: facts?.clearsAtMs ?? 0,
    lookedAtMs: facts?.startedMs ?? 0,
    policyHash: policy?.hash ?? '',
  };
}
