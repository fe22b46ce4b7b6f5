import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/clock';

/**
 * Clock time from an event's first attempt to its further ones. Stripe says only "up to three days with an
 * exponential back off"; the steps are chosen to fit that.
 */
const RETRY_AFTER_MS = [
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  DAY_MS,
  1.5 * DAY_MS,
  2 * DAY_MS,
  2.5 * DAY_MS,
  3 * DAY_MS,
] as const;

const LATER_STEP_MS = DAY_MS / 2;

/**
 * When the next attempt is due after `attempts` failed ones, clock epoch ms; undefined when Stripe gives up.
 * `goOn` continues past the three days in half days: on a scaled clock they last seconds, and a receiver's ordinary
 * restart must not look like a three-day outage.
 */
export function nextAttemptMs(firstAttemptMs: number, attempts: number, goOn: boolean): number | undefined {
  const after = RETRY_AFTER_MS[attempts - 1];
  if (after !== undefined) return firstAttemptMs + after;
  if (!goOn) return undefined;
  const last = RETRY_AFTER_MS[RETRY_AFTER_MS.length - 1] ?? 0;
  return firstAttemptMs + last + (attempts - RETRY_AFTER_MS.length) * LATER_STEP_MS;
}
