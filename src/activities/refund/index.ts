import type { RefundActivities } from '../../domain/refund/perform';
import { refundWorkflowId } from '../../domain/ids';
import { bookStep } from '../book-step';
import type { ActivityDeps } from '../deps';
import { lookAtRefund } from './look-at-refund';
import { moveForRefund } from './refund-money';
import { attendToRefund, closeRefund, tellOfRefund } from './refund-records';

/** The refund's port, bound to what a process has. */
export function refundActivities(deps: ActivityDeps): RefundActivities {
  return {
    lookAtRefund: (...args) => lookAtRefund(deps, ...args),
    makeRefund: (...args) => moveForRefund(deps, ...args),
    reverseForRefund: (...args) => moveForRefund(deps, ...args),
    giveBackForRefund: (...args) => moveForRefund(deps, ...args),
    settleRefundMove: (...args) => moveForRefund(deps, ...args),
    bookForRefund: ({ subject }, cause, step) =>
      bookStep(deps, { cause, workflowId: refundWorkflowId(subject) }, step),
    tellOfRefund: (...args) => tellOfRefund(deps, ...args),
    attendToRefund: (...args) => attendToRefund(deps, ...args),
    closeRefund: (...args) => closeRefund(deps, ...args),
  };
}
