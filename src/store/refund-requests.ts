import {
  type AccountId,
  type ChargeId,
  refundSubject,
  type RefundSubject,
  refundWorkflowId,
} from '../domain/ids';
import type { Moment } from '../domain/clock';
import type { RefundReason } from '../domain/moves';
import type { Currency } from '../domain/money';
import type { Database, Tx } from './database';
import { appendDecision } from './decisions';
import { hashOf } from './hash';
import type { RaiseWake } from './ports';
import { readRefund, type RefundRow } from './refunds';

/** What somebody asks for. It never changes: another wish is another request. */
export interface RefundRequest {
  readonly charge: ChargeId;
  /** Direct charges: the account on which the charge lives. */
  readonly account: AccountId | null;
  /** Minor units of `currency`; null: all that is left of the charge. */
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  readonly reason: RefundReason | null;
}

export type Requested =
  | { readonly kind: 'asked' | 'known'; readonly subject: RefundSubject }
  /** The key was used for something else before. */
  | { readonly kind: 'other'; readonly subject: RefundSubject };

/** The request's id, made from the asker's key: the same key names the same request for ever. */
export const requestSubject = (idempotencyKey: string): RefundSubject =>
  refundSubject(`rq_${hashOf(idempotencyKey).slice(0, 24)}`);

/**
 * Writes the request once and wakes its flow. The same key with the same wish is answered as known, and wakes nobody;
 * who asks first is who asked.
 */
export async function requestRefund(
  tx: Tx,
  raiseWake: RaiseWake,
  wish: { readonly idempotencyKey: string; readonly by: string; readonly request: RefundRequest },
  at: Moment,
): Promise<Requested> {
  const { idempotencyKey, by, request } = wish;
  const subject = requestSubject(idempotencyKey);
  const written = await tx
    .insertInto('refunds')
    .values({
      subject,
      workflow_id: refundWorkflowId(subject),
      account: request.account,
      charge_id: request.charge,
      refund_id: null,
      idempotency_key: idempotencyKey,
      request: JSON.stringify(request),
      requested_by: by,
      currency: request.currency,
      amount_minor: request.amountMinor,
      status: 'asked for',
      opened_clock: new Date(at.clockMs),
      state: 'open',
      sellers_answer: null,
      give_back_answer: null,
      updated_at: new Date(at.wallMs),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((written.numInsertedOrUpdatedRows ?? 0n) > 0n) {
    await raiseWake(tx, { kind: 'refund', refund: subject, account: request.account }, 'now');
    return { kind: 'asked', subject };
  }
  const before = await readRefund(tx, subject);
  return { kind: hashOf(before?.request ?? null) === hashOf({ ...request }) ? 'known' : 'other', subject };
}

/** What was asked for; null for refunds made elsewhere. */
export const requestIn = (row: Pick<RefundRow, 'request'> | null): RefundRequest | null =>
  // The column is written by `requestRefund` alone, and no statement changes it.
  (row?.request ?? null) as unknown as RefundRequest | null;

export interface RefundAnswer {
  readonly sellers: 'reverse' | 'claim' | 'keep' | null;
  readonly giveBack: 'send' | 'keep' | null;
}

/** A person's word on what a refund's flow asked: kept with a decision, after which the flow looks again. */
export async function answerRefund(
  tx: Tx,
  raiseWake: RaiseWake,
  subject: RefundSubject,
  answer: RefundAnswer,
  said: { readonly by: string; readonly reason: string },
  at: Moment,
): Promise<'done' | 'unknown'> {
  const row = await tx
    .updateTable('refunds')
    .set({
      ...(answer.sellers === null ? {} : { sellers_answer: answer.sellers }),
      ...(answer.giveBack === null ? {} : { give_back_answer: answer.giveBack }),
    })
    .where('subject', '=', subject)
    .returning(['account'])
    .executeTakeFirst();
  if (row === undefined) return 'unknown';
  await raiseWake(tx, { kind: 'refund', refund: subject, account: row.account }, 'now');
  await appendDecision(
    tx,
    {
      kind: 'refund_answer',
      subject: refundWorkflowId(subject),
      actor: said.by,
      inputs: {},
      reason: said.reason,
      policyHash: '',
      action: { refund: subject, sellers: answer.sellers, giveBack: answer.giveBack },
      verdict: 'recorded',
    },
    at,
  );
  return 'done';
}

/** Whether a request by this id was made here: an address in metadata is believed no further. */
export async function isRequested(db: Database | Tx, subject: RefundSubject): Promise<boolean> {
  const row = await db
    .selectFrom('refunds')
    .select('subject')
    .where('subject', '=', subject)
    .where('idempotency_key', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}
