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
  /** Ends the child processes at once, when stopping in order has taken too long. */
  kill(): void;
}

export interface ServerOptions {
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly closers: Closers;
  readonly say: (line: string) => void;
}

/** PostgreSQL and Temporal: neither needs the other, so they start side by side. */
export async function startServers({ folder, ports, closers, say }: ServerOptions): Promise<Servers> {
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

  // All are waited for even if one fails: what did start must be known before it can be stopped.
  const [databaseUrl, temporalAddress] = await Promise.allSettled([database(), temporal()]);
  return {
    databaseUrl: valueOf(databaseUrl),
    temporalAddress: valueOf(temporalAddress),
    temporalUi: `http://127.0.0.1:${ports.temporalUi}`,
    kill: () => kills.forEach((kill) => kill()),
  };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
