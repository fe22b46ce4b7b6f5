import type { ReviewState } from './state';

/** What a list of reviews shows: one word, changed rarely. */
export type CoarseReview = 'opening' | 'needs a person' | 'rejected' | 'payouts held' | 'watching' | 'closed';

export function coarse({ look, closed }: ReviewState): CoarseReview {
  if (closed !== null) return 'closed';
  if (look === null) return 'opening';
  const { raised, findings, hold } = look.facts;
  if (raised.length > 0) return 'needs a person';
  if (findings.some(({ kind }) => kind === 'rejected')) return 'rejected';
  return hold.mine ? 'payouts held' : 'watching';
}
