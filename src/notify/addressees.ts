import { createHash } from 'node:crypto';
import type { Policy, Recipient, SellerWay } from '../domain/policy/policy';
import type { Audience } from './templates/template';

/** Somebody who is to have a notice, by the first of the ways that works. */
export interface Addressee {
  /** Stays the same from attempt to attempt, and gives no address away. */
  readonly key: string;
  readonly ways: readonly SellerWay[] | readonly Recipient[];
}

/** The seller; or of a role everybody up to the level, so that those who heard first hear how it went on. */
export function addresseesOf(
  audience: Audience,
  level: number,
  recipients: Policy['recipients'],
): readonly Addressee[] {
  if (audience === 'seller') return [{ key: 'seller', ways: recipients.seller }];
  const told = recipients[audience].slice(0, level + 1);
  return told.map((recipient) => ({ key: keyOf(recipient), ways: [recipient] }));
}

function keyOf(recipient: Recipient): string {
  if (recipient.channel === 'log') return 'log';
  const whose = recipient.channel === 'mail' ? recipient.address : recipient.url;
  return `${recipient.channel}-${createHash('sha256').update(whose).digest('hex').slice(0, 12)}`;
}
