import { connect, createServer } from 'node:net';

const LAST_PORT = 65_535;

/** The preferred port of the loopback address, or the next free one; 0 leaves the choice to the system. */
export async function freePort(preferred: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  if (preferred === 0) {
    const port = await tryPort(0);
    return port === null || taken.has(port) ? freePort(0, taken) : port;
  }
  for (let port = preferred; port <= LAST_PORT; port += 1) {
    if (taken.has(port)) continue;
    const free = await tryPort(port);
    if (free !== null) return free;
  }
  throw new Error(
    `No free port between ${preferred} and ${LAST_PORT} on 127.0.0.1. Stop what listens there.`,
  );
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

/** Whether anything accepts connections there. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
