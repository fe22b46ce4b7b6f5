import type { ReconciliationKind, ReconciliationResult } from './outcome';

/** What a reconciliation asks of the world. Where its search stands is kept in the store. */
export interface ReconciliationActivities {
  /**
   * Opens its row and compares the sums. `search` says whether accounts must be read; with `everyone` a full one
   * reads also those that were read lately.
   */
  beginReconciliation(kind: ReconciliationKind, everyone: boolean): Promise<Begun>;
  /** Reads the balances of a bounded number of accounts. */
  searchReserve(number: number): Promise<SearchSlice>;
  /** Compares a last time, writes the result, raises or settles attention. `failed`: why the search broke off. */
  endReconciliation(number: number, failed: string | null): Promise<ReconciliationResult>;
}

export interface Begun {
  readonly number: number;
  readonly search: boolean;
}

export interface SearchSlice {
  readonly more: boolean;
  /** Why it cannot go on until a person has mended something, or null. */
  readonly failed: string | null;
}

/** A run either ends, or asks to go on in a new one where its history has become long. */
export type ReconciliationRun =
  | { readonly is: 'ended'; readonly result: ReconciliationResult }
  | { readonly is: 'goes_on'; readonly number: number };

/**
 * Compares, and searches while there is something to search. `resume` is the number that an earlier run handed over.
 * A slice that fails ends the search with its reason, and what was found until then stands; `isFatal` says which
 * errors end the run itself.
 */
export async function reconcile(
  activities: ReconciliationActivities,
  { kind, everyone }: { readonly kind: ReconciliationKind; readonly everyone: boolean },
  run: {
    readonly resume: number | null;
    readonly isFatal: (error: unknown) => boolean;
    readonly isLong: () => boolean;
  },
): Promise<ReconciliationRun> {
  const begun =
    run.resume === null
      ? await activities.beginReconciliation(kind, everyone)
      : { number: run.resume, search: true };
  const { number } = begun;
  let failed: string | null = null;
  for (let more = begun.search; more && failed === null;) {
    if (run.isLong()) return { is: 'goes_on', number };
    try {
      ({ more, failed } = await activities.searchReserve(number));
    } catch (error) {
      if (run.isFatal(error)) throw error;
      failed = innermost(error);
    }
  }
  return { is: 'ended', result: await activities.endReconciliation(number, failed) };
}

/** Temporal wraps what an activity threw. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300);
  return error.cause instanceof Error ? innermost(error.cause) : error.message.slice(0, 300);
}
