import { type CauseId, objectCause, refundWorkflowId, type RefundSubject } from '../../domain/ids';
import type { Move } from '../../domain/moves';
import type { AskedFor } from '../../domain/refund/facts';
import type { Tx } from '../../store/database';
import { unsettledOfCause } from '../../store/money-moves';
import { requestIn } from '../../store/refund-requests';
import type { RefundRow } from '../../store/refunds';

/** What was asked for, with what became of the calls for it so far. Null: nobody asked here. */
export async function askedFor(
  tx: Tx,
  subject: RefundSubject,
  row: RefundRow | null,
): Promise<AskedFor | null> {
  const request = requestIn(row);
  if (row === null || request === null) return null;
  const calls = await tx
    .selectFrom('money_moves')
    .select(['state', 'failure_code'])
    .where('cause', '=', objectCause(subject))
    .where('kind', '=', 'refund')
    .where('state', 'in', ['moved', 'refused'])
    .orderBy('n')
    .execute();
  const last = calls.at(-1);
  return {
    amountMinor: request.amountMinor,
    currency: request.currency,
    reason: request.reason,
    moves: calls.length,
    refusedWith: last?.state === 'refused' ? (last.failure_code ?? 'unknown') : null,
    over: row.closed_clock !== null && row.refund_id === null,
  };
}

/** The row, with the refund that was made of a request since its last look. */
export async function withRefundMade(
  tx: Tx,
  subject: RefundSubject,
  row: RefundRow | null,
): Promise<RefundRow | null> {
  if (row === null || row.request === null || row.refund_id !== null) return row;
  const made = await tx
    .selectFrom('money_moves')
    .select('stripe_id')
    .where('cause', '=', objectCause(subject))
    .where('kind', '=', 'refund')
    .where('state', '=', 'moved')
    .executeTakeFirst();
  return made === undefined ? row : { ...row, refund_id: made.stripe_id };
}

/** Moves of this flow without a known outcome, oldest first: the refund itself, and what sellers bear of it. */
export async function unsettledOf(
  tx: Tx,
  subject: RefundSubject,
  cause: CauseId | null,
): Promise<readonly Move[]> {
  const causes = new Set<CauseId>([objectCause(subject), ...(cause === null ? [] : [cause])]);
  const moves: Move[] = [];
  for (const one of causes) moves.push(...(await unsettledOfCause(tx, one)));
  const flow = refundWorkflowId(subject);
  return moves.filter((move) => move.workflowId === flow);
}
