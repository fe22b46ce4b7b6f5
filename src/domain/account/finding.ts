/** What is about to happen to an account's money, as the checks before it tell them apart. */
export const FLOWS = ['transfer', 'payout', 'account_debit', 'credit', 'give_back'] as const;
export type Flow = (typeof FLOWS)[number];

/** The checks, by what they look at. */
export type Check =
  | 'reachable'
  | 'losses'
  | 'capability'
  | 'disabled'
  | 'past_due'
  | 'currently_due'
  | 'eventually_due'
  | 'pending_verification'
  | 'deadline'
  | 'open_dispute'
  | 'open_case'
  | 'hold'
  | 'facts_age'
  | 'currency'
  | 'charge_model';

/**
 * A check that failed. `hard` stops at once, is not retried, and is a decision, attention and a notice to the team;
 * `soft` passes only where the policy says so, and tells the seller.
 */
export interface Finding {
  readonly check: Check;
  readonly severity: 'hard' | 'soft';
  /** The value it saw, as people read it: ids, states, days and amounts; nothing personal. */
  readonly saw: string;
  /** What would clear it. */
  readonly clears: string;
}

export const isHalted = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'hard');
