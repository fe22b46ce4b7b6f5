import type { MoveKey } from '../domain/ids';
import { formatMoney, currency } from '../domain/money';
import type { MoveOutcome } from '../domain/moves';
import { assertNever } from '../domain/never';
import { raiseAttention, settleAttention } from '../store/attention';
import type { Tx } from '../store/database';
import { wakeConcerned } from '../store/flow-wakes';
import {
  findMove,
  lockMove,
  markMoved,
  markRefused,
  storedRequest,
  type MoveRow,
} from '../store/money-moves';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';
import type { Made } from './stripe-call';

export function outcomeOf(row: MoveRow): MoveOutcome {
  const key = row.key as MoveKey;
  switch (row.state) {
    case 'moved':
      return { kind: 'moved', key, stripeId: row.stripe_id ?? '', amountMinor: row.amount_minor };
    case 'refused':
      return { kind: 'refused', key, code: row.failure_code ?? 'unknown' };
    case 'pending':
    case 'unknown':
      return { kind: 'unknown', key };
    default:
      return assertNever(row.state);
  }
}

/** What somebody else, who is at it, has made of it so far. */
export async function othersOutcome(deps: DoorDeps, row: MoveRow): Promise<MoveOutcome> {
  const now = (await findMove(deps.db, row.key as MoveKey)) ?? row;
  return now.state === 'moved' || now.state === 'refused' ? outcomeOf(now) : { kind: 'unavailable' };
}

/** The transaction after the call: outcome, books and wakes together. The first outcome that is written stands. */
export async function recordMoved(deps: DoorDeps, row: MoveRow, made: Made): Promise<MoveOutcome> {
  return settle(deps, row, async (tx) => {
    const at = momentOf(deps);
    const { move } = storedRequest(row);
    // First, so that what the move has reserved of claims is free to be booked.
    await markMoved(tx, row.key, made, at.wallMs);
    await deps.ledger.bookMove(tx, move, made.stripeId, at.clockMs);
    if (move.kind === 'refund') return;
    const { account, currency: code, cause, workflowId } = move;
    await wakeConcerned(tx, deps.raiseWake, { account, currency: code, cause, by: workflowId });
  });
}

export async function recordRefused(
  deps: DoorDeps,
  row: MoveRow,
  code: string,
  message: string,
): Promise<MoveOutcome> {
  return settle(deps, row, (tx) => markRefused(tx, row.key, code, message, deps.wallNow()));
}

/** The code of a move that a person has given up. Should it turn up at Stripe after all, that stands. */
export const GIVEN_UP = 'given_up';

const isFinal = (row: MoveRow): boolean =>
  row.state === 'moved' || (row.state === 'refused' && row.failure_code !== GIVEN_UP);

async function settle(deps: DoorDeps, row: MoveRow, write: (tx: Tx) => Promise<void>): Promise<MoveOutcome> {
  return transact(deps.db, async (tx) => {
    const locked = await lockMove(tx, row.key);
    if (locked === null || isFinal(locked)) return outcomeOf(locked ?? row);
    await write(tx);
    const at = momentOf(deps);
    await settleAttention(tx, unknownKey(row.key), 'recoup', at);
    await settleAttention(tx, answerKey(row.key), 'recoup', at);
    return outcomeOf((await lockMove(tx, row.key)) ?? row);
  });
}

const unknownKey = (key: string): string => `move:outcome_unknown:${key}`;
const answerKey = (key: string): string => `move:unknown_answer:${key}`;

/** An hour without knowing is a person's affair: only they may allow a new attempt. */
export async function raiseStillUnknown(deps: DoorDeps, row: MoveRow): Promise<void> {
  const amount = formatMoney(row.amount_minor, currency(row.currency));
  await raiseAttention(
    deps.db,
    {
      key: unknownKey(row.key),
      subject: row.workflow_id,
      kind: 'outcome_unknown',
      message:
        `What became of ${row.kind} of ${amount} (${row.key}) is not known: Stripe gave no clear answer and does ` +
        'not list it. Look for the key in the Dashboard’s logs; if it was not made, allow a new attempt.',
      command: `bin/recoup moves retry ${row.key} --by YOU`,
    },
    momentOf(deps),
  );
}

export async function raiseUnknownAnswer(deps: DoorDeps, row: MoveRow, what: string): Promise<void> {
  await raiseAttention(
    deps.db,
    {
      key: answerKey(row.key),
      subject: row.workflow_id,
      kind: 'unknown_answer',
      message: `${row.kind} ${row.key}: ${what}. It is looked for at Stripe, and not sent under another key.`,
      command: null,
    },
    momentOf(deps),
  );
}

/** Settles the open attention of a move that a person has decided about. */
export async function settleMoveAttention(tx: Tx, deps: DoorDeps, key: string, by: string): Promise<void> {
  const at = momentOf(deps);
  await settleAttention(tx, unknownKey(key), by, at);
  await settleAttention(tx, answerKey(key), by, at);
}
