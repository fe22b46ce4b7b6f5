import type { ReviewState } from './state';

/** What a person says to end a review. */
export interface ResolveReview {
  readonly by: string;
  readonly note: string;
}

export interface Resolved extends ResolveReview {
  readonly atMs: number;
}

const LONGEST_TEXT = 500;
const FIELDS = ['by', 'note'];

/** The problem with a message that came from outside, as one sentence, or null. Never throws. */
export function resolveProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the input must be one object: {"by": "...", "note": "..."}';
  }
  const message = value as { readonly [key: string]: unknown };
  const unknownKey = Object.keys(message).find((key) => !FIELDS.includes(key));
  if (unknownKey !== undefined) return `"${unknownKey}" is not known: use ${FIELDS.join(', ')}`;
  for (const field of FIELDS) {
    const text = message[field];
    if (typeof text !== 'string' || text.trim() === '') {
      return field === 'by'
        ? 'by is missing: say who decides, by name or address'
        : 'note is missing: say why it is settled';
    }
    if (text.length > LONGEST_TEXT) return `${field} is longer than ${LONGEST_TEXT} characters`;
  }
  return null;
}

/** Why a review cannot be ended now, as one sentence, or null. Reads only. */
export function whyNotResolve(state: ReviewState, message: unknown): string | null {
  const problem = resolveProblem(message);
  if (problem !== null) return problem;
  if (state.closed !== null) return `the review is closed (${state.closed.reason.replaceAll('_', ' ')})`;
  const act = state.look?.facts.act;
  if (act?.state === 'asked') {
    return `a decision to ${act.kind} the account waits for a second person (${act.id}): answer it first`;
  }
  return state.resolved === null ? null : `${state.resolved.by} has settled it already, and it is closing`;
}
