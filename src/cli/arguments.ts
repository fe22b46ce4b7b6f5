import { InvalidArgumentError } from 'commander';
import { type AccountId, accountId } from '../domain/ids';

/** @throws InvalidArgumentError for what is no connected account's id. */
export function accountNamed(value: string): AccountId {
  try {
    if (!value.startsWith('acct_')) throw new RangeError(value);
    return accountId(value);
  } catch {
    throw new InvalidArgumentError("An account is named by Stripe's id of it, such as acct_1A2b.");
  }
}

/** @throws InvalidArgumentError for nothing but blanks. */
export function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  return value;
}
