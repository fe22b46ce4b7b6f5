import type Stripe from 'stripe';
import type { Moment } from '../domain/clock';
import type { AuditFinding } from '../domain/audit/finding';
import type { Policy } from '../domain/policy/policy';
import type { Database } from '../store/database';
import { stripeFailure } from '../stripe/errors';
import { patiently } from '../stripe/patiently';

/** What an audit reads with. Nothing is written, at Stripe or in the store. */
export interface AuditDeps {
  readonly db: Database;
  /** Keeps to its share of Stripe's limit. */
  readonly stripe: Stripe;
  readonly now: () => Moment;
  readonly policy: Policy;
  readonly policyFile: string;
  /** Signing secrets that are set here, by side; null where the run that receives makes its own. */
  readonly secrets: { readonly platform: number; readonly connect: number } | null;
  readonly onProgress: (words: string) => void;
}

/** What was read, or the finding that says why it could not be. */
export type ReadOr<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly finding: AuditFinding };

/** One kind of thing; a right that the key lacks keeps no other from being read. */
export async function readOr<T>(resource: string, read: () => PromiseLike<T>): Promise<ReadOr<T>> {
  try {
    return { ok: true, value: await patiently(read) };
  } catch (error) {
    const failure = stripeFailure(error, false);
    if (failure?.kind !== 'other' && failure?.kind !== 'refused') throw error;
    return {
      ok: false,
      finding: {
        check: 'key',
        severity: 'soft',
        what: `not looked at, for the key may not read it: ${resource}`,
        saw: failure.message,
        do: `Give the restricted key the right to read ${resource} for the time of the audit, or look by hand.`,
        accounts: null,
      },
    };
  }
}
