import type { Moment } from '../domain/clock';
import { settleAttention } from './attention';
import type { Tx } from './database';

export const warningSubject = (charge: string): string => `charge:${charge}`;

/** One item for a charge, however many warnings come: a refund answers them all. */
export const warningKey = (charge: string): string => `${warningSubject(charge)}:fraud_warning`;

/** There is nothing to do about it any more: the charge was refunded or is disputed. */
export async function settleWarning(tx: Tx, charge: string, at: Moment): Promise<void> {
  await settleAttention(tx, warningKey(charge), 'recoup', at);
}

/** A person has said that nothing is to be done about the warnings of this charge. */
export async function isWarningJudged(tx: Tx, charge: string): Promise<boolean> {
  const row = await tx
    .selectFrom('attention')
    .select('attention_id')
    .where('key', '=', warningKey(charge))
    .where('settled_at', 'is not', null)
    .where('settled_by', '!=', 'recoup')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
