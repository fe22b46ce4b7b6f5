import type { Run } from './start';

/** Everything has stopped by then, or is made to. */
const STOP_WITHIN_MS = 9_500;

/**
 * Waits for Ctrl-C (or SIGTERM), stops the run and ends the process. A second Ctrl-C, or a stop that takes too long,
 * ends the child processes at once; what was acknowledged is on disk by then.
 */
export function stopOnSignal(running: Promise<Run>, say: (line: string) => void): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      say('Stopping at once');
      void force(running);
      return;
    }
    stopping = true;
    say(`\nStopping (${signal}); once more stops at once`);
    setTimeout(() => {
      say(`Not everything stopped within ${STOP_WITHIN_MS / 1_000} s; stopping at once`);
      void force(running);
    }, STOP_WITHIN_MS).unref();
    running
      .then((run) => run.stop())
      .then(() => {
        say('Stopped.');
        process.exit(0);
      })
      // A start that failed has stopped its parts and said why.
      .catch(() => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function force(running: Promise<Run>): Promise<void> {
  const started = await Promise.race([running.catch(() => null), Promise.resolve(null)]);
  started?.kill();
  process.exit(1);
}
