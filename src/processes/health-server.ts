import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { MET, type Needs } from './needs';

export interface HealthOptions {
  readonly needs: Needs;
  /** In Prometheus' text format. */
  readonly metrics: { readonly contentType: string; readonly read: () => Promise<string> };
  /** True from the first signal on: nothing new should be sent here. */
  readonly isStopping: () => boolean;
  readonly log: FastifyBaseLogger;
}

/**
 * What an orchestrator and Prometheus ask a process: `/healthz` (alive), `/readyz` (its needs are met, each named),
 * `/metrics`. On a port of its own, which nobody outside needs to reach.
 */
export function createHealthServer({ needs, metrics, isStopping, log }: HealthOptions): FastifyInstance {
  const app = Fastify({
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 5_000 },
    // A scraper keeps its connection; a process that stops must not wait for it.
    forceCloseConnections: true,
    logController: new LogController({ disableRequestLogging: true }),
    loggerInstance: log,
  });
  app.get('/healthz', () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const states = { ...(await needs.states()), ...(isStopping() ? { running: 'is stopping' } : {}) };
    const ready = Object.values(states).every((state) => state === MET);
    return reply.status(ready ? 200 : 503).send({ ready, needs: states });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()));
  app.setNotFoundHandler((_request, reply) =>
    reply
      .status(404)
      .send({ error: { code: 'not_found', message: 'there are /healthz, /readyz and /metrics' } }),
  );
  return app;
}
