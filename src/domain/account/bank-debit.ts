import type { Policy } from '../policy/policy';
import type { AccountKind } from './standing';

/** Whether Stripe debits banks of such accounts at all, by the policy's table of countries and kinds. */
export function debitableThere(
  { createdAfterDays, accountKinds }: Policy['debit'],
  country: string | null,
  kind: AccountKind,
): 'yes' | 'country' | 'account_kind' {
  if (country === null || createdAfterDays[country] === undefined) return 'country';
  const kinds = accountKinds[country] ?? accountKinds['default'] ?? [];
  return kind !== 'unknown' && kinds.includes(kind) ? 'yes' : 'account_kind';
}

/** Stripe's words for a bank account that it still uses. */
export const isBankInOrder = (status: string): boolean =>
  status === 'new' || status === 'validated' || status === 'verified';
