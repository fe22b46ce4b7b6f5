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
      try {
        const inTime = await withinTime(Promise.resolve(close()), eachMs);
        if (!inTime) say(`${title} does not stop within ${eachMs} ms; going on`);
      } catch (error) {
        say(`${title} did not stop well: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

async function withinTime(done: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
