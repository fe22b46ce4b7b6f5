import type Stripe from 'stripe';

/**
 * What a look saw of a dispute, in short: kept with its row, so that whoever reads the dispute later can tell whether
 * there is news. Old payloads lack the list of balance transactions.
 */
export function disputeMark(dispute: Stripe.Dispute): string {
  const transactions = dispute.balance_transactions ?? [];
  const sum = transactions.reduce((total, one) => total + one.net, 0);
  const due = dispute.evidence_details?.due_by ?? 0;
  return `${dispute.status}, ${transactions.length} transactions of ${sum}, due ${due}`;
}
