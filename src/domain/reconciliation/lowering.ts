/** Events after which an account may have less than before: whoever looks for an unknown shortfall begins with them. */
export const MONEY_LOWERING: readonly string[] = [
  'transfer.reversed',
  'charge.dispute.created',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.closed',
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'charge.failed',
  'payout.failed',
  'payout.canceled',
  'topup.reversed',
];
