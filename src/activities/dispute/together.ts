import type { DisputeRef, GroundedStep, TogetherAnswer } from '../../domain/dispute/perform';
import { disputeCause, disputeWorkflowId } from '../../domain/ids';
import type { MoveOutcome } from '../../domain/moves';
import { bookStep } from '../book-step';
import type { ActivityDeps } from '../deps';
import { moveForDispute } from './dispute-money';

/**
 * Makes steps for different sellers one after the other, until one is neither moved nor refused nor booked. Made
 * again, as by a retry, each move meets its stored outcome, and a step of the books finds itself booked and is stale.
 */
export async function takeTogether(
  deps: ActivityDeps,
  ref: DisputeRef,
  steps: readonly GroundedStep[],
): Promise<readonly TogetherAnswer[]> {
  const loss = { cause: disputeCause(ref.dispute), workflowId: disputeWorkflowId(ref.dispute) };
  const answers: TogetherAnswer[] = [];
  for (const step of steps) {
    const answer =
      'books' in step
        ? await bookStep(deps, loss, step.books)
        : await moveForDispute(deps, ref, step.move, step.grounds);
    answers.push(answer);
    if (!isDefinite(answer)) break;
  }
  return answers;
}

function isDefinite(answer: 'done' | 'stale' | MoveOutcome): boolean {
  return typeof answer === 'string' ? answer === 'done' : ['moved', 'refused'].includes(answer.kind);
}
