import { assertNever } from '../never';

/** Stripe's words for where a dispute stands. Status chooses words and deadlines; it moves no money (R1). */
const STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'won',
  'lost',
  'prevented',
  'appeal_needs_response',
  'appeal_under_review',
] as const;

export type KnownStatus = (typeof STATUSES)[number];
/** `unknown` is attention: a word of Stripe's that this version does not know. */
export type DisputeStatus = KnownStatus | 'unknown';

export function readStatus(text: string): DisputeStatus {
  return STATUSES.find((status) => status === text) ?? 'unknown';
}

/** Nothing more is expected of it. `lost` can still be appealed: a later hint starts the flow again. */
export function isFinal(status: DisputeStatus): boolean {
  switch (status) {
    case 'won':
    case 'lost':
    case 'prevented':
    case 'warning_closed':
      return true;
    case 'warning_needs_response':
    case 'warning_under_review':
    case 'needs_response':
    case 'under_review':
    case 'appeal_needs_response':
    case 'appeal_under_review':
    case 'unknown':
      return false;
    default:
      return assertNever(status);
  }
}

/** Somebody has to send evidence, or accept, before the date that Stripe names. */
export function needsEvidence(status: DisputeStatus): boolean {
  return (
    status === 'needs_response' || status === 'appeal_needs_response' || status === 'warning_needs_response'
  );
}

/** An inquiry moves no money and can still be refunded. */
export function isInquiry(status: DisputeStatus): boolean {
  return (
    status === 'warning_needs_response' || status === 'warning_under_review' || status === 'warning_closed'
  );
}
