import type { FastifyReply, FastifyRequest } from 'fastify';

/** As long as Stripe takes them. */
const LONGEST_KEY = 255;

export const problem = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.status(status).send({ error: { code, message } });

/**
 * For what asks for money: only JSON, and never for a page elsewhere. A browser sends `application/json` to another
 * site only after asking, which nobody here answers.
 */
export const refuseStrangers =
  (things: string) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      await problem(reply, 403, 'other_site', `${things} are not asked for by pages of another site.`);
    } else if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      await problem(reply, 415, 'not_json', 'Send JSON, with the header Content-Type: application/json.');
    }
  };

/** The asker's key, or null where the reply says what is wrong with it. `thing`: what one is made for. */
export function idempotencyKey(request: FastifyRequest, reply: FastifyReply, thing: string): string | null {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && key.trim() !== '' && key.length <= LONGEST_KEY) return key.trim();
  void problem(
    reply,
    400,
    'no_key',
    `The header Idempotency-Key is missing, empty or longer than ${LONGEST_KEY} characters. Make one for each ${thing}, and send the same one again when you are not sure that it arrived.`,
  );
  return null;
}

interface Failure {
  readonly statusCode?: number;
  readonly message: string;
}

/** What fails before or behind the handler: `what` could not be done, and may be asked again with the same key. */
export const answerFailure =
  (what: string) =>
  (error: Failure, request: FastifyRequest, reply: FastifyReply): void => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      void problem(reply, status, 'bad_request', error.message);
      return;
    }
    request.log.error({ reason: error.message }, what);
    void problem(
      reply,
      503,
      'unavailable',
      'The database did not answer, so it is not known whether this was kept. Send it again with the same Idempotency-Key: it counts once.',
    );
  };
