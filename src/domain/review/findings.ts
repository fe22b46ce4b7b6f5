import { DAY_MS, type Moment } from '../clock';
import type { Flow } from '../account/finding';
import { type GuardPolicy, preflight } from '../account/preflight';
import type { AccountRecord, RequirementBuckets } from '../account/record';
import type { Currency } from '../money';

export type FindingKind =
  /** Stripe, or the platform, wants nothing to do with the account any more. */
  | 'rejected'
  | 'disabled'
  | 'past_due'
  /** A capability that was active before and is not now. */
  | 'capability'
  /** Something is due inside the policy's window. */
  | 'deadline'
  /** A check stopped money for a reason that none of the above names. */
  | 'preflight'
  | 'person';

/** Why an account is reviewed. Names, states and days; nothing personal. */
export interface ReviewFinding {
  /** The same while it is the same finding: `disabled:under_review`, `capability:transfers`, `deadline:2027-03-01`. */
  readonly id: string;
  readonly kind: FindingKind;
  /** `soft`: payouts are not held for it. */
  readonly severity: 'hard' | 'soft';
  readonly saw: string;
  readonly clears: string;
  /** Who can clear it. */
  readonly mendedBy: 'seller' | 'stripe' | 'platform';
}

/** What somebody or something asked to be looked into; it stands beside what Stripe says of the account. */
export type Asked =
  | { readonly kind: 'person'; readonly by: string; readonly reason: string; readonly atMs: number }
  | {
      readonly kind: 'preflight';
      readonly flow: Flow;
      readonly currency: Currency | null;
      readonly atMs: number;
    };

/** What a review is judged by. */
export interface Evidence {
  /** Null where nobody has looked at the account yet. */
  readonly record: AccountRecord | null;
  /** Capabilities that were seen active at some time. */
  readonly onceActive: readonly string[];
  readonly asked: readonly Asked[];
}

/** What stands against an account now. Pure: a deadline enters the window by time alone. */
export function reviewFindings(
  { record, onceActive, asked }: Evidence,
  now: Moment,
  policy: GuardPolicy,
): readonly ReviewFinding[] {
  const ofStanding = record === null ? [] : standing(record, onceActive, now.clockMs, policy);
  return [
    ...ofStanding,
    ...(record === null ? [] : stopped(record, asked, ofStanding, now, policy)),
    ...byPeople(asked),
  ];
}

/** Payouts are held while one of these stands. */
export const warrantsHold = (findings: readonly ReviewFinding[]): boolean =>
  findings.some(({ severity }) => severity === 'hard');

export const isRejectedNow = (findings: readonly ReviewFinding[]): boolean =>
  findings.some(({ kind }) => kind === 'rejected');

function standing(
  record: AccountRecord,
  onceActive: readonly string[],
  nowMs: number,
  policy: GuardPolicy,
): readonly ReviewFinding[] {
  const { disabledReason, requirements } = record;
  const shut = disabledReason === null ? [] : [disabled(disabledReason)];
  // What else a rejected account lacks follows from that, and no seller can mend it.
  if (isRejectedNow(shut)) return shut;
  return [
    ...shut,
    ...(requirements.pastDue.length === 0 ? [] : [pastDue(requirements.pastDue)]),
    ...leftActive(record, onceActive),
    ...deadlines(record, nowMs, policy),
  ];
}

function disabled(reason: string): ReviewFinding {
  const isRejected = /^rejected(\.|$)/.test(reason);
  const isSellers = /^(requirements\.past_due|action_required\.)/.test(reason);
  return {
    id: `disabled:${reason}`,
    kind: isRejected ? 'rejected' : 'disabled',
    severity: 'hard',
    saw: `disabled_reason ${reason}`,
    clears: isRejected
      ? 'Stripe takes the rejection back; one by the platform itself can be undone with "bin/recoup review unreject"'
      : isSellers
        ? 'the seller provides what Stripe asks for'
        : 'Stripe ends its own look at the account',
    mendedBy: isSellers ? 'seller' : /^rejected\.platform_|^platform_/.test(reason) ? 'platform' : 'stripe',
  };
}

const pastDue = (names: readonly string[]): ReviewFinding => ({
  id: 'past_due',
  kind: 'past_due',
  severity: 'hard',
  saw: `past due: ${some(names)}`,
  clears: 'the seller provides it',
  mendedBy: 'seller',
});

function leftActive(
  { capabilities }: AccountRecord,
  onceActive: readonly string[],
): readonly ReviewFinding[] {
  return Object.entries(capabilities)
    .filter(([name, { state }]) => state !== 'active' && onceActive.includes(name))
    .map(([name, { word, sinceMs }]) => ({
      id: `capability:${name}`,
      kind: 'capability' as const,
      severity: 'hard' as const,
      saw: `${name} is ${word} since ${day(sinceMs)}, and was active`,
      clears: `${name} is active again: the seller's requirements at Stripe say what is missing`,
      mendedBy: 'seller' as const,
    }));
}

function deadlines(
  { requirements, futureRequirements }: AccountRecord,
  nowMs: number,
  { guard }: GuardPolicy,
): readonly ReviewFinding[] {
  const untilMs = nowMs + guard.deadlineWindowDays * DAY_MS;
  const found = [requirements, futureRequirements].flatMap((buckets) => {
    const deadlineMs = buckets.currentDeadlineMs;
    const names = namesIn(buckets);
    if (deadlineMs === null || deadlineMs > untilMs || names.length === 0) return [];
    return [
      {
        id: `deadline:${day(deadlineMs)}`,
        kind: 'deadline' as const,
        severity: 'soft' as const,
        saw: `due by ${day(deadlineMs)}: ${some(names)}`,
        clears: 'the seller provides it before that day',
        mendedBy: 'seller' as const,
      },
    ];
  });
  return found.filter(({ id }, index) => found.findIndex((one) => one.id === id) === index);
}

function namesIn(list: RequirementBuckets): readonly string[] {
  const all = [...list.pastDue, ...list.currentlyDue, ...list.eventuallyDue, ...list.pendingVerification];
  return [...new Set(all)];
}

/** Money that a check stopped: what still stops it, where it is not said already. */
function stopped(
  record: AccountRecord,
  asked: readonly Asked[],
  said: readonly ReviewFinding[],
  now: Moment,
  policy: GuardPolicy,
): readonly ReviewFinding[] {
  const isSaid = (check: string): boolean =>
    said.some(({ kind }) => kind === check || (kind === 'rejected' && check === 'disabled'));
  const found = new Map<string, ReviewFinding>();
  for (const one of asked) {
    if (one.kind !== 'preflight') continue;
    const still = preflight(one.flow, standingOnly(record, one.currency), now, policy).filter(
      ({ check, severity }) => severity === 'hard' && check !== 'facts_age' && !isSaid(check),
    );
    if (still.length === 0) continue;
    const id = `preflight:${one.flow}`;
    found.set(id, {
      id,
      kind: 'preflight',
      severity: 'hard',
      saw: `a ${one.flow.replaceAll('_', ' ')} was stopped: ${still.map(({ saw }) => saw).join('; ')}`,
      clears: [...new Set(still.map(({ clears }) => clears))].join('; '),
      mendedBy: 'seller',
    });
  }
  return [...found.values()];
}

/** Holds, cases and disputes have flows of their own. */
const standingOnly = (record: AccountRecord, currency: Currency | null) => ({
  account: record.account,
  record,
  currency,
  chargeModel: null,
  holdReasons: [],
  openCases: [],
  openDisputes: [],
  leavesMinor: null,
});

function byPeople(asked: readonly Asked[]): readonly ReviewFinding[] {
  const people = asked.filter((one) => one.kind === 'person');
  if (people.length === 0) return [];
  return [
    {
      id: 'person',
      kind: 'person',
      severity: 'hard',
      saw: people.map(({ by, reason }) => `${by}: ${reason}`).join('; '),
      clears: 'a person says so: "bin/recoup review resolve"',
      mendedBy: 'platform',
    },
  ];
}

const SHOWN = 5;

const some = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
