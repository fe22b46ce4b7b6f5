import type { AccountId, ChargeId } from '../ids';
import type { DisputeFacts } from './facts';
import { isInquiry } from './status';

/** Nothing is withdrawn, and a refund in full still ends it. */
export function isOpenInquiry(facts: DisputeFacts): boolean {
  const isOpen = isInquiry(facts.status) && facts.status !== 'warning_closed';
  return isOpen && facts.isChargeRefundable && facts.refundedMinor < facts.capturedMinor;
}

/** The exact command that refunds what is left of the charge; Stripe knows three reasons for a refund. */
export function inquiryCommand(charge: ChargeId, direct: AccountId | null, reason: string | null): string {
  const known = reason === 'fraudulent' || reason === 'duplicate' ? reason : 'requested_by_customer';
  const account = direct === null ? '' : ` --account ${direct}`;
  return `bin/recoup refund --charge ${charge}${account} --reason ${known} --by YOUR_NAME`;
}
