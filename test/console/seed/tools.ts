import { DAY_MS, momentAt, toWall, type Clock } from '../../../src/domain/clock';
import {
  accountId,
  disputeId,
  disputeWorkflowId,
  objectCause,
  type AccountId,
} from '../../../src/domain/ids';
import type { Movement } from '../../../src/domain/ledger/movement';
import { currency } from '../../../src/domain/money';
import { moveKey, type Move } from '../../../src/domain/moves';
import type { Tx } from '../../../src/store/database';
import { appendDecision } from '../../../src/store/decisions';
import { createLedger } from '../../../src/store/ledger';
import { insertMove, markMoved, markRefused } from '../../../src/store/money-moves';
import { raiseWake } from '../../../src/store/wakes';

/** Two seconds are a day; it is day 160 or so of the run. */
export const NOW_WALL = Date.parse('2026-11-22T12:00:00Z');
export const CLOCK: Clock = { originMs: NOW_WALL - 165 * 2_000, msPerDay: 2_000 };
export const NOW = CLOCK.originMs + 165 * DAY_MS;

export const daysAgo = (days: number): number => NOW - days * DAY_MS;
export const at = (clockMs: number) => momentAt(CLOCK, toWall(CLOCK, clockMs));
export const [usd, eur, gbp, jpy] = [currency('usd'), currency('eur'), currency('gbp'), currency('jpy')];

export const SELLERS = {
  ridge: accountId('acct_1RidgeOutdoor'),
  harbour: accountId('acct_1HarbourTea'),
  kiefer: accountId('acct_1KieferHolz'),
  sakura: accountId('acct_1SakuraPaper'),
};

export const ledger = createLedger(raiseWake);

export async function dispute(
  tx: Tx,
  id: string,
  row: {
    amount: number;
    code: string;
    status: string;
    reason: string;
    days: number;
    state: string;
    final: boolean;
  },
): Promise<void> {
  await tx
    .insertInto('disputes')
    .values({
      dispute_id: id,
      account: null,
      charge_id: `ch_${id.slice(3)}`,
      workflow_id: disputeWorkflowId(disputeId(id)),
      currency: row.code,
      amount_minor: row.amount,
      status: row.status,
      reason: row.reason,
      is_final: row.final,
      opened_clock: new Date(daysAgo(row.days)),
      evidence_due_clock: new Date(daysAgo(row.days - 9)),
      state: row.state,
      closed_clock: row.final ? new Date(daysAgo(row.days - 20)) : null,
    })
    .execute();
}

/** A move with its decision, its outcome and its bookings, as the door writes them. */
export async function move(
  tx: Tx,
  made: Move,
  days: number,
  outcome: { id: string } | { refused: string },
): Promise<void> {
  const when = at(daysAgo(days));
  const action = { call: 'transfers', amount: made.amountMinor, key: moveKey(made) };
  const decisionId = await appendDecision(
    tx,
    {
      kind: made.kind,
      subject: made.workflowId,
      actor: 'recoup',
      inputs: {
        facts: { cause: made.cause, targetMinor: made.amountMinor, takenMinor: 0, n: made.n },
        preflight: 'pass',
      },
      reason: `take ${made.amountMinor} ${made.currency} for ${made.cause}`,
      policyHash: '9f2c41d07ab3',
      action,
      verdict: 'acted',
    },
    when,
  );
  const row = await insertMove(tx, { move: made, call: action }, moveKey(made), decisionId, when);
  if ('refused' in outcome) {
    await markRefused(tx, row.key, outcome.refused, 'Insufficient funds in the account.', when.wallMs);
    return;
  }
  await markMoved(tx, row.key, { stripeId: outcome.id, counterpartId: null }, when.wallMs);
  await ledger.bookMove(tx, made, outcome.id, daysAgo(days));
}

export const base = (account: AccountId, cause: string, amountMinor: number, code: string) => ({
  cause: objectCause(cause),
  part: 'principal' as const,
  account,
  amountMinor,
  currency: currency(code),
  n: 0,
  workflowId: disputeWorkflowId(disputeId(cause)),
  claimId: null,
});

export function transit(
  id: string,
  days: number,
  amountMinor: number,
  code: string,
  cause: string,
  type: string,
): Movement {
  return {
    balanceTransaction: id,
    type,
    effectiveMs: daysAgo(days),
    amountMinor,
    currency: currency(code),
    meaning: {
      kind: 'transit',
      cause: objectCause(cause),
      part: 'principal',
      sinceMs: daysAgo(days),
      transferAmountMinor: Math.abs(amountMinor),
      transferCurrency: currency(code),
    },
  };
}

export function bank(
  id: string,
  days: number,
  amountMinor: number,
  code: string,
  returns: string | null,
): Movement {
  return {
    balanceTransaction: id,
    type: returns === null ? 'payout' : 'payout_failure',
    effectiveMs: daysAgo(days),
    amountMinor,
    currency: currency(code),
    meaning: { kind: 'bank', returns },
  };
}

export const sale = (id: string, days: number, amountMinor: number, code: string): Movement => ({
  balanceTransaction: id,
  type: 'payment',
  effectiveMs: daysAgo(days),
  amountMinor,
  currency: currency(code),
  meaning: { kind: 'income' },
});
