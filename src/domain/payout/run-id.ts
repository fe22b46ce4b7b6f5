import { DAY_MS } from '../clock';
import type { WorkflowId } from '../ids';
import type { Currency } from '../money';

/** `transfer`: earnings that the platform holds go to the accounts. `payout`: what is on the accounts goes to banks. */
export const PAYOUT_MODES = ['transfer', 'payout'] as const;
export type PayoutMode = (typeof PAYOUT_MODES)[number];

declare const dateBrand: unique symbol;
/** A calendar day, `2026-11-23`. */
export type PayoutDate = string & { readonly [dateBrand]: true };

/** @throws RangeError for what is no day of the calendar. */
export function payoutDate(text: string): PayoutDate {
  const [, year = '', month = '', day = ''] = /^(20\d\d)-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const startMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (year === '' || new Date(startMs).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`"${text}" is not a day: expected one such as 2026-11-23`);
  }
  return text as PayoutDate;
}

/** When the day begins, UTC: clock time. */
export const startOfDay = (date: PayoutDate): number => Date.parse(`${date}T00:00:00Z`);

/** Further ahead than this a date is taken for a mistake. */
export const MOST_DAYS_AHEAD = 366;
export const isTooFarAhead = (date: PayoutDate, nowMs: number): boolean =>
  startOfDay(date) > nowMs + MOST_DAYS_AHEAD * DAY_MS;

export interface RunName {
  readonly date: PayoutDate;
  readonly currency: Currency;
  readonly mode: PayoutMode;
  /** 1 for the run of the day; each re-issue takes the next. */
  readonly version: number;
  /** A rehearsal: the same decisions, and nothing moves. */
  readonly dryRun: boolean;
}

/** Also the id of its workflow. */
export type RunId = WorkflowId;

export function runId({ date, currency, mode, version, dryRun }: RunName): RunId {
  const kind = dryRun ? 'dry-run' : 'payout-run';
  const again = version === 1 ? '' : `:v${version}`;
  return `${kind}:${date}:${currency}:${mode}${again}` as RunId;
}

/** @throws RangeError for what names no run. */
export function readRunId(text: string): RunId {
  if (!/^(payout|dry)-run:20\d\d-\d\d-\d\d:[a-z]{3}:(transfer|payout)(:v\d{1,6})?$/.test(text)) {
    throw new RangeError(
      `"${text}" is no payout run: expected one such as payout-run:2026-11-23:eur:transfer`,
    );
  }
  return text as RunId;
}
