import path from 'node:path';
import { createSimulator, type Simulator } from '../simulator';
import type { Narration } from '../simulator/world/acts-port';
import { migrate } from '../store/migrate';
import type { Ports } from './allot-ports';
import type { Closers } from './closers';
import type { DataFolder } from './data-folder';
import { startPostgres } from './postgres';
import { supervise } from './supervise';
import { startTemporal } from './temporal';
import { temporalCli } from './temporal-binary';

export interface Servers {
  readonly databaseUrl: string;
  /** `host:port` */
  readonly temporalAddress: string;
  readonly temporalUi: string;
  readonly simulator: Simulator;
  /** Ends the child processes at once, when stopping in order has taken too long. */
  kill(): void;
}

export interface ServerOptions {
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly closers: Closers;
  readonly say: (line: string) => void;
  readonly onNarration: (line: Narration) => void;
}

/** PostgreSQL, Temporal and the simulator: each needs none of the others, so they start side by side. */
export async function startServers({
  folder,
  ports,
  closers,
  say,
  onNarration,
}: ServerOptions): Promise<Servers> {
  const dataFolder = folder.path;
  const kills: (() => void)[] = [];
  const database = async (): Promise<string> => {
    const start = () => startPostgres({ dataFolder, port: ports.postgres, say });
    const postgres = await supervise('PostgreSQL', start, say);
    closers.add('PostgreSQL', () => postgres.stop());
    kills.push(() => postgres.current().child.kill('SIGQUIT'));
    const { url } = postgres.current();
    await migrate(url);
    return url;
  };

  const temporal = async (): Promise<string> => {
    const program = await temporalCli(say);
    const { temporal: port, temporalUi: uiPort } = ports;
    const start = () => startTemporal({ program, dataFolder, port, uiPort, dayMs: folder.clock.msPerDay });
    const server = await supervise('Temporal', start, say);
    closers.add('Temporal', () => server.stop());
    kills.push(() => server.current().child.kill('SIGKILL'));
    return server.current().address;
  };

  const stripe = async (): Promise<Simulator> => {
    const receiver = `http://127.0.0.1:${ports.webhooks}`;
    const { platform, connect } = folder.webhookSecrets;
    const simulator = await createSimulator({
      time: { kind: 'ticking', clock: folder.clock },
      port: ports.simulator,
      dataFolder: path.join(dataFolder, 'simulator'),
      webhooks: [
        { url: `${receiver}/stripe`, secret: platform, connect: false },
        { url: `${receiver}/stripe/connect`, secret: connect, connect: true },
      ],
      onNarration,
    });
    closers.add('the simulator', () => simulator.close());
    return simulator;
  };

  // All are waited for even if one fails: what did start must be known before it can be stopped.
  const [databaseUrl, temporalAddress, simulator] = await Promise.allSettled([
    database(),
    temporal(),
    stripe(),
  ]);
  return {
    databaseUrl: valueOf(databaseUrl),
    temporalAddress: valueOf(temporalAddress),
    temporalUi: `http://127.0.0.1:${ports.temporalUi}`,
    simulator: valueOf(simulator),
    kill: () => kills.forEach((kill) => kill()),
  };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
