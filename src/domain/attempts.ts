/**
 * What a step that should succeed once remembers of its attempts. A step that cannot be done now is tried again
 * later or when something new is known; one that has used up its tries is attention, not an endless loop.
 */
export interface Attempt {
  readonly tries: number;
  /** Not to be tried before this clock instant; null: not until a hint. */
  readonly notBeforeMs: number | null;
  /** The hint count at the last try: a newer hint is reason to try at once. */
  readonly atHint: number;
}

export type Attempts = { readonly [step: string]: Attempt };

export const MAX_TRIES = 12;

/** May the step be tried now? Never tried, its time has come, or a hint came since. */
export function mayTry(attempts: Attempts, step: string, nowMs: number, hintsCounted: number): boolean {
  const attempt = attempts[step];
  if (attempt === undefined || hintsCounted > attempt.atHint) return true;
  return attempt.tries < MAX_TRIES && attempt.notBeforeMs !== null && nowMs >= attempt.notBeforeMs;
}

/** A day, where the first distance is a minute. */
const LONGEST_IN_FIRST_DELAYS = 1440;

/** Tries double their distance from `firstDelayMs` on; at the longest they are 1440 times as far apart. */
export function failedTry(
  attempts: Attempts,
  step: string,
  nowMs: number,
  hintsCounted: number,
  firstDelayMs: number,
): Attempts {
  const tries = (attempts[step]?.tries ?? 0) + 1;
  const notBeforeMs = nowMs + firstDelayMs * Math.min(2 ** (tries - 1), LONGEST_IN_FIRST_DELAYS);
  return { ...attempts, [step]: { tries, notBeforeMs, atHint: hintsCounted } };
}

/** Held by a lock, a mode or a person: only a hint opens it again, or a time where one is known. */
export function blockedTry(
  attempts: Attempts,
  step: string,
  notBeforeMs: number | null,
  hintsCounted: number,
): Attempts {
  return {
    ...attempts,
    [step]: { tries: (attempts[step]?.tries ?? 0) + 1, notBeforeMs, atHint: hintsCounted },
  };
}

/** What is due to somebody, and what must be known, is never given up; a person has heard of it meanwhile. */
export function neverExhausted(attempts: Attempts, step: string): Attempts {
  const attempt = attempts[step];
  if (attempt === undefined) return attempts;
  return { ...attempts, [step]: { ...attempt, tries: Math.min(attempt.tries, MAX_TRIES - 1) } };
}

export function forgetTries(attempts: Attempts, step: string): Attempts {
  if (attempts[step] === undefined) return attempts;
  const { [step]: _done, ...others } = attempts;
  return others;
}

/** The earliest instant at which one of the steps may be tried again. */
export function nextTryMs(attempts: Attempts, isWanted: (step: string) => boolean): number | null {
  let earliest: number | null = null;
  for (const [step, attempt] of Object.entries(attempts)) {
    if (attempt.notBeforeMs === null || attempt.tries >= MAX_TRIES || !isWanted(step)) continue;
    if (earliest === null || attempt.notBeforeMs < earliest) earliest = attempt.notBeforeMs;
  }
  return earliest;
}

export function isExhausted(attempts: Attempts, step: string): boolean {
  return (attempts[step]?.tries ?? 0) >= MAX_TRIES;
}
