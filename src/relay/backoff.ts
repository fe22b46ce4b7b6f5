const LONGEST_MS = 300_000;

/** Retries of what fails by itself: after these it is set aside for a person. */
export interface Retries {
  readonly attempts: number;
  /** Wall ms before the second attempt; doubles from there, up to five minutes. */
  readonly firstMs: number;
}

export const RETRIES: Retries = { attempts: 8, firstMs: 1_000 };

/** Wall ms to wait after one more failure, or null when it is to be set aside. `failed` counts those before. */
export function retryAfter({ attempts, firstMs }: Retries, failed: number): number | null {
  return failed + 1 >= attempts ? null : Math.min(LONGEST_MS, firstMs * 2 ** failed);
}

export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return words.slice(0, 500);
}
