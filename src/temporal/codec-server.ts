import type { Payload, PayloadCodec } from '@temporalio/common';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CodecKeyError } from './codec';

const BODY_LIMIT_BYTES = 8_388_608;

const BODY = z.object({
  payloads: z.array(
    z.object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() }),
  ),
});

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  /** Whose pages may ask: the origin of Temporal's UI, such as http://127.0.0.1:8233; null for none. */
  readonly uiOrigin: string | null;
}

/**
 * What Temporal's UI and command line ask to show encrypted payloads (`POST /decode`) and to write them
 * (`POST /encode`). Whoever reaches it reads everything: it is to listen on this machine alone, and a browser gets
 * answers only for pages of the named UI.
 */
export function createCodecServer({ codec, uiOrigin }: CodecServerOptions): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, requestTimeout: 10_000 });
  app.addHook('onRequest', async (request, reply) => {
    const { origin, host } = request.headers;
    // A page elsewhere can point its own name at this machine; its browser then sends that name.
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host ?? ''))
      return reply.status(421).send({ message: 'ask 127.0.0.1 or localhost' });
    if (origin === undefined) return undefined;
    if (origin !== uiOrigin)
      return reply
        .status(403)
        .send({ message: `pages of ${origin} may not ask: set RECOUP_TEMPORAL_UI_URL` });
    reply.header('access-control-allow-origin', origin).header('vary', 'origin');
    if (request.method !== 'OPTIONS') return undefined;
    return reply
      .status(204)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', 'content-type, x-namespace, authorization')
      .send();
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) =>
    reply
      .status(error instanceof CodecKeyError ? 422 : (error.statusCode ?? 500))
      .send({ message: error.message }),
  );
  const answer = (path: string, work: (payloads: Payload[]) => Promise<Payload[]>): void => {
    app.options(path, () => undefined);
    app.post(path, async (request, reply) => {
      const body = BODY.safeParse(request.body);
      if (!body.success)
        return reply.status(400).send({ message: `not payloads: ${z.prettifyError(body.error)}` });
      const payloads = await work(body.data.payloads.map(fromJson));
      return { payloads: payloads.map(toJson) };
    });
  };
  answer('/decode', (payloads) => codec.decode(payloads));
  answer('/encode', (payloads) => codec.encode(payloads));
  return app;
}

type Json = z.infer<typeof BODY>['payloads'][number];

const fromJson = ({ metadata = {}, data = '' }: Json): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  ),
  data: Buffer.from(data, 'base64'),
});

const toJson = ({ metadata, data }: Payload): Json => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
