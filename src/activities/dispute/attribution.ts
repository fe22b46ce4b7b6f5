import type Stripe from 'stripe';
import type { Attribution } from '../../domain/dispute/facts';
import { idOf } from './at-stripe';

/** On a charge: "tr_1,tr_2", or "none" where the sale is the platform's own. It is how a person answers. */
const NAMED_BY_PLATFORM = 'recoup_transfers';
const MOST_TRANSFERS = 1000;
const SOON_AFTER_SECONDS = 30 * 86_400;

export interface Attributed {
  readonly by: Attribution;
  /** In the order in which they were made. */
  readonly transfers: readonly Stripe.Transfer[];
}

/**
 * Whose sale the charge was: `charge.transfer`; else transfers whose source it is; else those that the platform named;
 * else its transfer group, if that belongs to this charge alone; else nobody can tell. A group by itself is not
 * attribution: payout batches share one.
 */
export async function attribute(stripe: Stripe, charge: Stripe.Charge): Promise<Attributed> {
  const destination = idOf(charge.transfer);
  if (destination !== null) {
    return { by: 'transfer', transfers: [await stripe.transfers.retrieve(destination)] };
  }
  const candidates = await candidatesFor(stripe, charge);
  const sourced = candidates.filter((transfer) => idOf(transfer.source_transaction) === charge.id);
  if (sourced.length > 0) return { by: 'source_transaction', transfers: inOrder(sourced) };
  const named = charge.metadata[NAMED_BY_PLATFORM]?.trim() ?? '';
  if (named !== '') return { by: 'metadata', transfers: await readNamed(stripe, named) };
  const grouped = candidates.filter(
    (transfer) => charge.transfer_group !== null && transfer.transfer_group === charge.transfer_group,
  );
  if (grouped.length > 0 && (await belongsToOneCharge(stripe, charge, grouped))) {
    return { by: 'group', transfers: inOrder(grouped) };
  }
  return { by: 'unknown', transfers: [] };
}

/** Stripe lists transfers by group, destination and time only: without a group, those made soon after the charge. */
async function candidatesFor(stripe: Stripe, charge: Stripe.Charge): Promise<readonly Stripe.Transfer[]> {
  const filter =
    charge.transfer_group === null
      ? { created: { gte: charge.created, lte: charge.created + SOON_AFTER_SECONDS } }
      : { transfer_group: charge.transfer_group };
  return stripe.transfers.list({ ...filter, limit: 100 }).autoPagingToArray({ limit: MOST_TRANSFERS });
}

/** Stripe lists the newest first. */
function inOrder(listed: readonly Stripe.Transfer[]): readonly Stripe.Transfer[] {
  return listed.toReversed().sort((one, other) => one.created - other.created);
}

async function readNamed(stripe: Stripe, named: string): Promise<readonly Stripe.Transfer[]> {
  if (named === 'none') return [];
  const transfers: Stripe.Transfer[] = [];
  for (const id of named.split(',')) transfers.push(await stripe.transfers.retrieve(id.trim()));
  return transfers;
}

async function belongsToOneCharge(
  stripe: Stripe,
  charge: Stripe.Charge,
  grouped: readonly Stripe.Transfer[],
): Promise<boolean> {
  const group = charge.transfer_group;
  if (group === null) return false;
  const charges = await stripe.charges.list({ transfer_group: group, limit: 2 });
  const sum = grouped.reduce((total, transfer) => total + transfer.amount, 0);
  const sameCurrency = grouped.every((transfer) => transfer.currency === charge.currency);
  return charges.data.every((one) => one.id === charge.id) && sameCurrency && sum <= charge.amount_captured;
}
