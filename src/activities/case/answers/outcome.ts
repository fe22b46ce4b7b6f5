import type { AnswerOutcome } from '../../../domain/case/asks';
import type { HeldReason, MoveOutcome } from '../../../domain/moves';
import { assertNever } from '../../../domain/never';

export type NotDone = Exclude<AnswerOutcome, { kind: 'done' }>;

/** What stands in the way, in words; a second person's no is the end of it. */
export function heldAnswer(reason: HeldReason): NotDone {
  switch (reason.why) {
    case 'declined':
      return { kind: 'declined' };
    case 'approval':
      return { kind: 'waits', why: `approval of ${reason.decisionId}` };
    case 'observe':
      return { kind: 'waits', why: 'the mode "act"' };
    case 'frozen':
      return { kind: 'waits', why: 'the end of the freeze' };
    case 'cap':
      return { kind: 'waits', why: `the end of the day: the cap for one ${reason.cap} is reached` };
    case 'preflight':
      return { kind: 'waits', why: reason.failed.join('; ') };
    default:
      return assertNever(reason);
  }
}

/** A move that is not made, as the ask's outcome. */
export function notMoved(outcome: Exclude<MoveOutcome, { kind: 'moved' }>): NotDone {
  switch (outcome.kind) {
    case 'held':
      return heldAnswer(outcome.reason);
    case 'refused':
      return { kind: 'refused', code: outcome.code };
    case 'unavailable':
    case 'unknown':
      return { kind: outcome.kind };
    default:
      return assertNever(outcome);
  }
}
