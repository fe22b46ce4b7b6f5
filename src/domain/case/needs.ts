import { isExhausted } from '../attempts';
import { DAY_MS } from '../clock';
import { answerStep } from './step';
import { atRiskMinor, owedMinor, returnRoute, returnedDebits, unsettledDebit, type CaseFacts } from './facts';
import { claimsOldMs, gateIsOpen } from './ladder';
import type { CasePolicy } from './policy';
import type { CaseAttention, CaseState } from './state';

/** Which of the case's conditions need a person now. Raised when they begin, settled when they end. */
export function needsPerson(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): readonly CaseAttention[] {
  if (atRiskMinor(facts) === 0 && facts.unexplainedMinor === 0 && facts.unsettledMoves === 0) return [];
  const needs: CaseAttention[] = [];
  const add = (need: CaseAttention, holds: boolean): void => {
    if (holds) needs.push(need);
  };
  const returned = returnedDebits(facts);
  const debitWaits = unsettledDebit(facts) !== undefined;
  const spoken = state.waitForClearing || state.gateAnswer !== null;
  const dayMs = nowMs - facts.negativeSinceMs;

  add('currency_without_policy', !policy.knowsCurrency);
  add('losses_unknown', facts.losses === 'unknown');
  add('unreachable', !facts.reachable);
  add('books_differ', facts.unexplainedMinor !== 0);
  add('no_way_to_collect', facts.shortfallMinor >= policy.tooSmallMinor && noDebitPossible(facts) && !spoken);
  add(
    'claims_need_a_person',
    facts.claims.some((claim) => !isCollectable(facts, claim.form)) && facts.shortfallMinor === 0,
  );
  // Stripe goes on trying: each attempt would settle this and each return raise it again.
  const stillOwed = facts.shortfallMinor > 0 || debitWaits;
  add('debits_returned', returned.length >= policy.returnedBeforePerson && stillOwed && !spoken);
  const lastRoute = returned[0] === undefined ? null : returnRoute(returned[0].failureCode);
  add('debit_needs_a_person', stillOwed && lastRoute === 'a_person' && !spoken);
  add('no_debit_seen', noDebitSeen(facts, nowMs));
  add('gate', gateIsOpen(state, policy, facts));
  add(
    'clearing_late',
    facts.shortfallMinor > 0 && facts.losses === 'platform' && dayMs >= policy.clearingAttentionDay * DAY_MS,
  );
  add(
    'move_unknown',
    state.unknownSinceMs !== null && nowMs >= state.unknownSinceMs + policy.unknownAttentionMs,
  );
  add(
    'answer_waits',
    state.asks.some((ask) => state.attempts[answerStep(ask)] !== undefined),
  );
  add('unassigned', isUnassigned(state, policy, facts));
  add('hold_limit', facts.holdSet && facts.holdLimit !== null && nowMs >= facts.holdLimit.warnMs);
  add('payout_schedule_changed', facts.scheduleChanged);
  add('reject_account', state.gateAnswer === 'reject' && !facts.rejected);
  add('claims_old', claimsAreOld(state, policy, facts, nowMs));
  add(
    'step_exhausted',
    Object.keys(state.attempts).some((step) => isExhausted(state.attempts, step)),
  );
  return needs;
}

/** An account debit needs the account's default currency and its authority; a refused reversal only its transfer. */
export function isCollectable(facts: CaseFacts, form: string): boolean {
  return form === 'reversal' || (facts.isDefaultCurrency && facts.reachable);
}

function noDebitPossible(facts: CaseFacts): boolean {
  return facts.debit.possible !== 'yes' && facts.pendingMinor < facts.shortfallMinor;
}

function noDebitSeen(facts: CaseFacts, nowMs: number): boolean {
  const { debit } = facts;
  return (
    facts.shortfallMinor > 0 &&
    debit.expectedByMs !== null &&
    debit.debits.length === 0 &&
    nowMs >= debit.expectedByMs
  );
}

function claimsAreOld(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): boolean {
  return state.handledBy === null && facts.claims.length > 0 && nowMs >= claimsOldMs(policy, facts);
}

function isUnassigned(state: CaseState, policy: CasePolicy, facts: CaseFacts): boolean {
  return policy.knowsCurrency && state.assignee === null && owedMinor(facts) >= policy.namedFromMinor;
}
