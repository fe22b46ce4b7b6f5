import type { RunId } from './run-id';

export interface RunRef {
  readonly run: RunId;
}

/** What one page of a run came to. */
export type PageAnswer =
  /** Lines are left to be decided now. */
  | { readonly kind: 'more' }
  /** Nothing can be done now: until an instant (clock) or, null, until there is news. */
  | { readonly kind: 'waits'; readonly untilMs: number | null; readonly why: string }
  | { readonly kind: 'done' };

/** What the run asks of the world. It throws only for what a retry can mend. */
export interface PayoutActivities {
  /** Works on the next lines, as far as the day, the door, the platform's balance and people let it. */
  payPage(ref: RunRef): Promise<PageAnswer>;
}
