import { DAY_MS, HOUR_MS, type Moment } from '../../src/domain/clock';

/** The day of these rows, UTC, and when its digest is written. */
export const DATE = '2026-03-02';
export const FROM_MS = Date.parse(`${DATE}T00:00:00Z`);
export const WRITTEN_MS = FROM_MS + DAY_MS + 8 * HOUR_MS;

export const NOON_MS = FROM_MS + 12 * HOUR_MS;
export const moment = (ms: number): Moment => ({ wallMs: ms, clockMs: ms });
export const at = (ms: number): Date => new Date(ms);
