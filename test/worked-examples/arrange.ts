import { DAY_MS } from '../../src/domain/clock';
import { type AccountId, accountId } from '../../src/domain/ids';
import type { Policy } from '../../src/domain/policy/policy';
import { defaultPolicy } from '../../src/policy-file';
import type { Driver } from '../simulation/driver';
import type { ExampleGiven, ExampleSeller } from './example';

export const CHARGE = 'ch_1';
export const idOf = (name: string): AccountId => accountId(`acct_${name}`);

/** Available at Stripe, of an account or (null) of the platform; minor units, signed. */
export async function available(driver: Driver, account: AccountId | null, code: string): Promise<number> {
  const balance = await driver.stripe.balance.retrieve(
    {},
    account === null ? {} : { stripeAccount: account },
  );
  return balance.available.find((one) => one.currency === code)?.amount ?? 0;
}

/** Sellers, the sale long settled, and the balances that the example begins with. */
export async function arrange(driver: Driver, given: ExampleGiven): Promise<void> {
  const { acts } = driver.simulator.world;
  if (given.settlesIn !== undefined) acts.setRate('usd', given.settlesIn.currency, given.settlesIn.rate);
  for (const seller of given.sellers) {
    if (seller.landing !== undefined) acts.setRate('usd', seller.landing.currency, seller.landing.in);
    acts.createSeller({
      id: idOf(seller.name),
      country: seller.defaultCurrency === 'eur' ? 'DE' : 'US',
      defaultCurrency: seller.defaultCurrency,
      schedule: { interval: 'manual' },
      debitNegativeBalances: given.bank !== undefined,
      banks: [
        {
          behaviour:
            given.bank === 'refuses' ? { kind: 'refuses', code: 'debit_not_authorized' } : { kind: 'works' },
        },
      ],
    });
  }
  sell(driver, given);
  await driver.advance(30 * DAY_MS);
  for (const seller of given.sellers) {
    const code = seller.landing?.currency ?? seller.currency;
    const has = await available(driver, idOf(seller.name), code);
    if (has < seller.stripeMinor) acts.topUpSeller(idOf(seller.name), seller.stripeMinor - has, code);
    if (has > seller.stripeMinor) acts.sellerPaysOut(idOf(seller.name), code, has - seller.stripeMinor);
  }
  for (const code of new Set(['usd', ...given.sellers.map((one) => one.defaultCurrency)])) {
    const missing = 100_000 - (await available(driver, null, code));
    if (missing > 0) acts.topUpPlatform(missing, code);
  }
  await driver.advance(30 * DAY_MS);
  for (const seller of given.sellers) {
    if (seller.landing !== undefined) acts.setRate('usd', seller.landing.currency, seller.landing.out);
  }
}

function sell(driver: Driver, given: ExampleGiven): void {
  const { acts } = driver.simulator.world;
  const sale = { id: CHARGE, amountMinor: given.chargeMinor, currency: given.currency };
  const settles = given.settlesIn === undefined ? {} : { settlesIn: given.settlesIn.currency };
  const [first] = given.sellers;
  const id = idOf(first?.name ?? 'A');
  const [transfer] = first?.transfers ?? [];
  const deal = { applicationFee: given.applicationFee ?? ('keep' as const) };
  switch (given.model) {
    case 'destination': {
      const fee = transfer?.applicationFeeMinor ?? 0;
      acts.sale({
        ...sale,
        ...settles,
        model: 'destination',
        seller: id,
        transferId: transfer?.id ?? 'tr_1',
        deal,
        ...(fee === 0 ? {} : { applicationFeeMinor: fee }),
      });
      return;
    }
    case 'separate':
      acts.sale({
        ...sale,
        model: 'separate',
        parts: given.sellers.flatMap((seller: ExampleSeller) =>
          seller.transfers.map((one) => ({
            seller: idOf(seller.name),
            amountMinor: one.amountMinor,
            id: one.id,
          })),
        ),
      });
      return;
    case 'direct':
      acts.sale({ ...sale, model: 'direct', seller: id });
      return;
  }
}

export function policyOf(given: ExampleGiven): Policy {
  const policy = defaultPolicy();
  return {
    ...policy,
    dispute: {
      ...policy.dispute,
      applicationFee: given.applicationFee ?? 'keep',
      contestedBy: given.contestedBy ?? 'platform',
    },
    // An example without bank debits is one where Recoup does not switch them on.
    debit: given.bank === undefined ? { ...policy.debit, createdAfterDays: {} } : policy.debit,
  };
}
