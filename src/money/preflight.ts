import type Stripe from 'stripe';
import type { AccountId } from '../domain/ids';
import { moveKey, type AccountDebitMove, type CreditReversalMove, type Move } from '../domain/moves';
import type { Currency } from '../domain/money';
import { assertNever } from '../domain/never';
import { stripeFailure } from '../stripe/errors';

/** What the checks right before a move say, from facts read for it alone. */
export type Preflight =
  | { readonly kind: 'go' }
  /** Not now; each failing check with the value it saw. */
  | { readonly kind: 'halt'; readonly failed: readonly string[] }
  /** Stripe would refuse it for certain, or worse, would not: an account debit must never make a balance negative. */
  | { readonly kind: 'refuse'; readonly code: string }
  | { readonly kind: 'unavailable' };

export type RunPreflight = (move: Move) => Promise<Preflight>;

const GO: Preflight = { kind: 'go' };
const halt = (...failed: readonly string[]): Preflight => ({ kind: 'halt', failed });

/** Reads the account's balance, or its standing, again for every move that depends on it. */
export function createPreflight(stripe: Stripe): RunPreflight {
  return async (move) => {
    try {
      switch (move.kind) {
        case 'reversal':
        case 'refund':
          return GO;
        case 'account_debit':
        case 'credit_reversal':
          return await enoughAvailable(stripe, move);
        case 'payout':
          return GO;
        case 'give_back':
        case 'earnings':
          return await canReceive(stripe, move.account);
        case 'credit': {
          const receives = await canReceive(stripe, move.account);
          return receives.kind === 'go' ? await withinShortfall(stripe, move) : receives;
        }
        default:
          return assertNever(move);
      }
    } catch (error) {
      return afterFailure(error, move);
    }
  };
}

function afterFailure(error: unknown, move: Move): Preflight {
  const failure = stripeFailure(error, true);
  if (failure === null) throw error;
  switch (failure.kind) {
    case 'unreachable_account':
      return move.kind === 'account_debit'
        ? { kind: 'refuse', code: 'account_unreachable' }
        : halt(`account ${move.account} cannot be reached: it was deauthorized`);
    case 'unavailable':
    case 'ambiguous':
    case 'in_use':
    case 'idempotency':
      return { kind: 'unavailable' };
    case 'missing':
    case 'refused':
    case 'other':
      return halt(`account ${move.account} could not be read for ${moveKey(move)}: ${failure.message}`);
    default:
      return assertNever(failure);
  }
}

async function availableMinor(stripe: Stripe, account: AccountId, code: Currency): Promise<number> {
  const balance = await stripe.balance.retrieve({}, { stripeAccount: account });
  return balance.available
    .filter((part) => part.currency === code)
    .reduce((sum, part) => sum + part.amount, 0);
}

/** All or nothing (R9); a part of a credit that is taken back never makes a debt again (R18). */
async function enoughAvailable(
  stripe: Stripe,
  move: AccountDebitMove | CreditReversalMove,
): Promise<Preflight> {
  const available = await availableMinor(stripe, move.account, move.currency);
  return available >= move.amountMinor ? GO : { kind: 'refuse', code: 'balance_insufficient' };
}

async function canReceive(stripe: Stripe, account: AccountId): Promise<Preflight> {
  const { capabilities } = await stripe.accounts.retrieve(account);
  const transfers = capabilities?.transfers ?? 'not requested';
  return transfers === 'active' ? GO : halt(`capability transfers of ${account} is ${transfers}, not active`);
}

/** R18: at most the shortfall read at the time. */
async function withinShortfall(stripe: Stripe, move: Move): Promise<Preflight> {
  const available = await availableMinor(stripe, move.account, move.currency);
  const shortfallMinor = Math.max(0, -available);
  return move.amountMinor <= shortfallMinor
    ? GO
    : halt(
        `the shortfall of ${move.account} is ${shortfallMinor} ${move.currency}, below ${move.amountMinor}`,
      );
}
