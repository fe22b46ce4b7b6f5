import type { AddressInfo } from 'node:net';
import type { Faults } from './faults/faults';
import { RateLimit } from './http/rate-limit';
import { createServer } from './http/server';
import type { SimulatorOptions } from './options';
import { State } from './state';
import { Ticker } from './ticker';
import { httpTransport } from './webhooks/transport';
import type { Narration } from './world/acts-port';
import type { World } from './world/port';

export type { ConfiguredEndpoint, SimulatorOptions, SimulatorTime } from './options';
export type { FaultKind, FaultRule } from './faults/rule';

/** A running simulator: Stripe's API at `url`, and the hands that stories and tests need. */
export interface Simulator {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly world: World;
  readonly faults: Faults;
  /** Whether it goes on from an earlier run. */
  readonly restored: boolean;
  /** Every line of a story told so far, over all runs, oldest first. */
  readonly told: readonly Narration[];
  /** Defects of the simulator itself met so far; empty in a sound run. */
  readonly defects: readonly Error[];
  /**
   * By hand: lets clock time pass until `clockMs` (epoch ms), step by step, deliveries and their retries included.
   * @throws Error on a ticking clock.
   */
  advanceTo(clockMs: number): Promise<void>;
  /** Resolves when no webhook is in flight and none is due. */
  settled(): Promise<void>;
  /** Forgets all stored idempotency keys, as Stripe may after 24 hours. Returns how many there were. */
  forgetKeys(): number;
  close(): Promise<void>;
}

/** @throws Error where the address is taken or the data folder cannot be used. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const wire = httpTransport();
  const state = new State(options, options.transport ?? wire.send);
  const { requestsPerSecond, host = '127.0.0.1' } = options;
  const rateLimit =
    requestsPerSecond === undefined ? undefined : new RateLimit(requestsPerSecond, state.wallMs);
  const server = createServer(state, rateLimit);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const ticker = options.time.kind === 'ticking' ? new Ticker(state, options.time.clock) : undefined;
  ticker?.start();
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    world: state.world,
    faults: state.faults,
    restored: state.restored,
    told: state.told,
    defects: state.defects,
    advanceTo: (clockMs) => advance(state, ticker, clockMs),
    settled: async () => {
      state.flush();
      await state.deliveries.settled();
    },
    forgetKeys: () => state.forgetKeys(),
    close: async () => {
      ticker?.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      // First, so that an attempt at a receiver that does not answer ends at once and is made again next time.
      wire.close();
      await state.close();
    },
  };
}

async function advance(state: State, ticker: Ticker | undefined, clockMs: number): Promise<void> {
  if (ticker !== undefined) {
    throw new Error(
      'This simulator’s clock ticks by itself: create it with time {kind: "manual"} to move it by hand.',
    );
  }
  for (;;) {
    state.flush();
    await state.deliveries.settled();
    const due = [state.world.nextDueMs(), state.deliveries.nextDueMs()].flatMap((ms) => ms ?? []);
    const next = Math.min(clockMs, ...due.filter((ms) => ms > state.world.nowMs));
    if (next <= state.world.nowMs) break;
    state.world.advanceTo(next);
  }
  state.flush();
  await state.deliveries.settled();
}
