import { DAY_MS } from '../clock';
import type { Audience } from '../policy/policy';
import { owedMinor, returnedDebits, type CaseFacts } from './facts';
import type { CasePolicy } from './policy';
import { type CaseState, isPaused } from './state';
import type { CaseStep } from './step';

type Tell = Omit<Extract<CaseStep, { kind: 'tell' }>, 'attend'>;

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
  return asked && state.gateAnswer === null && facts.shortfallMinor > 0 && facts.cleared.length === 0;
}

/** From when on claims have been open for as long as the policy keeps them. */
export function claimsOldMs(policy: CasePolicy, facts: CaseFacts): number {
  return Math.max(facts.negativeSinceMs, facts.cleared.at(-1)?.atMs ?? 0) + policy.claimsKeptOpenMs;
}

/** Every dated rung of this case that is not told, in the order of its day. */
export function rungsAhead(state: CaseState, policy: CasePolicy, facts: CaseFacts): readonly DueRung[] {
  const answered = state.gateAnswer !== null || facts.shortfallMinor === 0;
  const ladder = policy.ladder
    .filter((rung) => !(isGateDay(policy, rung.day) && answered))
    .map((rung) => ({ ...rung, dueMs: facts.negativeSinceMs + rung.day * DAY_MS }));
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

/** Who may be told now: the seller not while paused, quiet, or while funds on their way cover what is owed. */
export function listeners(
  state: CaseState,
  facts: CaseFacts,
  audiences: readonly Audience[],
  nowMs: number,
): readonly Audience[] {
  const covered = facts.pendingMinor >= owedMinor(facts);
  const sellerIsSpared = isPaused(state, nowMs) || state.waitForClearing || covered || !facts.reachable;
  return audiences.filter((audience) => audience !== 'seller' || !sellerIsSpared);
}

/** News about one object, told as soon as it is known: a returned debit, a clearing. */
function newsDue(state: CaseState, facts: CaseFacts, nowMs: number): Tell | null {
  const oldestFirst = [...returnedDebits(facts)].reverse();
  const news: readonly (Pick<Tell, 'rung' | 'about'> & { readonly to: readonly Audience[] })[] = [
    ...oldestFirst.map(({ payout, failureCode, amountMinor }, index) => ({
      rung: `debit-returned-${payout}`,
      about: { kind: 'returnedDebit', failureCode, amountMinor, returned: index + 1 } as const,
      to: ['seller', 'team'] as const,
    })),
    ...facts.cleared.map(({ collectionTransfer, amountMinor }) => ({
      rung: `cleared-${collectionTransfer}`,
      about: { kind: 'cleared', collectionTransfer, amountMinor } as const,
      to: ['seller', 'finance'] as const,
    })),
  ];
  const first = news.find(({ rung }) => !state.told.includes(rung));
  if (first === undefined) return null;
  const { rung, about, to } = first;
  return {
    kind: 'tell',
    rung,
    day: null,
    audiences: listeners(state, facts, to, nowMs),
    collapsed: [],
    about,
  };
}

/** A debt that grew by the policy's share and amount since it was announced is announced again, once. */
function growthDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): Tell | null {
  if (state.announcedMinor === null || state.told.includes('grown')) return null;
  const grownMinor = owedMinor(facts) - state.announcedMinor;
  const isMuch =
    grownMinor >= policy.growthFromMinor && grownMinor * 100 >= state.announcedMinor * policy.growthPercent;
  const audiences = listeners(state, facts, ['seller'], nowMs);
  if (!isMuch || audiences.length === 0) return null;
  return { kind: 'tell', rung: 'grown', day: null, audiences, collapsed: [], about: null };
}

/** The rung to say now. Overdue rungs collapse into the latest that somebody may hear. */
export function rungDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): Tell | null {
  if (owedMinor(facts) < policy.tooSmallMinor) return null;
  const news = newsDue(state, facts, nowMs);
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
