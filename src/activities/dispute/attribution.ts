import type Stripe from 'stripe';
import type { Attribution } from '../../domain/dispute/facts';
import { type AccountId, accountId } from '../../domain/ids';
import { type Currency, currency } from '../../domain/money';
import type { Database } from '../../store/database';
import { sellersOfCharge } from '../../store/earnings';
import type { ActivityDeps } from '../deps';
import { idOf } from './at-stripe';

/** On a charge: "tr_1,tr_2", or "none" where the sale is the platform's own. It is how a person answers. */
const NAMED_BY_PLATFORM = 'recoup_transfers';
const MOST_TRANSFERS = 1000;
const SOON_AFTER_SECONDS = 30 * 86_400;

/** What of a charge is a seller's whose earnings the platform pays by runs, and the transfer of the run, if any. */
export interface Earned {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly transfer: string | null;
}

export interface Attributed {
  readonly by: Attribution;
  /** In the order in which they were made. */
  readonly transfers: readonly Stripe.Transfer[];
  /** Null where the transfers say whose sale it was. */
  readonly earned: readonly Earned[] | null;
}

/**
 * Whose sale the charge was: `charge.transfer`; else transfers whose source it is; else the earnings that the platform
 * gave to a payout run; else the transfers that it named;
 * else its transfer group, if that belongs to this charge alone; else nobody can tell. A group by itself is not
 * attribution: payout batches share one.
 */
export async function attribute(
  { stripe, db }: Pick<ActivityDeps, 'stripe' | 'db'>,
  charge: Stripe.Charge,
): Promise<Attributed> {
  const destination = idOf(charge.transfer);
  if (destination !== null) {
    return { by: 'transfer', transfers: [await stripe.transfers.retrieve(destination)], earned: null };
  }
  const candidates = await candidatesFor(stripe, charge);
  const sourced = candidates.filter((transfer) => idOf(transfer.source_transaction) === charge.id);
  if (sourced.length > 0) return { by: 'source_transaction', transfers: inOrder(sourced), earned: null };
  const earned = await earnedOf(db, charge.id);
  if (earned.length > 0) return { by: 'earnings', transfers: await paying(stripe, earned), earned };
  const named = charge.metadata[NAMED_BY_PLATFORM]?.trim() ?? '';
  if (named !== '') return { by: 'metadata', transfers: await readNamed(stripe, named), earned: null };
  const grouped = candidates.filter(
    (transfer) => charge.transfer_group !== null && transfer.transfer_group === charge.transfer_group,
  );
  if (grouped.length > 0 && (await belongsToOneCharge(stripe, charge, grouped))) {
    return { by: 'group', transfers: inOrder(grouped), earned: null };
  }
  return { by: 'unknown', transfers: [], earned: null };
}

async function earnedOf(db: Database, charge: string): Promise<readonly Earned[]> {
  const rows = await sellersOfCharge(db, charge);
  return rows.map((row) => ({
    ...row,
    account: accountId(row.account),
    currency: currency(row.currency),
  }));
}

/** The transfers that have paid what was earned; none for what waits in a run, or was kept back whole. */
async function paying(stripe: Stripe, earned: readonly Earned[]): Promise<readonly Stripe.Transfer[]> {
  const ids = new Set(earned.flatMap(({ transfer }) => (transfer === null ? [] : [transfer])));
  const transfers: Stripe.Transfer[] = [];
  for (const id of ids) transfers.push(await stripe.transfers.retrieve(id));
  return transfers;
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
