export interface Loop {
  /** There is news: the next turn comes at once. */
  nudge(): void;
  /** Resolves when the turn under way is over; no other begins. */
  stop(): Promise<void>;
}

/** What a turn did. `more`: it left something behind that can be done at once. */
export interface Turn {
  readonly taken: number;
  readonly more: boolean;
}

export interface LoopOptions {
  readonly turn: () => Promise<Turn>;
  /** Wall ms between turns where nobody nudges. */
  readonly pollMs: number;
  /** Wall ms that news gathers for before a turn: a burst is one turn. */
  readonly gatherMs: number;
  readonly onError: (error: unknown) => void;
}

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/** Turn after turn until stopped; after a failed one, longer and longer pauses that no nudge cuts short. */
export function startLoop({ turn, pollMs, gatherMs, onError }: LoopOptions): Loop {
  let stopping = false;
  let nudged = false;
  let wakeUp: (() => void) | null = null;

  const pause = (ms: number, until: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (until()) return resolve();
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wakeUp = null;
        resolve();
      }
      wakeUp = () => {
        if (until()) done();
      };
    });

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping) {
      try {
        nudged = false;
        const { more } = await turn();
        failures = 0;
        if (more) continue;
        await pause(pollMs, () => stopping || nudged);
        if (nudged) await pause(gatherMs, () => stopping);
      } catch (error) {
        onError(error);
        await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), () => stopping);
        failures += 1;
      }
    }
  };
  const running = run();

  return {
    nudge() {
      nudged = true;
      wakeUp?.();
    },
    stop() {
      stopping = true;
      wakeUp?.();
      return running;
    },
  };
}
