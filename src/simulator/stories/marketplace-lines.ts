import { currency, formatMoney } from '../../domain/money';
import type { BankBehaviour, SaleInput, SellerInput } from '../world/acts-port';
import { ROLES, type Who } from './marketplace-cast';
import { line, type StoryLine } from './story';

const APPLICATION_FEE_PERCENT = 10;

/** Banks leave between one and three weeks; most of these disputes are decided before anybody has to be reminded. */
const EVIDENCE_DAYS: Partial<Record<Who, number>> = { brixton: 9, elm: 8 };

/** A seller joins at the story's beginning. */
export function joins(who: Who, more: Partial<SellerInput> = {}): StoryLine {
  const { account, name, country, part } = ROLES[who];
  return line(
    [0, 1],
    account,
    'createSeller',
    [{ id: account, name, country, email: `${who}@example.com`, ...more }],
    `${name} (${country}) joins: ${part}.`,
  );
}

/** A sale at a [day, hour] of the story. */
export function sells(at: readonly [number, number], who: Who, sale: SaleInput, what: string): StoryLine {
  const { account, name } = ROLES[who];
  return line(
    at,
    account,
    'sale',
    [sale],
    `${name} sells ${what} for ${money(sale.amountMinor, sale.currency)}.`,
  );
}

/** A dispute over `amountMinor`, with a received fee of `feeMinor`, both in the minor units of `code`. */
export function disputed(
  at: readonly [number, number],
  who: Who,
  id: string,
  charge: string,
  amountMinor: number,
  code: string,
  feeMinor: number,
  why: string,
): StoryLine {
  const { account, name } = ROLES[who];
  const fee = feeMinor === 0 ? '' : ` and a fee of ${money(feeMinor, code)}`;
  return line(
    at,
    account,
    'dispute',
    [{ id, charge, amountMinor, feeMinor, reason: 'general', evidenceDueInDays: EVIDENCE_DAYS[who] ?? 21 }],
    `A buyer of ${name} disputes ${money(amountMinor, code)} (${why}): Stripe withdraws it${fee}.`,
  );
}

/**
 * A dispute that the network resolves at once against the seller, without a fee. A platform in the US cannot debit a
 * fee from an account in another region, so most disputes elsewhere are of this kind.
 */
export function resolvedRapidly(
  at: readonly [number, number],
  who: Who,
  id: string,
  charge: string,
  amountMinor: number,
  code: string,
  why: string,
): StoryLine {
  const { account, name } = ROLES[who];
  return line(
    at,
    account,
    'dispute',
    [{ id, charge, amountMinor, rapid: true, reason: 'general' }],
    `A buyer of ${name} disputes ${money(amountMinor, code)} (${why}); the network decides for the buyer at once.`,
  );
}

/** The seller's bank begins to answer debits otherwise. */
export function bankTurns(
  at: readonly [number, number],
  who: Who,
  code: string,
  behaviour: BankBehaviour,
  what: string,
): StoryLine {
  const { account } = ROLES[who];
  return line(at, account, 'setBankBehaviour', [account, code, behaviour], what);
}

/** The dispute ends against the seller. */
export function loses(at: readonly [number, number], who: Who, dispute: string, more = ''): StoryLine {
  const { account, name } = ROLES[who];
  return line(at, account, 'lose', [dispute], `The dispute of ${name} is lost. ${more}`.trim());
}

/** A sale as a destination charge, with the marketplace's fee. */
export function destination(
  who: Who,
  id: string,
  amountMinor: number,
  code: string,
  more: Pick<SaleInput, 'paidBy' | 'refunds'> = {},
): SaleInput {
  const { account } = ROLES[who];
  return {
    id,
    model: 'destination',
    seller: account,
    amountMinor,
    currency: code,
    applicationFeeMinor: Math.floor((amountMinor * APPLICATION_FEE_PERCENT) / 100),
    ...more,
  };
}

/** A sale as a direct charge, with the marketplace's fee. */
export function direct(who: Who, id: string, amountMinor: number, code: string): SaleInput {
  const { account } = ROLES[who];
  return {
    id,
    model: 'direct',
    seller: account,
    amountMinor,
    currency: code,
    // Settles in a few days: Stripe announces what becomes available, and not what is so at once.
    availableNow: false,
    applicationFeeMinor: Math.floor((amountMinor * APPLICATION_FEE_PERCENT) / 100),
  };
}

/** "480.00 USD". */
export function money(amountMinor: number, code: string): string {
  return formatMoney(amountMinor, currency(code));
}
