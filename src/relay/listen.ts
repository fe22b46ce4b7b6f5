import { Client } from 'pg';

const RECONNECT_MS = 1_000;

/**
 * Calls `onNews` on every notification of the channel, and after each reconnection, for something may have been
 * missed. A lost connection is made anew for as long as it takes; the poll behind it goes on meanwhile.
 */
export function listenFor(
  databaseUrl: string,
  channel: string,
  onNews: () => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const fresh = new Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'recoup relay',
    });
    client = fresh;
    let over = false;
    const again = (): void => {
      if (over) return;
      over = true;
      fresh.end().catch(() => undefined);
      if (!stopped) timer = setTimeout(() => void connect(), RECONNECT_MS);
    };
    fresh.on('error', again);
    fresh.on('end', again);
    fresh.on('notification', onNews);
    try {
      await fresh.connect();
      await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
      onNews();
    } catch {
      again();
    }
  };
  const connecting = connect();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => undefined);
    },
  };
}
