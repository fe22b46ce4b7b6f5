import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { prettifyError, z } from 'zod';
import { askForRuns, type RunWish } from '../activities/payout/ask-run';
import { earningsJson, readCsv, readJson } from '../activities/payout/earnings-file';
import { RunRefused } from '../activities/payout/run-refused';
import { type Clock, momentAt } from '../domain/clock';
import { accountId } from '../domain/ids';
import { currency } from '../domain/money';
import { problemsText } from '../domain/payout/earnings';
import { type PayoutDate, payoutDate } from '../domain/payout/run-id';
import type { Database } from '../store/database';
import { raiseWake } from '../store/wakes';
import { answerFailure, idempotencyKey, problem, refuseStrangers } from './api-edge';
import { path } from './format';

export interface PayoutApiDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
}

const head = {
  date: z.string(),
  by: z.string().trim().min(1).max(200),
  dryRun: z.boolean().default(false),
};

const wish = z.discriminatedUnion('mode', [
  z
    .strictObject({
      ...head,
      mode: z.literal('transfer'),
      earnings: earningsJson.optional(),
      csv: z.string().optional(),
    })
    .refine(({ earnings, csv }) => (earnings === undefined) !== (csv === undefined), {
      path: ['earnings'],
      message: 'earnings as a list, or csv as text: one of the two',
    }),
  z.strictObject({
    ...head,
    mode: z.literal('payout'),
    currency: z.string().regex(/^[A-Za-z]{3}$/, 'a three-letter code, such as eur'),
    accounts: z
      .array(z.string().regex(/^acct_[A-Za-z0-9_]{1,190}$/, 'an account: acct_…'))
      .min(1)
      .optional(),
  }),
]);

/** Some hundred thousand lines. */
const MOST_BYTES = 50_000_000;

/**
 * `POST /api/v1/payout-runs`: asks for a run, once for each `Idempotency-Key`, from this machine alone (see `guard`).
 * All of it is begun, or nothing: a refusal says what is wrong, line by line.
 */
export function addPayoutApi(app: FastifyInstance, deps: PayoutApiDeps): void {
  app.post('/api/v1/payout-runs', {
    bodyLimit: MOST_BYTES,
    onRequest: refuseStrangers('Payouts'),
    errorHandler: answerFailure('a payout run could not be asked for'),
    handler: (request, reply) => ask(deps, request, reply),
  });
}

async function ask(deps: PayoutApiDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const key = idempotencyKey(request, reply, 'run');
  if (key === null) return reply;
  const read = wish.safeParse(request.body);
  if (!read.success) return problem(reply, 400, 'bad_request', prettifyError(read.error));
  const { by, dryRun } = read.data;
  try {
    const asked = { wish: wishOf(read.data), date: dayOf(read.data.date), dryRun, by, idempotencyKey: key };
    const { kind, runs } = await askForRuns(
      { db: deps.db, raiseWake },
      asked,
      momentAt(deps.clock, deps.wallNow()),
    );
    return await reply
      .status(kind === 'asked' ? 202 : 200)
      .header('location', path('api', 'v1', 'payout-runs', runs[0] ?? ''))
      .send({ runs, state: kind });
  } catch (error) {
    if (!(error instanceof RunRefused)) throw error;
    const status = error.code === 'already_run' || error.code === 'key_used' ? 409 : 422;
    return problem(reply, status, error.code, error.message);
  }
}

function wishOf(asked: z.output<typeof wish>): RunWish {
  if (asked.mode === 'payout') {
    const accounts = asked.accounts === undefined ? null : asked.accounts.map((one) => accountId(one));
    return { mode: 'payout', currency: currency(asked.currency), accounts };
  }
  const { lines, problems } = asked.csv === undefined ? readJson(asked.earnings ?? []) : readCsv(asked.csv);
  if (problems.length > 0) {
    throw new RunRefused('bad_earnings', `Nothing was begun:\n${problemsText(problems)}`);
  }
  return { mode: 'transfer', earnings: lines };
}

function dayOf(text: string): PayoutDate {
  try {
    return payoutDate(text);
  } catch (error) {
    throw new RunRefused('bad_date', error instanceof Error ? error.message : String(error));
  }
}
