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
/** As long as Stripe takes them. */
const LONGEST_KEY = 255;

/**
 * `POST /api/v1/refunds`: asks for a refund, once for each `Idempotency-Key`. Only from this machine (see `guard`),
 * and never for a page elsewhere: a browser sends `application/json` to another site only after asking, which nobody
 * here answers. Who asks must say so; above the policy's amount somebody else approves.
 */
export function addRefundApi(app: FastifyInstance, deps: RefundApiDeps): void {
  app.post('/api/v1/refunds', {
    bodyLimit: MOST_BYTES,
    onRequest: (request, reply) => refuseStrangers(request, reply),
    errorHandler: (error: { readonly statusCode?: number; readonly message: string }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status < 500) {
        void problem(reply, status, 'bad_request', error.message);
        return;
      }
      request.log.error({ reason: error.message }, 'a refund could not be asked for');
      void problem(
        reply,
        503,
        'unavailable',
        'The database did not answer, so it is not known whether this was kept. Send it again with the same Idempotency-Key: it counts once.',
      );
    },
    handler: (request, reply) => ask(deps, request, reply),
  });
}

async function refuseStrangers(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    await problem(reply, 403, 'other_site', 'Refunds are not asked for by pages of another site.');
  } else if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    await problem(reply, 415, 'not_json', 'Send JSON, with the header Content-Type: application/json.');
  }
}

async function ask(
  { db, clock, wallNow }: RefundApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.trim() === '' || key.length > LONGEST_KEY) {
    return problem(
      reply,
      400,
      'no_key',
      `The header Idempotency-Key is missing, empty or longer than ${LONGEST_KEY} characters. Make one for each refund, and send the same one again when you are not sure that it arrived.`,
    );
  }
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
    requestRefund(
      tx,
      raiseWake,
      { idempotencyKey: key.trim(), by, request: asked },
      momentAt(clock, wallNow()),
    ),
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

const problem = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.status(status).send({ error: { code, message } });
