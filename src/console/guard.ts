import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { isLoopback, isLoopbackHostHeader, PublicBindError } from './loopback';

/**
 * Nobody signs in here, so whoever is not on this machine is turned away: by the address that they reached, however
 * the server was bound, and by the name that their browser asked for.
 */
export async function guard(app: FastifyInstance): Promise<void> {
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
  app.addHook('onRequest', async (request, reply) => {
    const reached = request.socket.localAddress?.replace(/^::ffff:/, '');
    if (reached !== undefined && !isLoopback(reached)) {
      return reply.status(403).type('text/plain').send(new PublicBindError(reached).message);
    }
    if (!isLoopbackHostHeader(request.headers.host)) {
      return reply
        .status(421)
        .type('text/plain')
        .send(
          'This console answers to localhost only: use http://localhost or http://127.0.0.1 with its port.',
        );
    }
    reply.header('cache-control', 'no-store');
    return undefined;
  });
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
