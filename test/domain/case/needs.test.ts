import { describe, expect, test } from '@jest/globals';
import { MAX_TRIES } from '../../../src/domain/attempts';
import type { CaseFacts } from '../../../src/domain/case/facts';
import { needsPerson } from '../../../src/domain/case/needs';
import { nextStep } from '../../../src/domain/case/next-step';
import type { CasePolicy } from '../../../src/domain/case/policy';
import type { CaseAttention, CaseState } from '../../../src/domain/case/state';
import { askOf, claimOf, dayOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY } from '../../support/case-world';

interface Given {
  readonly facts: CaseFacts;
  readonly state?: Partial<CaseState>;
  readonly policy?: CasePolicy;
  readonly day?: number;
}

function needs({ facts, state, policy = CASE_POLICY, day = 2 }: Given): readonly CaseAttention[] {
  return needsPerson(
    lookedCase(facts, { ...(state === undefined ? {} : { state }), policy }),
    policy,
    facts,
    dayOf(day),
  );
}

const noDebit = (possible: CaseFacts['debit']['possible']) => ({
  debit: { possible, enabled: false, debits: [], expectedByMs: null, notice: null },
});
const expected: Pick<CaseFacts, 'debit'> = {
  debit: { possible: 'yes', enabled: true, debits: [], expectedByMs: dayOf(2), notice: null },
};
const onlyClaims = { shortfallMinor: 0, claims: [claimOf(1_500)] };
const spoken: Partial<CaseState> = { waitForClearing: true };
const twice = debited(
  debitOf('returned', 'insufficient_funds', 'po_2'),
  debitOf('returned', 'insufficient_funds', 'po_1'),
);
const spent = { look: { tries: MAX_TRIES, notBeforeMs: null, atHint: 0 } };
const tried = { 'answer:u-1': { tries: 1, notBeforeMs: null, atHint: 0 } };
const limited = { holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } };
const cleared = [{ collectionTransfer: 'ct_1', amountMinor: 1_500, atMs: dayOf(180) }];

/** What begins each need, and what ends it. */
const NEEDS: readonly (readonly [CaseAttention, Given, Given])[] = [
  [
    'currency_without_policy',
    { facts: factsOf(), policy: { ...CASE_POLICY, knowsCurrency: false } },
    { facts: factsOf() },
  ],
  ['losses_unknown', { facts: factsOf({ losses: 'unknown' }) }, { facts: factsOf() }],
  ['unreachable', { facts: factsOf({ reachable: false }) }, { facts: factsOf() }],
  ['books_differ', { facts: factsOf({ unexplainedMinor: -1 }) }, { facts: factsOf() }],
  [
    'no_way_to_collect',
    { facts: factsOf(noDebit('country')) },
    { facts: factsOf({ ...noDebit('country'), pendingMinor: 15_000 }) },
  ],
  [
    'no_way_to_collect',
    { facts: factsOf(noDebit('bank_errored')) },
    { facts: factsOf(noDebit('country')), state: spoken },
  ],
  [
    'claims_need_a_person',
    { facts: factsOf({ ...onlyClaims, isDefaultCurrency: false }) },
    { facts: factsOf({ shortfallMinor: 0, claims: [claimOf(1_500, 'reversal')], isDefaultCurrency: false }) },
  ],
  [
    'debits_returned',
    { facts: factsOf(twice) },
    { facts: factsOf(debited(debitOf('returned', 'insufficient_funds'))) },
  ],
  ['debits_returned', { facts: factsOf(twice) }, { facts: factsOf(twice), state: spoken }],
  [
    'debit_needs_a_person',
    { facts: factsOf(debited(debitOf('returned', 'debit_not_authorized'))) },
    { facts: factsOf(debited(debitOf('returned', 'account_closed'))) },
  ],
  [
    'debit_needs_a_person',
    { facts: factsOf(debited(debitOf('returned', 'a_code_of_tomorrow'))) },
    { facts: factsOf(debited(debitOf('attempted'), debitOf('returned', 'insufficient_funds', 'po_0'))) },
  ],
  [
    'no_debit_seen',
    {
      facts: factsOf({
        debit: { possible: 'yes', enabled: true, debits: [], expectedByMs: dayOf(2), notice: null },
      }),
    },
    { facts: factsOf(debited(debitOf('attempted'))) },
  ],
  [
    'gate',
    { facts: factsOf(), state: { told: ['day-150'] }, day: 150 },
    { facts: factsOf(), state: { told: ['day-150'], gateAnswer: 'keepCollecting' }, day: 150 },
  ],
  [
    'clearing_late',
    { facts: factsOf(), state: { told: ['day-150'] }, day: 194 },
    { facts: factsOf({ losses: 'unknown' }), day: 194 },
  ],
  [
    'move_unknown',
    { facts: factsOf({ unsettledMoves: 1 }), state: { unknownSinceMs: dayOf(1) } },
    { facts: factsOf({ unsettledMoves: 1 }), state: { unknownSinceMs: dayOf(2) } },
  ],
  [
    'claims_old',
    { facts: factsOf({ ...onlyClaims, cleared }), day: 180 + 365 },
    { facts: factsOf({ ...onlyClaims, cleared }), day: 180 + 364 },
  ],
  [
    'answer_waits',
    { facts: factsOf(), state: { asks: [askOf('forgive')], attempts: tried } },
    { facts: factsOf(), state: { asks: [askOf('forgive')] } },
  ],
  [
    'unassigned',
    { facts: factsOf({ shortfallMinor: 50_000 }) },
    { facts: factsOf({ shortfallMinor: 50_000 }), state: { assignee: 'ben' } },
  ],
  [
    'unassigned',
    { facts: factsOf({ shortfallMinor: 50_000 }) },
    { facts: factsOf({ shortfallMinor: 49_999 }) },
  ],
  ['hold_limit', { facts: factsOf(limited), day: 69 }, { facts: factsOf(limited), day: 68 }],
  [
    'hold_limit',
    { facts: factsOf(limited), day: 69 },
    { facts: factsOf({ ...limited, holdSet: false }), day: 69 },
  ],
  ['payout_schedule_changed', { facts: factsOf({ scheduleChanged: true }) }, { facts: factsOf() }],
  [
    'reject_account',
    { facts: factsOf(), state: { gateAnswer: 'reject' } },
    { facts: factsOf({ rejected: true }), state: { gateAnswer: 'reject' } },
  ],
  [
    'gate',
    { facts: factsOf(), state: { told: ['day-150'] }, day: 150 },
    { facts: factsOf(), state: { told: ['day-150'], asks: [askOf('forgive')] }, day: 150 },
  ],
  ['step_exhausted', { facts: factsOf(), state: { attempts: spent } }, { facts: factsOf() }],
  // What is owed no more, or only as claims.
  [
    'books_differ',
    { facts: factsOf({ shortfallMinor: 0, unexplainedMinor: 1 }) },
    { facts: factsOf({ shortfallMinor: 0 }) },
  ],
  [
    'unreachable',
    { facts: factsOf({ shortfallMinor: 0, unsettledMoves: 1, reachable: false }) },
    { facts: factsOf({ shortfallMinor: 0, reachable: false }) },
  ],
  [
    'claims_need_a_person',
    { facts: factsOf({ ...onlyClaims, reachable: false }) },
    { facts: factsOf({ claims: [claimOf(1_500)], reachable: false }) },
  ],
  [
    'debits_returned',
    { facts: factsOf({ ...onlyClaims, ...debited(debitOf('attempted'), ...twice.debit.debits) }) },
    { facts: factsOf({ ...onlyClaims, ...twice }) },
  ],
  ['clearing_late', { facts: factsOf(), day: 194 }, { facts: factsOf(onlyClaims), day: 194 }],
  ['clearing_late', { facts: factsOf(), day: 194 }, { facts: factsOf(), day: 193 }],
  ['no_debit_seen', { facts: factsOf(expected) }, { facts: factsOf({ ...onlyClaims, ...expected }) }],
  [
    'no_debit_seen',
    { facts: factsOf(expected) },
    { facts: factsOf({ debit: { ...expected.debit, debits: [debitOf('returned')] } }) },
  ],
  ['no_debit_seen', { facts: factsOf(expected) }, { facts: factsOf(expected), day: 1 }],
  [
    'claims_old',
    { facts: factsOf(onlyClaims), day: 365 },
    { facts: factsOf(onlyClaims), state: { handledBy: 'ben' }, day: 365 },
  ],
  ['claims_old', { facts: factsOf(onlyClaims), day: 365 }, { facts: factsOf(), day: 365 }],
  // Edges.
  [
    'no_way_to_collect',
    { facts: factsOf({ ...noDebit('country'), shortfallMinor: 500 }) },
    { facts: factsOf({ ...noDebit('country'), shortfallMinor: 499 }) },
  ],
  [
    'no_way_to_collect',
    { facts: factsOf({ ...noDebit('country'), pendingMinor: 14_999 }) },
    { facts: factsOf(noDebit('country')), state: { gateAnswer: 'agency' } },
  ],
  [
    'move_unknown',
    {
      facts: factsOf({ unsettledMoves: 1 }),
      state: { unknownSinceMs: dayOf(2) - CASE_POLICY.unknownAttentionMs },
    },
    {
      facts: factsOf({ unsettledMoves: 1 }),
      state: { unknownSinceMs: dayOf(2) - CASE_POLICY.unknownAttentionMs + 1 },
    },
  ],
];

describe('what only a person can settle', () => {
  test.each(NEEDS)(
    '%s is asked while its condition holds, and not where it does not',
    (need, begins, ends) => {
      expect(needs(begins)).toContain(need);
      expect(needs(ends)).not.toContain(need);
    },
  );

  test('is nothing in a case that goes its way', () => {
    expect(needs({ facts: factsOf() })).toEqual([]);
    expect(needs({ facts: factsOf(onlyClaims) })).toEqual([]);
  });

  test('is nothing where nothing is owed, whatever else is odd about the account', () => {
    expect(needs({ facts: factsOf({ shortfallMinor: 0, reachable: false, losses: 'unknown' }) })).toEqual([]);
  });

  test('is taken back when it does not hold any more', () => {
    const facts = factsOf({ shortfallMinor: 0, ...debited(debitOf('provisional')) });
    const state = lookedCase(facts, { state: { raised: ['unreachable', 'gate'] }, atMs: dayOf(2) });
    expect(nextStep({ ...state, told: ['day-1'] }, dayOf(2))).toEqual({
      kind: 'attend',
      raise: [],
      settle: ['unreachable', 'gate'],
    });
  });
});
