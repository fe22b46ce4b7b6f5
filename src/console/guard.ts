import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asksForPassword } from './password';
import { addressReached, isLoopback, isLoopbackHostHeader, PublicBindError } from './loopback';

/**
 * Without a password nobody signs in, so whoever is not on this machine is turned away: by the address that they
 * reached, however the server was bound, and by the name that their browser asked for. With one, whoever has it may
 * look from anywhere, and change something only from this machine.
 */
export async function guard(app: FastifyInstance, password: string | null): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Loopback is plain HTTP; a browser told otherwise would refuse every other server of this machine.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', password === null ? onlyThisMachine : asksForPassword(password));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
}

async function onlyThisMachine(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const reached = addressReached(request);
  if (reached !== null && !isLoopback(reached)) {
    await reply.status(403).type('text/plain').send(new PublicBindError(reached).message);
  } else if (!isLoopbackHostHeader(request.headers.host)) {
    await reply
      .status(421)
      .type('text/plain')
      .send(
        'This console answers to localhost only: use http://localhost or http://127.0.0.1 with its port.',
      );
  }
}

/**
 * Starts to listen and answers the address as a URL. Port 0 lets the system choose.
 * @throws PublicBindError where the host is not this machine's own.
 */
export async function listenOnLoopback(
  app: FastifyInstance,
  { host = '127.0.0.1', port }: { readonly host?: string; readonly port: number },
): Promise<string> {
  if (!isLoopback(host)) throw new PublicBindError(host);
  return app.listen({ host, port });
}
