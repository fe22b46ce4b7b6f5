import { setTimeout as delay } from 'node:timers/promises';

/** What has been started and how it is stopped, last started first. */
export class Closers {
  readonly #closers: { readonly title: string; readonly close: () => void | Promise<void> }[] = [];
  #closing: Promise<void> | null = null;

  /** Registers a part that runs now; answers it. */
  add(title: string, close: () => void | Promise<void>): void {
    this.#closers.push({ title, close });
  }

  /** Stops everything in turn. One that fails or takes too long does not keep the others from being stopped. */
  closeAll(eachMs: number, say: (line: string) => void): Promise<void> {
    this.#closing ??= this.#run(eachMs, say);
    return this.#closing;
  }

  async #run(eachMs: number, say: (line: string) => void): Promise<void> {
    for (const { title, close } of this.#closers.toReversed()) {
      const timer = new AbortController();
      try {
        const late = delay(eachMs, 'late' as const, { signal: timer.signal, ref: false });
        const done = Promise.resolve(close()).then(() => 'done' as const);
        if ((await Promise.race([done, late])) === 'late')
          say(`${title} does not stop within ${eachMs} ms; going on`);
      } catch (error) {
        say(`${title} did not stop well: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        timer.abort();
      }
    }
  }
}
