import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { prettifyError, z } from 'zod';
import { type Clock, momentAt } from '../domain/clock';
import { accountId, chargeId, refundWorkflowId } from '../domain/ids';
import { currency } from '../domain/money';
import { REFUND_REASONS } from '../domain/moves';
import type { Database } from '../store/database';
import { requestRefund, type RefundRequest } from '../store/refund-requests';
import { transact } from '../store/transact';
import { raiseWake } from '../store/wakes';
import { answerFailure, idempotencyKey, problem, refuseStrangers } from './api-edge';
import { path } from './format';

export interface RefundApiDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
}

const wish = z
  .strictObject({
    charge: z.string().regex(/^(ch|py)_[A-Za-z0-9_]{1,190}$/, 'a charge: ch_… or py_…'),
    account: z
      .string()
      .regex(/^acct_[A-Za-z0-9_]{1,190}$/, 'an account, for a direct charge: acct_…')
      .nullish(),
    amountMinor: z.int().min(1).nullish(),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'a three-letter code, such as usd')
      .nullish(),
    reason: z.enum(REFUND_REASONS).nullish(),
    by: z.string().trim().min(1).max(200),
  })
  .refine(({ amountMinor, currency: code }) => (amountMinor == null) === (code == null), {
    path: ['currency'],
    message: 'amountMinor and currency belong together; without both, all that is left is refunded',
  });

const MOST_BYTES = 10_000;

/**
 * `POST /api/v1/refunds`: asks for a refund, once for each `Idempotency-Key`. Only from this machine (see `guard`),
 * and never for a page elsewhere. Who asks must say so; above the policy's amount somebody else approves.
 */
export function addRefundApi(app: FastifyInstance, deps: RefundApiDeps): void {
  app.post('/api/v1/refunds', {
    bodyLimit: MOST_BYTES,
    onRequest: refuseStrangers('Refunds'),
    errorHandler: answerFailure('a refund could not be asked for'),
    handler: (request, reply) => ask(deps, request, reply),
  });
}

async function ask(
  { db, clock, wallNow }: RefundApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = idempotencyKey(request, reply, 'refund');
  if (key === null) return reply;
  const read = wish.safeParse(request.body);
  if (!read.success) return problem(reply, 400, 'bad_request', prettifyError(read.error));
  const { by, charge, account, amountMinor, currency: code, reason } = read.data;
  const asked: RefundRequest = {
    charge: chargeId(charge),
    account: account == null ? null : accountId(account),
    amountMinor: amountMinor ?? null,
    currency: code == null ? null : currency(code),
    reason: reason ?? null,
  };
  const { kind, subject } = await transact(db, (tx) =>
    requestRefund(tx, raiseWake, { idempotencyKey: key, by, request: asked }, momentAt(clock, wallNow())),
  );
  if (kind === 'other') {
    return problem(
      reply,
      409,
      'key_used',
      `This Idempotency-Key was used for another refund, ${subject}. Nothing was asked for; use a new key.`,
    );
  }
  return reply
    .status(kind === 'asked' ? 202 : 200)
    .header('location', path('api', 'v1', 'refunds', subject))
    .send({ refund: subject, workflow: refundWorkflowId(subject), state: kind });
}
