/**
 * A hint says *look again*. Hints are counted, never flagged: a boolean would lose one that arrives while a look is
 * in flight. A look answers the hints that were counted before it began.
 */
export interface Hints {
  /** How many hints gave reason to look, ever. */
  readonly counted: number;
  /** The highest wake number seen: a repeated or late delivery does not count again. */
  readonly upTo: number;
}

export const NO_HINTS: Hints = { counted: 0, upTo: 0 };

/** A hint without a number was sent by hand and always counts. */
export function countHint(hints: Hints, upTo: number | null): Hints {
  if (upTo === null) return { ...hints, counted: hints.counted + 1 };
  return upTo > hints.upTo ? { counted: hints.counted + 1, upTo } : hints;
}
