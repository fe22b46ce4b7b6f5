import type { AccountRecord } from '../account/record';

/** Stripe's reasons for which an account is disabled, as the pinned version of its API and older ones have them. */
const DISABLED_WORDS: ReadonlySet<string> = new Set([
  'action_required.requested_capabilities',
  'fields_needed',
  'listed',
  'other',
  'platform_paused',
  'rejected',
  'rejected.fraud',
  'rejected.incomplete_verification',
  'rejected.listed',
  'rejected.other',
  'rejected.platform_fraud',
  'rejected.platform_other',
  'rejected.platform_terms_of_service',
  'rejected.terms_of_service',
  'requirements.past_due',
  'requirements.pending_verification',
  'under_review',
]);

/** Words about an account's standing that this version does not know: they stop money, and a person looks at them. */
export function unknownWordsOf({ disabledReason, capabilities }: AccountRecord): readonly string[] {
  const reasons = disabledReason === null || DISABLED_WORDS.has(disabledReason) ? [] : [disabledReason];
  const states = Object.entries(capabilities)
    .filter(([, { state }]) => state === 'unknown')
    .map(([name, { word }]) => `${name}: ${word}`);
  return [...reasons, ...states];
}
