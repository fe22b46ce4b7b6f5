import { type Clock, DAY_MS, HOUR_MS, wallSpan } from '../clock';
import type { Currency } from '../money';
import { type Audience, type Policy, amountFor } from '../policy/policy';

export interface CaseRung {
  readonly name: string;
  readonly day: number;
  readonly audiences: readonly Audience[];
}

/** The policy as one case needs it: amounts of its currency, spans in clock milliseconds, no tables. */
export interface CasePolicy {
  readonly hash: string;
  /** False where the policy has no amounts for the currency: a person decides, nothing moves by itself. */
  readonly knowsCurrency: boolean;
  readonly tooSmallMinor: number;
  readonly holdFromMinor: number;
  readonly smallestCollectionMinor: number;
  readonly growthPercent: number;
  readonly growthFromMinor: number;
  readonly returnedBeforePerson: number;
  /** From here on a named person looks after it, and finance is told. */
  readonly namedFromMinor: number;
  readonly financeFromMinor: number;
  /** Quiet towards the seller for so long after the balance went below zero. */
  readonly firstNoticeMs: number;
  readonly lookGapMs: number;
  readonly unknownAttentionMs: number;
  readonly ladder: readonly CaseRung[];
  readonly gateDays: readonly number[];
  readonly gateDefault: 'keepCollecting' | 'agency';
  readonly clearingDay: number;
  readonly watchFromDay: number;
  readonly clearingAttentionDay: number;
  readonly statementDays: readonly number[];
  readonly claimsKeptOpenMs: number;
}

export function casePolicy(policy: Policy, code: Currency, clock: Clock): CasePolicy {
  const amounts = [
    policy.tooSmall,
    policy.hold.from,
    policy.smallestCollection,
    policy.notices.announceGrowthFrom,
    policy.person.named,
    policy.person.finance,
  ];
  const known = amounts.every((table) => amountFor(table, code) !== null);
  return {
    hash: policy.hash,
    knowsCurrency: known,
    tooSmallMinor: amountFor(policy.tooSmall, code) ?? 0,
    holdFromMinor: amountFor(policy.hold.from, code) ?? 0,
    smallestCollectionMinor: amountFor(policy.smallestCollection, code) ?? 0,
    growthPercent: policy.notices.announceGrowthPercent,
    growthFromMinor: amountFor(policy.notices.announceGrowthFrom, code) ?? 0,
    returnedBeforePerson: policy.debit.returnedBeforePerson,
    namedFromMinor: amountFor(policy.person.named, code) ?? 0,
    financeFromMinor: amountFor(policy.person.finance, code) ?? 0,
    firstNoticeMs: policy.notices.firstAfterHours * HOUR_MS,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    unknownAttentionMs: wallSpan(clock, HOUR_MS),
    ladder: policy.ladder,
    gateDays: [policy.gate.day, ...policy.gate.repeatDays],
    gateDefault: policy.gate.default === 'agency' ? 'agency' : 'keepCollecting',
    clearingDay: policy.clearing.day,
    watchFromDay: policy.clearing.watchFromDay,
    clearingAttentionDay: policy.clearing.attentionDay,
    statementDays: policy.claims.statementDays,
    claimsKeptOpenMs: policy.claims.keptOpenDays * DAY_MS,
  };
}
