import { apply } from '../../src/domain/case/apply';
import type { Ask, AskOutcome } from '../../src/domain/case/asks';
import type { BankDebit, CaseFacts, ClaimFact } from '../../src/domain/case/facts';
import type { CasePolicy } from '../../src/domain/case/policy';
import { type CaseState, newCase } from '../../src/domain/case/state';
import { DAY_MS } from '../../src/domain/clock';
import type { CauseId, ClaimId } from '../../src/domain/ids';
import { ACCOUNT, CASE_POLICY, START_MS, USD } from './case-world';

export const dayOf = (day: number): number => START_MS + day * DAY_MS;

/** A US seller, 15 000 below zero since the start, whose bank can be debited. */
export function factsOf(change: Partial<CaseFacts> = {}): CaseFacts {
  const shortfallMinor = change.shortfallMinor ?? 15_000;
  return {
    number: 1,
    startedMs: START_MS,
    reachable: true,
    losses: 'platform',
    rejected: false,
    country: 'US',
    isDefaultCurrency: true,
    availableMinor: -shortfallMinor,
    pendingMinor: 0,
    shortfallMinor,
    claims: [],
    letGoMinor: 0,
    negativeSinceMs: START_MS,
    clearsAtMs: dayOf(180),
    cleared: [],
    collectionsReadMs: null,
    debit: { possible: 'yes', enabled: true, debits: [], expectedByMs: null, notice: null },
    holdSet: true,
    holdLimit: null,
    scheduleChanged: false,
    holdRisks: [],
    unsettledMoves: 0,
    unexplainedMinor: 0,
    policy: null,
    ...change,
  };
}

/** A case that has just looked, and found this. */
export function lookedCase(
  facts: CaseFacts,
  more: { readonly state?: Partial<CaseState>; readonly policy?: CasePolicy; readonly atMs?: number } = {},
): CaseState {
  const { policy = CASE_POLICY, atMs = START_MS } = more;
  const state = apply(newCase(ACCOUNT, USD), {
    kind: 'looked',
    facts: { ...facts, startedMs: atMs, policy },
    hints: 0,
    moves: 0,
    endedMs: atMs,
  });
  return { ...state, ...more.state };
}

export function claimOf(openMinor: number, form: ClaimFact['form'] = 'fee'): ClaimFact {
  return {
    claimId: `${form}:dp_1:${ACCOUNT}` as ClaimId,
    form,
    cause: 'dp_1' as CauseId,
    part: 'fee',
    openMinor,
    reservedMinor: 0,
    transfer: null,
    moves: 0,
  };
}

export function debitOf(
  stage: BankDebit['stage'],
  failureCode: string | null = null,
  payout = 'po_1',
): BankDebit {
  return {
    payout,
    amountMinor: 15_000,
    stage,
    failureCode,
    settlesAtMs: stage === 'provisional' ? dayOf(7) : null,
  };
}

export const debited = (...debits: readonly BankDebit[]): Pick<CaseFacts, 'debit'> => ({
  debit: { possible: 'yes', enabled: true, debits, expectedByMs: null, notice: null },
});

export function askOf(outcome: AskOutcome, change: Partial<Ask> = {}): Ask {
  return {
    id: 'u-1',
    by: 'ana',
    outcome,
    amountMinor: null,
    reference: null,
    claim: null,
    atMs: START_MS,
    waits: null,
    ...change,
  };
}
