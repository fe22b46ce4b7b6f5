import { isPlatformLiable } from './accounts';
import type { Core } from './core';
import { move, placeOf, record } from './economic-book';
import { post } from './ledger';
import type { Account, BalanceTransaction, Charge, Dispute } from './objects';
import { convert } from './rates';
import { atStripe, pay } from './customer-money';

export interface Settlement {
  /** In the dispute's currency, signed: positive is withdrawn. */
  readonly amountMinor: number;
  /** The same in the balance's currency, where the story names it. */
  readonly balanceMinor?: number | undefined;
  /** In the balance's currency, signed. */
  readonly feeMinor: number;
  readonly description: string;
  readonly category: 'dispute' | 'dispute_reversal';
  readonly bearer: 'seller' | 'platform';
}

/** Writes one of the dispute's balance transactions, and its fee where Stripe bills it. */
export function settleDispute(core: Core, dispute: Dispute, input: Settlement): void {
  const charge = core.need<Charge>(dispute.charge, 'charge');
  const owner = core.ownerOf(dispute.id);
  const settledIn = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction').currency;
  const sign = input.amountMinor < 0 ? -1 : 1;
  const converted = convertDisputed(
    core,
    Math.abs(input.amountMinor),
    dispute.currency,
    settledIn,
    input.balanceMinor,
  );
  const balanceMinor = sign * converted.amountMinor;
  const direct = owner !== core.platformId;
  const billed = direct && isPlatformLiable(core.need<Account>(owner, 'account')) ? core.platformId : owner;
  const transaction = post(core, owner, {
    type: 'adjustment',
    amount: -balanceMinor,
    fee: billed === owner ? input.feeMinor : 0,
    currency: settledIn,
    source: dispute.id,
    description: input.description,
    reportingCategory: input.category,
    exchangeRate: converted.exchangeRate,
  });
  core.change(dispute.id, {
    balance_transactions: [...core.need<Dispute>(dispute.id, 'dispute').balance_transactions, transaction],
  });
  if (billed !== owner && input.feeMinor !== 0) {
    const description = `Dispute fee for ${dispute.id}`;
    post(core, billed, {
      type: 'stripe_fee',
      amount: -input.feeMinor,
      currency: settledIn,
      source: dispute.id,
      description,
    });
  }
  pay(
    core,
    sign > 0 ? 'withdrawal' : 'reinstatement',
    dispute.id,
    owner,
    input.amountMinor,
    dispute.currency,
    balanceMinor,
    settledIn,
  );
  moveFee(core, dispute.id, billed, input.feeMinor, settledIn);

  const returnedMinor = inChargeCurrency(core, charge, dispute, settledIn, input.amountMinor, balanceMinor);
  if (returnedMinor !== 0)
    record(core, { what: 'returned', cause: dispute.id, charge: charge.id, amountMinor: returnedMinor });
  if (direct && returnedMinor !== 0) atStripe(core, charge, owner, returnedMinor, balanceMinor, settledIn);
  if (input.feeMinor === 0) return;
  const bearer = input.bearer;
  record(core, {
    what: 'fee',
    cause: dispute.id,
    charge: charge.id,
    amountMinor: input.feeMinor,
    currency: settledIn,
    bearer,
  });
  if (billed !== core.platformId)
    atStripe(core, { ...charge, currency: settledIn }, owner, input.feeMinor, input.feeMinor, settledIn);
}

function convertDisputed(
  core: Core,
  amountMinor: number,
  from: string,
  to: string,
  namedMinor: number | undefined,
): { amountMinor: number; exchangeRate: number | null } {
  if (namedMinor === undefined || from === to) return convert(core, amountMinor, from, to);
  return { amountMinor: namedMinor, exchangeRate: namedMinor / amountMinor };
}

/** How much of the sale that is: the customer disputes in one currency, paid in another, and a third may be settled. */
function inChargeCurrency(
  core: Core,
  charge: Charge,
  dispute: Dispute,
  settledIn: string,
  amountMinor: number,
  balanceMinor: number,
): number {
  if (charge.currency === dispute.currency) return amountMinor;
  if (charge.currency === settledIn) return balanceMinor;
  const { amountMinor: converted } = convert(core, Math.abs(amountMinor), dispute.currency, charge.currency);
  return amountMinor < 0 ? -converted : converted;
}

function moveFee(core: Core, dispute: string, billed: string, feeMinor: number, currency: string): void {
  const place = placeOf(core, billed);
  if (feeMinor > 0) move(core, 'dispute_fee', place, 'fees', feeMinor, currency, dispute);
  else if (feeMinor < 0) move(core, 'dispute_fee_return', 'fees', place, -feeMinor, currency, dispute);
}
