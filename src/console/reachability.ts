/** Wall time: how long an answer holds, and how long one is waited for before it counts as none. */
const HOLDS_MS = 5_000;
const PATIENCE_MS = 1_000;

/** Asks at most once in a while and never for long: a page must not wait for a server that is away. */
export function reachability(ask: () => Promise<boolean>, wallNow: () => number): () => Promise<boolean> {
  let known: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    const nowMs = wallNow();
    if (known === null || nowMs - known.atMs >= HOLDS_MS) known = { atMs: nowMs, answer: patiently(ask) };
    return known.answer;
  };
}

async function patiently(ask: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    return await Promise.race([ask(), patience]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
