/** What the house asks of the simulator's process. */
export type Asked =
  /** The first so many accounts are that much below zero; minor units of usd. */
  | { readonly ask: 'owe'; readonly accounts: number; readonly eachMinor: number }
  /** So many open disputes; their ids. */
  | { readonly ask: 'dispute'; readonly disputes: number }
  | { readonly ask: 'pass'; readonly ms: number }
  | { readonly ask: 'cpuMs' };

export const SALE_MINOR = 40_000;

export const accountName = (n: number): string => `acct_${String(n).padStart(7, '0')}`;
