import type Stripe from 'stripe';
import type { PartFacts, SellerFacts, TransferFact } from '../../domain/dispute/facts';
import { type AccountId, accountId, transferId } from '../../domain/ids';
import { type Currency, currency } from '../../domain/money';
import type { Attributed } from './attribution';
import { idOf } from './at-stripe';
import { type LossBooks, type GiveBackMade, partFacts } from './books';
import { answersAbout, type Said } from './said';

/** What the store has about the sellers of a dispute, read at one moment. */
export interface SellersInBooks {
  readonly books: LossBooks;
  readonly given: readonly GiveBackMade[];
  readonly borneByOthers: (account: AccountId) => number;
  readonly said: Said;
}

export const sellerOf = (transfer: Stripe.Transfer): AccountId =>
  accountId(idOf(transfer.destination) ?? 'unknown');

/** One seller for each destination, in the order of their first transfers, or of the earnings. */
export async function sellersOf(
  stripe: Stripe,
  charge: Stripe.Charge | null,
  { transfers, earned }: Attributed,
  feeCurrency: Currency,
  inBooks: SellersInBooks,
): Promise<readonly SellerFacts[]> {
  const { books, given, said } = inBooks;
  const sellers: SellerFacts[] = [];
  const accounts = earned === null ? transfers.map(sellerOf) : earned.map((one) => one.account);
  for (const account of new Set(accounts)) {
    const own = transfers.filter((transfer) => sellerOf(transfer) === account);
    const giveBacks = [];
    for (const one of given.filter((row) => row.account === account)) {
      giveBacks.push(transferFacts(await stripe.transfers.retrieve(one.transfer), books, 0));
    }
    const share = earned?.find((one) => one.account === account) ?? null;
    const code = share?.currency ?? currency(own[0]?.currency ?? feeCurrency);
    sellers.push({
      account,
      currency: code,
      transfers: own.map((one) => transferFacts(one, books, applicationFee(charge, one))),
      ...(share === null ? {} : { earnedMinor: share.amountMinor }),
      giveBacks,
      otherCausesMinor: inBooks.borneByOthers(account),
      losses: 'platform',
      principal: partFacts(books, account, 'principal', code),
      fee: partFacts(books, account, 'fee', feeCurrency),
      beforeGiveBack: null,
      told: books.told(account),
      answers: answersAbout(said, account),
    });
  }
  return sellers;
}

function transferFacts(
  transfer: Stripe.Transfer,
  books: LossBooks,
  applicationFeeMinor: number,
): TransferFact {
  return {
    transfer: transferId(transfer.id),
    amountMinor: transfer.amount,
    reversedMinor: transfer.amount_reversed,
    applicationFeeMinor,
    moves: books.moves('reversal', transfer.id),
  };
}

/** Only the transfer of a destination charge carries one; it is in the charge's currency. */
function applicationFee(charge: Stripe.Charge | null, transfer: Stripe.Transfer): number {
  if (charge === null || idOf(charge.transfer) !== transfer.id) return 0;
  return charge.currency === transfer.currency ? (charge.application_fee_amount ?? 0) : 0;
}

/** R19: on the account itself taken is net withdrawn, less what left the account's debt at the platform's cost. */
export function directSeller(
  account: AccountId,
  code: Currency,
  feeCurrency: Currency,
  netMinor: number,
  { books, said }: Pick<SellersInBooks, 'books' | 'said'>,
): SellerFacts {
  const booked: PartFacts = partFacts(books, account, 'principal', code);
  return {
    account,
    currency: code,
    transfers: [],
    giveBacks: [],
    otherCausesMinor: 0,
    losses: 'platform',
    principal: { ...booked, takenMinor: netMinor - booked.openClaimsMinor - booked.writtenOffMinor },
    fee: partFacts(books, account, 'fee', feeCurrency),
    beforeGiveBack: null,
    told: books.told(account),
    answers: answersAbout(said, account),
  };
}
