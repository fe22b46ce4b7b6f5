import type { Moment } from '../clock';
import { FLOWS, type Finding, type Flow } from './finding';
import { preflight, type GuardPolicy } from './preflight';
import type { AccountRecord } from './record';

export type FindingsByFlow = { readonly [F in Flow]: readonly Finding[] };

/**
 * What stands against each flow by the account's standing alone: without a move, its currency and charges, and without
 * what the books say of it.
 */
export function findingsOf(record: AccountRecord, now: Moment, policy: GuardPolicy): FindingsByFlow {
  const facts = {
    account: record.account,
    record,
    currency: null,
    chargeModel: null,
    holdReasons: [],
    openCases: [],
    openDisputes: [],
    leavesMinor: null,
  };
  const found = FLOWS.map((flow) => [flow, preflight(flow, facts, now, policy)] as const);
  return Object.fromEntries(found) as FindingsByFlow;
}

/** Equal where nothing has come, gone or changed. */
export function sameFindings(one: Partial<FindingsByFlow>, other: Partial<FindingsByFlow>): boolean {
  return fingerprint(one) === fingerprint(other);
}

const fingerprint = (findings: Partial<FindingsByFlow>): string =>
  JSON.stringify(
    FLOWS.map((flow) => (findings[flow] ?? []).map(({ check, severity, saw }) => [check, severity, saw])),
  );

/** True where the policy lets nothing through: a hard finding, or a soft one that it holds. */
export function isStopped(findings: readonly Finding[], policy: Pick<GuardPolicy, 'guard'>): boolean {
  return findings.some(({ severity }) => severity === 'hard' || policy.guard.softHalt === 'hold');
}

/** The next of Stripe's deadlines of either list (clock time), or null. */
export function soonestDeadlineMs(record: AccountRecord): number | null {
  const deadlines = [
    record.requirements.currentDeadlineMs,
    record.futureRequirements.currentDeadlineMs,
  ].filter((ms) => ms !== null);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
