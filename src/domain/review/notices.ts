import { DAY_MS, daysBetween } from '../clock';
import type { Audience } from '../policy/policy';
import { type ReviewFinding, warrantsHold } from './findings';
import type { ReviewState } from './state';
import type { ReviewNotice } from './steps';

const FOUND = 'found:';

/** What is to be said now: what was found and not said, else the latest reminder that is due. */
export function noticeDue(state: ReviewState, nowMs: number): ReviewNotice | null {
  const { look, policy, resolved } = state;
  if (look === null || policy === null || resolved !== null) return null;
  const { findings, told, openedMs, number } = look.facts;
  if (number === null || findings.length === 0) return null;
  const day = Math.max(0, daysBetween(openedMs, nowMs));
  const fresh = findings.filter(({ id }) => !saidIn(told).includes(id));
  if (fresh.length > 0) {
    const rung = `${FOUND}${fresh.map(({ id }) => id).join(',')}`;
    return { rung, what: 'opened', audiences: audiencesOf(fresh), findings: fresh, day };
  }
  const due = policy.reminderDays.filter((one) => nowMs >= openedMs + one * DAY_MS);
  const latest = due.at(-1);
  if (latest === undefined || told.includes(reminder(latest))) return null;
  return { rung: reminder(latest), what: 'reminder', audiences: remindedOf(findings), findings, day };
}

const reminder = (day: number): string => `reminder-${day}`;

/** Every reminder has been said, and what only others can mend still stands. */
export function isUnanswered({ look, policy }: ReviewState): boolean {
  const last = policy?.reminderDays.at(-1);
  return (
    look !== null &&
    last !== undefined &&
    warrantsHold(look.facts.findings) &&
    look.facts.told.includes(reminder(last))
  );
}

/** Ids of findings never hold a comma: Stripe's words and names of capabilities are letters, dots and underscores. */
const saidIn = (told: readonly string[]): readonly string[] =>
  told.filter((rung) => rung.startsWith(FOUND)).flatMap((rung) => rung.slice(FOUND.length).split(','));

/** The seller hears of all of it: their payouts are held, or something is due. What is soft is theirs alone. */
function audiencesOf(findings: readonly ReviewFinding[]): readonly Audience[] {
  if (!warrantsHold(findings)) return ['seller'];
  return findings.some(({ kind }) => kind === 'rejected') ? ['seller', 'team', 'risk'] : ['seller', 'team'];
}

/** Who can do something about it. */
function remindedOf(findings: readonly ReviewFinding[]): readonly Audience[] {
  const isSellers = findings.some(({ mendedBy }) => mendedBy === 'seller');
  return [
    ...(isSellers ? (['seller'] as const) : []),
    ...(warrantsHold(findings) ? (['team'] as const) : []),
  ];
}
