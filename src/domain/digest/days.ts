import { type CivilDay, civilDay, localHour, type OffsetAt } from '../calendar';
import { DAY_MS } from '../clock';
import type { DigestDay } from './digest';

/** Of days that were missed while nothing ran, so many are written afterwards; what lies before stays without. */
export const CAUGHT_UP_DAYS = 7;

/** When digests are written, and whose midnight ends a day. */
export interface DigestTimes {
  readonly hour: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly offsetAt: OffsetAt;
}

export const dateOf = (day: CivilDay): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Null where the text is no date of the form 2026-11-22, or one that no calendar has. */
export function parseDate(text: string): CivilDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) return null;
  const day = ms / DAY_MS;
  return dateOf(day) === text ? day : null;
}

export function dayOf(day: CivilDay, { timeZone, offsetAt }: DigestTimes): DigestDay {
  return {
    date: dateOf(day),
    timeZone,
    fromMs: localHour(day, 0, offsetAt),
    toMs: localHour(day + 1, 0, offsetAt),
  };
}

/** When the digest of a day is written: at the hour of the day after, a clock instant. */
export const writtenAt = (day: CivilDay, { hour, offsetAt }: DigestTimes): number =>
  localHour(day + 1, hour, offsetAt);

/** The latest day whose digest is due. */
export function lastDueDay(nowMs: number, times: DigestTimes): CivilDay {
  const today = civilDay(nowMs, times.offsetAt);
  return writtenAt(today - 1, times) <= nowMs ? today - 1 : today - 2;
}

/** The days to write now, oldest first: those since the last one that was written, and where none was, the latest. */
export function daysToWrite(
  nowMs: number,
  written: CivilDay | null,
  times: DigestTimes,
): readonly CivilDay[] {
  const last = lastDueDay(nowMs, times);
  const first = written === null ? last : Math.max(written + 1, last - CAUGHT_UP_DAYS + 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Why there is no digest of a day, and what to do. `first` is the first day of which there is one. */
export function whyNone(day: CivilDay, nowMs: number, first: CivilDay | null, times: DigestTimes): string {
  const date = dateOf(day);
  const { toMs } = dayOf(day, times);
  const dueMs = writtenAt(day, times);
  if (nowMs < toMs)
    return `${date} has not ended yet: it ends at ${minute(toMs)} by the clock, where it is ${minute(nowMs)} now. Ask for an earlier day.`;
  if (nowMs < dueMs)
    return `The digest of ${date} is written at ${minute(dueMs)} by the clock (the policy's digest.hour), where it is ${minute(nowMs)} now. Ask again then.`;
  if (first === null) return noneYet(times);
  if (day < first)
    return `There is no digest of ${date}: the first one is of ${dateOf(first)}. Ask for that day or a later one.`;
  return `There is no digest of ${date}: no worker ran at its hour, and only the last ${CAUGHT_UP_DAYS} days are written afterwards. If it is one of these, the next run writes it; else the console has the rows.`;
}

/** Why there is none at all. */
export const noneYet = ({ hour, timeZone }: DigestTimes): string =>
  `There is no digest yet: a worker writes the first one at ${hour}:00 (${timeZone}), of the day before. Start one (bin/recoup worker).`;

const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
