import { createConsole, listenOnLoopback } from '../console';
import { lazyTemporal, type TemporalSettings } from '../temporal/connection';
import { knownClock } from './open-clock';
import { openStore } from './open-store';
import { forGood } from './needs';
import type { ProcessContext } from './run-process';
import { waitFor } from './wait-for';

export interface ConsoleProcessOptions {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly temporalUiUrl: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  /** Null: from this machine only, without one. */
  readonly password: string | null;
}

const CONNECTIONS = 8;

/** Brings up the pages. They come from the store alone; that Temporal is away is something that they say. */
export async function bringUpConsole(context: ProcessContext, options: ConsoleProcessOptions): Promise<void> {
  const { needs, log, closers } = context;
  needs.declare('database', 'schema', 'clock');
  const db = await openStore(context, options.databaseUrl, CONNECTIONS);
  const clock = await waitFor(context, 'clock', () => knownClock(db));
  needs.watch('clock', forGood);
  const connection = lazyTemporal(options.temporal);
  closers.add('the connection to Temporal', () => connection.close());
  const app = await createConsole({
    db,
    clock,
    wallNow: Date.now,
    temporalUiUrl: options.temporalUiUrl,
    namespace: options.temporal.namespace,
    temporalReachable: async () => {
      await connection.workflowService.getSystemInfo({});
      return true;
    },
    password: options.password,
    log: log.child({ part: 'console' }),
  });
  closers.add('the console', () => app.close());
  const { listen, password } = options;
  const address = password === null ? await listenOnLoopback(app, listen) : await app.listen(listen);
  log.info({ console: address }, 'the console listens');
}
