const EVERY_MS = 5_000;

/** Progress beside the output: a line that changes in place at a terminal, else a line now and then. */
export interface ProgressLine {
  show(words: string): void;
  /** Leaves the line, so that what follows stands below it. */
  end(): void;
}

export function progressLine(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  wallNow: () => number = Date.now,
): ProgressLine {
  let last = { words: '', atMs: -Infinity };
  const isTerminal = stream.isTTY === true;
  return {
    show(words) {
      if (words === last.words) return;
      if (isTerminal) stream.write(`\r\u001B[K${words}`);
      else if (wallNow() - last.atMs < EVERY_MS) return;
      else stream.write(`${words}\n`);
      last = { words, atMs: wallNow() };
    },
    end() {
      if (isTerminal && last.words !== '') stream.write('\n');
    },
  };
}
