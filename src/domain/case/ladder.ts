import { DAY_MS } from '../clock';
import type { Audience } from '../policy/policy';
import { endsShortfall } from './asks';
import { owedMinor, type CaseFacts } from './facts';
import { listeners, type Tell } from './listeners';
import { growthDue, newsDue } from './news';
import type { CasePolicy } from './policy';
import type { CaseState } from './state';

interface DueRung {
  readonly name: string;
  readonly day: number;
  readonly dueMs: number;
  readonly audiences: readonly Audience[];
}

const isGateDay = (policy: CasePolicy, day: number): boolean => policy.gateDays.includes(day);

/** Whether a person owes the decision that comes before Stripe's clearing. */
export function gateIsOpen(state: CaseState, policy: CasePolicy, facts: CaseFacts): boolean {
  const asked = policy.ladder.some((rung) => isGateDay(policy, rung.day) && state.told.includes(rung.name));
  const answered = state.gateAnswer !== null || state.asks.some(endsShortfall);
  return asked && !answered && facts.shortfallMinor > 0 && facts.cleared.length === 0;
}

/** From when on claims have been open for as long as the policy keeps them. */
export function claimsOldMs(policy: CasePolicy, facts: CaseFacts): number {
  return Math.max(facts.negativeSinceMs, facts.cleared.at(-1)?.atMs ?? 0) + policy.claimsKeptOpenMs;
}

/** A rung's own day; where the seller hears it, not within the quiet at the beginning. */
function quietOr(policy: CasePolicy, rung: CasePolicy['ladder'][number]): number {
  const dayMs = rung.day * DAY_MS;
  return rung.audiences.includes('seller') ? Math.max(dayMs, policy.firstNoticeMs) : dayMs;
}

/** Every dated rung of this case that is not told, in the order of its day. */
export function rungsAhead(state: CaseState, policy: CasePolicy, facts: CaseFacts): readonly DueRung[] {
  const answered = state.gateAnswer !== null || facts.shortfallMinor === 0;
  const ladder = policy.ladder
    .filter((rung) => !(isGateDay(policy, rung.day) && answered))
    .map((rung) => ({ ...rung, dueMs: facts.negativeSinceMs + quietOr(policy, rung) }));
  const lastCleared = facts.cleared.at(-1);
  const statements =
    lastCleared === undefined || facts.claims.length === 0
      ? []
      : policy.statementDays.map((day) => ({
          name: `statement-${day}`,
          day,
          dueMs: lastCleared.atMs + day * DAY_MS,
          audiences: ['seller'] as const,
        }));
  // What Stripe is about to take, a week ahead, for those who plan the platform's money.
  const forecast =
    facts.shortfallMinor > 0 && facts.losses === 'platform'
      ? [
          {
            name: 'forecast',
            day: policy.watchFromDay,
            dueMs: facts.negativeSinceMs + policy.watchFromDay * DAY_MS,
            audiences: ['finance'] as const,
          },
        ]
      : [];
  const writeOff =
    facts.claims.length === 0
      ? []
      : [
          {
            name: 'write-off-proposed',
            day: Math.floor(policy.claimsKeptOpenMs / DAY_MS),
            dueMs: claimsOldMs(policy, facts),
            audiences: ['finance'] as const,
          },
        ];
  return [...ladder, ...forecast, ...statements, ...writeOff]
    .filter((rung) => !state.told.includes(rung.name))
    .sort((one, other) => one.dueMs - other.dueMs);
}

/** The rung to say now. Overdue rungs collapse into the latest that somebody may hear. */
export function rungDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): Tell | null {
  if (owedMinor(facts) < policy.tooSmallMinor) return null;
  const news = newsDue(state, policy, facts, nowMs);
  if (news !== null) return news;
  if (state.waitForClearing) return null;
  const due = rungsAhead(state, policy, facts).filter((rung) => rung.dueMs <= nowMs);
  const audible = due.filter((rung) => listeners(state, facts, rung.audiences, nowMs).length > 0);
  const latest = audible.at(-1);
  if (latest === undefined) return growthDue(state, policy, facts, nowMs);
  return {
    kind: 'tell',
    rung: latest.name,
    day: latest.day,
    audiences: listeners(state, facts, latest.audiences, nowMs),
    collapsed: due.filter((rung) => rung !== latest && rung.dueMs <= latest.dueMs).map((rung) => rung.name),
    about: null,
  };
}
