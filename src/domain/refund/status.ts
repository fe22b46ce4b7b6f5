import { assertNever } from '../never';

/** Stripe's words for where a refund stands. `unknown` is attention: a word that this version does not know. */
const STATUSES = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const;
export type RefundStatus = (typeof STATUSES)[number] | 'unknown';

export function readRefundStatus(text: string | null): RefundStatus {
  return STATUSES.find((status) => status === text) ?? 'unknown';
}

/** The money is on the platform again, or never left it. */
export function hasComeBack(status: RefundStatus): boolean {
  return status === 'failed' || status === 'canceled';
}

/** Nothing more is expected. What succeeded can still be sent back weeks later: a hint then starts the flow again. */
export function isFinal(status: RefundStatus): boolean {
  switch (status) {
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return true;
    case 'pending':
    case 'requires_action':
    case 'unknown':
      return false;
    default:
      return assertNever(status);
  }
}
