/**
 * The clock is a constant: clock time runs from `originMs` on, `msPerDay` of wall time to a day. In production a day
 * is a day and clock time is wall time. All instants are epoch milliseconds, UTC.
 *
 * Clock time: everything that policy and Stripe count in days. Wall time: fact ages, the look gap, the 23-hour rule,
 * link and approval expiry, activity time-outs, webhook signatures.
 */
export interface Clock {
  /** Wall and clock instant at which both agree, epoch ms. */
  readonly originMs: number;
  /** Wall milliseconds in one clock day. */
  readonly msPerDay: number;
}

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

export const WALL_CLOCK: Clock = { originMs: 0, msPerDay: DAY_MS };

/** Clock instant at a wall instant. */
export function toClock(clock: Clock, wallMs: number): number {
  if (clock.msPerDay === DAY_MS) return wallMs;
  return clock.originMs + Math.floor(((wallMs - clock.originMs) * DAY_MS) / clock.msPerDay);
}

/** First wall instant at which the clock shows `clockMs` or later: a wait that runs to it never wakes early. */
export function toWall(clock: Clock, clockMs: number): number {
  if (clock.msPerDay === DAY_MS) return clockMs;
  return clock.originMs + Math.ceil(((clockMs - clock.originMs) * clock.msPerDay) / DAY_MS);
}

/** One instant in both times: rows that outlive a run keep what happened by the clock and when it was on the wall. */
export interface Moment {
  readonly wallMs: number;
  readonly clockMs: number;
}

export function momentAt(clock: Clock, wallMs: number): Moment {
  return { wallMs, clockMs: toClock(clock, wallMs) };
}

/** A wall duration as clock milliseconds: lets the pure cores, which know one time only, honour wall-time rules. */
export function wallSpan(clock: Clock, wallMs: number): number {
  return Math.ceil((wallMs * DAY_MS) / clock.msPerDay);
}

/** Whole days between two clock instants, rounded down. */
export function daysBetween(fromMs: number, toMs: number): number {
  return Math.floor((toMs - fromMs) / DAY_MS);
}
