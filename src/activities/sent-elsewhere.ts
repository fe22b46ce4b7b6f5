import { type AccountId, type TransferId, transferId, type WorkflowId } from '../domain/ids';
import type { ActivityDeps } from './deps';

/**
 * Transfers to the account since a clock instant that are neither Recoup's nor a sale's, and that no person has judged
 * under the subject: they may have paid what Recoup is about to send.
 */
export async function sentElsewhere(
  { stripe, db }: Pick<ActivityDeps, 'stripe' | 'db'>,
  account: AccountId,
  sinceMs: number,
  subject: WorkflowId,
): Promise<readonly TransferId[]> {
  const listed = await stripe.transfers
    .list({ destination: account, created: { gte: Math.floor(sinceMs / 1000) }, limit: 100 })
    .autoPagingToArray({ limit: 1000 });
  const found = listed.filter(
    (transfer) => transfer.metadata['recoup_key'] === undefined && transfer.source_transaction === null,
  );
  if (found.length === 0) return [];
  const judged = await db
    .selectFrom('attention')
    .select('key')
    .where('subject', '=', subject)
    .where('kind', '=', 'transfer_elsewhere')
    .where('settled_at', 'is not', null)
    .where('settled_by', '!=', 'recoup')
    .execute();
  return found
    .map((transfer) => transferId(transfer.id))
    .filter((id) => !judged.some(({ key }) => key.includes(id)));
}
