import type { Json } from '../../domain/json';
import { transact } from '../../store/transact';
import type { AccountToScan } from '../../store/sweep-reads';
import { wakeWhereNews } from './disputes';
import type { Slice } from './deps';

const PAGE = 100;

/** The newest disputes of direct charges, which live on their account. Answers how many had news. */
export async function newDisputes(
  slice: Slice,
  { id, facts }: Pick<AccountToScan, 'id' | 'facts'>,
  created: { readonly gte: number },
): Promise<number> {
  if (!mayHaveDirectCharges(facts)) return 0;
  const { data } = await slice.ask(() =>
    slice.stripe.disputes.list({ created, limit: PAGE }, { stripeAccount: id }),
  );
  return transact(slice.db, (tx) => wakeWhereNews(tx, data, id));
}

/** An account that takes no cards itself has no direct charges, and its disputes are the platform's. */
function mayHaveDirectCharges(facts: Json): boolean {
  if (typeof facts !== 'object' || facts === null || !('cardPayments' in facts)) return true;
  return facts.cardPayments !== 'unrequested';
}
