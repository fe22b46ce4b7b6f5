import type { Finding } from '../domain/account/finding';
import type { AccountId } from '../domain/ids';
import { recordRead, type Read } from '../store/account-records';
import { newsOf } from '../store/account-wakes';
import { transact } from '../store/transact';
import { raiseWakes } from '../store/wakes';
import { standingOf } from '../stripe/account-standing';
import { stripeFailure, type StripeFailure } from '../stripe/errors';
import { momentOf, type DoorDeps } from './deps';

export type ReadDeps = Pick<DoorDeps, 'db' | 'stripe' | 'policy' | 'clock' | 'wallNow'>;

export type ReadAgain =
  | { readonly kind: 'read' }
  /** Nothing is known now that was not before; it may be asked again. */
  | { readonly kind: 'unavailable' }
  /** Stripe answers what a repetition will not change. */
  | { readonly kind: 'failed'; readonly finding: Finding };

/**
 * Reads an account's standing at Stripe and keeps it, as the relay's look does without the balance. Whoever follows
 * the account is woken where the answer changes what stands against it.
 */
export async function readAgain(deps: ReadDeps, account: AccountId): Promise<ReadAgain> {
  const startedWallMs = deps.wallNow();
  const read = await ask(deps, account);
  if ('kind' in read) return read;
  await transact(deps.db, async (tx) => {
    const at = momentOf(deps);
    const recorded = await recordRead(tx, account, read, startedWallMs, at, deps.policy);
    const news = await newsOf(tx, recorded, at, deps.policy);
    await raiseWakes(
      tx,
      news.map((one) => ({ ...one, by: 1 })),
    );
  });
  return { kind: 'read' };
}

async function ask(
  { stripe }: ReadDeps,
  account: AccountId,
): Promise<Read | Exclude<ReadAgain, { kind: 'read' }>> {
  try {
    return { reachable: true, found: standingOf(await stripe.accounts.retrieve(account)) };
  } catch (error) {
    const failure = stripeFailure(error, true);
    if (failure === null) throw error;
    if (!isGone(failure)) return notRead(failure);
  }
  try {
    // A wrong key of the platform's own answers the same, and then nothing is known of the account.
    await stripe.balance.retrieve();
    return { reachable: false };
  } catch (error) {
    if (stripeFailure(error, false) === null) throw error;
    return { kind: 'unavailable' };
  }
}

const isGone = ({ kind }: StripeFailure): boolean => kind === 'unreachable_account' || kind === 'missing';

function notRead(failure: StripeFailure): Exclude<ReadAgain, { kind: 'read' }> {
  if (failure.kind !== 'refused' && failure.kind !== 'other') return { kind: 'unavailable' };
  const saw = `Stripe does not let the account be read: ${failure.message}`;
  return {
    kind: 'failed',
    finding: { check: 'facts_age', severity: 'hard', saw, clears: 'a look at the account that succeeds' },
  };
}
