import type { DisputeActivities } from '../../domain/dispute/perform';
import { disputeCause, disputeWorkflowId } from '../../domain/ids';
import { bookStep } from '../book-step';
import type { ActivityDeps } from '../deps';
import { moveForDispute } from './dispute-money';
import { attendToDispute, closeDispute, recordAnswer, tellOfDispute } from './dispute-records';
import { lookAtDispute } from './look-at-dispute';
import { takeTogether } from './together';

/** The dispute's port, bound to what a process has. */
export function disputeActivities(deps: ActivityDeps): DisputeActivities {
  return {
    lookAtDispute: (...args) => lookAtDispute(deps, ...args),
    takeFee: (...args) => moveForDispute(deps, ...args),
    reverseTransfer: (...args) => moveForDispute(deps, ...args),
    giveBack: (...args) => moveForDispute(deps, ...args),
    settleMove: (...args) => moveForDispute(deps, ...args),
    bookForDispute: ({ dispute }, step) =>
      bookStep(deps, { cause: disputeCause(dispute), workflowId: disputeWorkflowId(dispute) }, step),
    takeTogether: (...args) => takeTogether(deps, ...args),
    recordAnswer: (...args) => recordAnswer(deps, ...args),
    tellOfDispute: (...args) => tellOfDispute(deps, ...args),
    attendToDispute: (...args) => attendToDispute(deps, ...args),
    closeDispute: (...args) => closeDispute(deps, ...args),
  };
}
