import type { Simulator } from '../../src/simulator';
import type { BankBehaviour, SaleInput } from '../../src/simulator/world/acts-port';
import { isDeauthorized } from '../../src/simulator/world/accounts';
import { convert } from '../../src/simulator/world/rates';
import type { Core } from '../../src/simulator/world/core';
import type { Account, Dispute } from '../../src/simulator/world/objects';
import type { Dice } from './dice';
import { moveRates } from './rates';
import type { Terms } from './terms';

export interface Seller {
  readonly account: string;
  readonly currency: string;
}

export interface Sold {
  readonly charge: string;
  readonly transfers: readonly string[];
  readonly amountMinor: number;
  /** Direct charges and their disputes live on the seller's account. */
  readonly direct: boolean;
  readonly sellers: readonly string[];
  readonly disputes: string[];
}

const COUNTRIES = [
  { country: 'US', currency: 'usd' },
  { country: 'US', currency: 'usd' },
  { country: 'DE', currency: 'eur' },
  { country: 'IE', currency: 'eur' },
  { country: 'GB', currency: 'gbp' },
  { country: 'JP', currency: 'jpy' },
  // The policy has no amounts for this one.
  { country: 'CH', currency: 'chf' },
] as const;

const BANKS: readonly BankBehaviour[] = [
  { kind: 'works' },
  { kind: 'works' },
  { kind: 'fails', codes: ['insufficient_funds'] },
  { kind: 'fails', codes: ['insufficient_funds', 'could_not_process'], when: 'before_paid' },
  { kind: 'closed' },
  { kind: 'refuses', code: 'debit_not_authorized' },
];

const PLENTY_MINOR = 50_000_000;

/** A few sellers of one to two currencies and what they have sold; the rest is up to the happenings. */
export class Marketplace {
  readonly sellers: readonly Seller[];
  readonly sold: Sold[] = [];

  constructor(
    readonly simulator: Simulator,
    private readonly dice: Dice,
    readonly terms: Terms,
  ) {
    const { acts } = this.world;
    moveRates(acts, dice);
    const places = [dice.pick(COUNTRIES), dice.pick(COUNTRIES)];
    const count = dice.chance(0.1) ? dice.whole(6, 9) : dice.whole(2, 4);
    this.sellers = Array.from({ length: count }, () => {
      const { country, currency } = dice.pick(places);
      const account = acts.createSeller({
        country,
        type: dice.pick(['express', 'express', 'custom']),
        banks: [{ behaviour: dice.pick(BANKS) }],
        schedule: { interval: dice.pick(['daily', 'daily', 'manual', 'weekly']) },
        debitNegativeBalances: dice.chance(0.5),
      });
      return { account, currency };
    });
    for (const currency of new Set(['usd', ...this.sellers.map((seller) => seller.currency)])) {
      acts.topUpPlatform(PLENTY_MINOR, currency);
    }
    for (let sale = dice.whole(2, 5); sale > 0; sale -= 1) this.sell();
  }

  get world() {
    return this.simulator.world;
  }

  /** A dispute as it stands at Stripe. */
  dispute(id: string): Dispute {
    return this.world.core.need<Dispute>(id, 'dispute');
  }

  /** In the sale's currency: all that customers' banks have claimed of it so far. */
  disputedMinor(sale: Sold): number {
    return sale.disputes.reduce((sum, id) => sum + this.dispute(id).amount, 0);
  }

  sell(): void {
    const { dice } = this;
    const reachable = this.sellers.filter(({ account }) => canBeSent(this.world.core, account));
    if (reachable.length === 0) return;
    const seller = dice.pick(reachable);
    const amountMinor = dice.whole(2_000, 40_000);
    // An application fee goes back only where charge and transfer have one currency.
    const isExchanged = this.terms.deal.applicationFee === 'keep' && dice.chance(0.25);
    const base: Base = {
      amountMinor,
      currency: isExchanged ? dice.pick(['usd', 'eur', 'aud', seller.currency]) : seller.currency,
      // What lands on an account that has no balance in it is exchanged on the way.
      settlesIn: isExchanged && dice.chance(0.4) ? 'usd' : seller.currency,
      availableNow: dice.chance(0.7),
      deal: this.terms.deal,
    };
    const input = this.inModel(seller, base, reachable);
    const { chargeId, transferIds } = this.world.acts.sale(input);
    const direct = input.model === 'direct';
    const sellers = input.model === 'separate' ? input.parts.map((part) => part.seller) : [input.seller];
    this.sold.push({ charge: chargeId, transfers: transferIds, amountMinor, direct, sellers, disputes: [] });
  }

  private inModel(seller: Seller, base: Base, reachable: readonly Seller[]): SaleInput {
    const { dice } = this;
    const { amountMinor: settledMinor } = convert(
      this.world.core,
      base.amountMinor,
      base.currency,
      base.settlesIn,
    );
    const applicationFeeMinor = Math.floor((settledMinor * dice.whole(0, 20)) / 100);
    switch (dice.whole(0, 4)) {
      case 0:
      case 1:
        return { ...base, model: 'destination', seller: seller.account, applicationFeeMinor };
      case 2:
        return {
          ...base,
          settlesIn: seller.currency,
          model: 'direct',
          seller: seller.account,
          applicationFeeMinor:
            this.terms.deal.applicationFee === 'return'
              ? 0
              : Math.floor((settledMinor * dice.whole(0, 20)) / 100),
        };
      default: {
        const others = reachable.filter((other) => other.currency === seller.currency);
        const percents =
          others.length > 4 && dice.chance(0.5)
            ? others.map(() => Math.floor(96 / others.length))
            : dice.pick([[100], [80], [50, 30], [60, 40], [33, 33]]);
        const parts = percents.map((percent, index) => ({
          seller: others[(others.indexOf(seller) + index) % others.length]?.account ?? seller.account,
          amountMinor: Math.floor((settledMinor * percent) / 100),
        }));
        return { ...base, model: 'separate', parts };
      }
    }
  }
}

type Base = Required<Pick<SaleInput, 'amountMinor' | 'currency' | 'settlesIn' | 'availableNow' | 'deal'>>;

/** Whether money may still be sent to the account. */
export function canBeSent(core: Core, account: string): boolean {
  const { capabilities } = core.need<Account>(account, 'account');
  return capabilities['transfers'] === 'active' && !isDeauthorized(core, account);
}
