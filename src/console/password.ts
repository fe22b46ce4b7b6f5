import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressReached, isLoopback } from './loopback';

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Lets in whoever gives the password by HTTP Basic, and anybody to the two probes. A browser sends a password that it
 * knows along with whatever a page elsewhere makes it post, so nothing is changed over the network.
 */
export function asksForPassword(password: string) {
  const expected = digest(password);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (PROBES.has(request.routeOptions.url ?? '')) return;
    if (!timingSafeEqual(digest(given(request.headers.authorization)), expected)) {
      await reply
        .status(401)
        .header('www-authenticate', 'Basic realm="Recoup", charset="UTF-8"')
        .type('text/plain')
        .send('This console asks for a password: any user name, and what RECOUP_CONSOLE_PASSWORD says.');
      return;
    }
    const reached = addressReached(request);
    if (!READING.has(request.method) && (reached === null || !isLoopback(reached))) {
      await reply
        .status(403)
        .type('text/plain')
        .send(
          'Over the network this console shows and changes nothing: ask from its own machine, or use bin/recoup.',
        );
    }
  };
}

function given(authorization: string | undefined): string {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

/** Of one length, so that a comparison takes the same time for every guess. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
