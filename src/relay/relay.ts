import type { FastifyBaseLogger } from 'fastify';
import { RELAY_CHANNEL } from '../store/wakes';
import { listenFor } from './listen';
import { startLoop, type Loop, type Turn } from './loop';
import { routeEvents, type RoutingDeps } from './route-events';
import { AwayError, sendAccountWakes, sendFlowWakes, type SendingDeps } from './send-wakes';

export interface RelayOptions extends RoutingDeps, SendingDeps {
  /** For LISTEN, on a connection of its own. */
  readonly databaseUrl: string;
  /** Wall ms between turns where no notification comes: what has become due by time is found by it. */
  readonly pollMs?: number;
  readonly log?: Pick<FastifyBaseLogger, 'warn' | 'error' | 'info'>;
}

export interface Relay {
  start(): void;
  /** Ends after the turns under way; what they did not finish stays due. */
  stop(): Promise<void>;
  /** Routes and sends everything that is due, and answers when nothing is left; for tests and for one-off runs. */
  drain(): Promise<void>;
}

const POLL_MS = 1_000;
const GATHER_MS = 20;
const STOP_WITHIN_MS = 7_000;

/**
 * Turns new inbox rows into wakes and sends the due ones: hints to workflows, looks at accounts. The three go on
 * beside each other, so that Temporal or Stripe being away holds up nothing else. Any number of relays work side by
 * side on one database; each row is one relay's at a time.
 */
export function createRelay(options: RelayOptions): Relay {
  const { databaseUrl, pollMs = POLL_MS, log } = options;
  const turns: Record<string, () => Promise<Turn>> = {
    routing: () => routeEvents(options),
    flows: () => sendFlowWakes(options),
    accounts: () => sendAccountWakes(options),
  };
  let loops: Loop[] = [];
  let listener: { stop(): Promise<void> } | null = null;

  const nudge = (): void => {
    for (const loop of loops) loop.nudge();
  };
  const complain = (part: string, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof AwayError)
      log?.warn({ part, reason }, `${error.who} is away; everything waits for it`);
    else log?.error({ part, reason }, 'a relay turn failed and is repeated');
  };

  return {
    start() {
      if (loops.length > 0) return;
      loops = Object.entries(turns).map(([part, turn]) =>
        startLoop({
          turn,
          pollMs,
          gatherMs: GATHER_MS,
          onError: (error) => complain(part, error),
        }),
      );
      listener = listenFor(databaseUrl, RELAY_CHANNEL, nudge);
    },
    async stop() {
      const ending = [...loops, listener].map((part) => part?.stop() ?? Promise.resolve());
      loops = [];
      listener = null;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_WITHIN_MS);
      });
      await Promise.race([Promise.all(ending), late]);
      clearTimeout(timer);
    },
    async drain() {
      for (let moved = 1; moved > 0;) {
        moved = 0;
        for (const turn of Object.values(turns)) moved += (await turn()).taken;
      }
    },
  };
}
