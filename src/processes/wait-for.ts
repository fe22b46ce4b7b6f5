import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Needs } from './needs';

/** Waiting does not help: the process says why and ends. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
}

/** The process was told to stop while it still waited. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

export interface Waiting {
  readonly needs: Needs;
  readonly log: Logger;
  readonly stopping: AbortSignal;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Somebody who looks at the log should not have to scroll to see what the process waits for. */
const SAY_AGAIN_MS = 30_000;

/**
 * Tries until it works, says what it waits for, and answers what came of it; so processes start in any order.
 * @throws RefusalError at once, StoppedError when the process is told to stop.
 */
export async function waitFor<T>(
  { needs, log, stopping }: Waiting,
  need: string,
  attempt: () => Promise<T>,
): Promise<T> {
  let said = { reason: '', atMs: 0 };
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    if (stopping.aborted) throw new StoppedError(`told to stop while waiting for ${need}`);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof RefusalError) throw error;
      const reason = reasonOf(error);
      needs.waitingFor(need, reason);
      if (reason !== said.reason || Date.now() - said.atMs >= SAY_AGAIN_MS) {
        log.warn({ need, reason }, `waiting for: ${need}`);
        said = { reason, atMs: Date.now() };
      }
    }
    await delay(waitMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** A refused connection to a name with several addresses is an AggregateError without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
