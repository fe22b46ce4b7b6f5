import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only this machine can reach the address. A name other than `localhost` could mean anything. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether a Host header names this machine. A page elsewhere can point its own name at 127.0.0.1 and read what it
 * likes (DNS rebinding), but its browser then sends that name.
 */
export function isLoopbackHostHeader(header: string | undefined): boolean {
  if (header === undefined) return false;
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(header);
  const name = match?.[1] ?? match?.[2];
  return name !== undefined && isLoopback(name.toLowerCase());
}

/** This machine's address that the request came in by; null where the connection is gone already. */
export function addressReached({ socket }: FastifyRequest): string | null {
  return socket.localAddress?.replace(/^::ffff:/, '') ?? null;
}

/** The console was told to listen where others could reach it. */
export class PublicBindError extends Error {
  override readonly name = 'PublicBindError';

  constructor(host: string) {
    super(
      `the console has no password and does not listen on ${host}: use 127.0.0.1, ::1 or localhost and reach it from elsewhere through an SSH tunnel, or set RECOUP_CONSOLE_PASSWORD`,
    );
  }
}
