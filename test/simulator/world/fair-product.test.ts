import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { World } from '../../../src/simulator/world/port';
import { amounts, aWorld, call, daysLater, field, laterSale, list, product } from './support/world';

const CAPTURED = 10_000;
const TRANSFERRED = 7_001;

/** What the product got wrong, if anything: to see that the verdict would notice. */
type Flaw = 'none' | 'blind to clearings' | 'greedy after a win' | 'taking fees twice';

/**
 * The smallest product that is fair: it looks at the dispute and the list of collection transfers, and moves the
 * difference between what the seller should bear and what the seller has borne.
 */
class FairProduct {
  private principalTaken = 0;
  private feeTaken = 0;
  private readonly reversible = new Map([['tr_1', TRANSFERRED]]);

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly flaw: Flaw,
  ) {}

  look(): void {
    const { principal, fee } = this.target();
    this.settleFee(fee);
    const borne = this.principalTaken - (this.flaw === 'blind to clearings' ? 0 : this.cleared());
    if (borne < principal) this.take(principal - borne);
    else if (borne > principal && this.flaw !== 'greedy after a win') this.giveBack(borne - principal);
  }

  private target(): { principal: number; fee: number } {
    const dispute = call(this.world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' });
    const rows = dispute['balance_transactions'] as unknown as readonly { amount: number; net: number }[];
    const withdrawn = Math.min(CAPTURED, -rows.reduce((sum, row) => sum + row.amount, 0));
    const fee = rows.reduce((sum, row) => sum + row.amount - row.net, 0);
    return { principal: Math.floor((withdrawn * TRANSFERRED) / CAPTURED), fee };
  }

  private cleared(): number {
    return list(this.world, 'GET /v1/balance_transactions', { type: 'connect_collection_transfer' }).reduce(
      (sum, row) => sum - Number(row['amount']),
      0,
    );
  }

  private settleFee(fee: number): void {
    const missing = this.flaw === 'taking fees twice' ? 2 * fee - this.feeTaken : fee - this.feeTaken;
    if (missing > 0 && this.available() >= missing) {
      product.debit(this.world, 'dp_1', this.account, missing);
      this.feeTaken += missing;
    } else if (missing < 0) {
      this.giveBackTransfer(-missing);
      this.feeTaken += missing;
    }
  }

  private take(amount: number): void {
    let left = amount;
    for (const [transfer, unreversed] of [...this.reversible]) {
      const part = Math.min(left, unreversed);
      if (part === 0) continue;
      product.reverse(this.world, 'dp_1', transfer, part);
      this.reversible.set(transfer, unreversed - part);
      left -= part;
    }
    const debit = Math.min(left, Math.max(0, this.available()));
    if (debit > 0) product.debit(this.world, 'dp_1', this.account, debit);
    this.principalTaken += amount - left + debit;
  }

  private giveBack(amount: number): void {
    this.reversible.set(this.giveBackTransfer(amount), amount);
    this.principalTaken -= amount;
  }

  private giveBackTransfer(amount: number): string {
    return field(product.giveBack(this.world, 'dp_1', this.account, amount), 'id');
  }

  private available(): number {
    return amounts(this.world, this.account).available;
  }
}

const happening = fc.oneof(
  fc.record({ what: fc.constant('sale' as const), amount: fc.integer({ min: 1, max: 12_000 }) }),
  fc.record({
    what: fc.constantFrom(
      'win' as const,
      'lose' as const,
      'reinstate' as const,
      'withdraw' as const,
      'contest' as const,
    ),
    amount: fc.integer({ min: 1, max: CAPTURED }),
  }),
  fc.record({ what: fc.constant('days' as const), amount: fc.constantFrom(1, 5, 181, 181) }),
  fc.record({ what: fc.constantFrom('pay out' as const, 'look' as const), amount: fc.constant(0) }),
);

const story = fc.record({
  /** Whether the product looks after each thing that happens, or only when it is said. */
  attentive: fc.boolean(),
  disputed: fc.integer({ min: 1, max: CAPTURED }),
  bank: fc.constantFrom('works' as const, 'closed' as const, 'closed' as const),
  happenings: fc.array(happening, { minLength: 1, maxLength: 14 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function play({ attentive, disputed, bank, happenings }: Story, flaw: Flaw): World {
  const world = aWorld();
  const account = world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const parts = [{ seller: account, amountMinor: TRANSFERRED, id: 'tr_1' }];
  world.acts.sale({ id: 'ch_1', model: 'separate', amountMinor: CAPTURED, currency: 'usd', parts });
  world.acts.sellerPaysOut(account, 'usd');
  daysLater(world, 3);
  world.acts.setBankBehaviour(account, 'usd', { kind: bank });
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1', amountMinor: disputed });
  const fair = new FairProduct(world, account, flaw);
  if (attentive) fair.look();
  for (const one of happenings) {
    happen(world, account, fair, one);
    if (attentive) fair.look();
  }
  for (let again = 0; again < 3; again += 1) fair.look();
  world.audit();
  return world;
}

function happen(
  world: World,
  account: string,
  fair: FairProduct,
  { what, amount }: Story['happenings'][number],
): void {
  const dispute = call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' });
  const rows = dispute['balance_transactions'] as unknown as readonly { amount: number }[];
  const withdrawn = -rows.reduce((sum, row) => sum + row.amount, 0);
  switch (what) {
    case 'sale':
      return laterSale(world, account, amount);
    case 'win':
      return world.acts.win('dp_1');
    case 'lose':
      return world.acts.lose('dp_1');
    case 'reinstate':
      return world.acts.reinstate('dp_1', Math.min(amount, withdrawn));
    case 'withdraw':
      return world.acts.withdraw('dp_1');
    case 'contest':
      return world.acts.contest('dp_1', 'seller', 700);
    case 'days':
      return daysLater(world, amount);
    case 'pay out':
      world.acts.sellerPaysOut(account, 'usd');
      return;
    case 'look':
      return fair.look();
  }
}

const RUNS = { numRuns: 400, seed: 20_261_122 };

describe('the verdict on a whole story', () => {
  test('finds no fault with a product that is fair, whatever happens', () => {
    let cleared = 0;
    let gaveBack = 0;
    fc.assert(
      fc.property(story, (one) => {
        const world = play(one, 'none');
        cleared += list(world, 'GET /v1/balance_transactions', {
          type: 'connect_collection_transfer',
        }).length;
        gaveBack += list(world, 'GET /v1/transfers', { destination: 'acct_A' }).filter((row) =>
          JSON.stringify(row).includes('give_back'),
        ).length;
        expect(world.verdict()).toMatchObject({ clean: true });
      }),
      RUNS,
    );
    expect(cleared).toBeGreaterThan(20);
    expect(gaveBack).toBeGreaterThan(20);
  });

  const flaws: readonly Flaw[] = ['blind to clearings', 'greedy after a win', 'taking fees twice'];
  test.each(flaws)('finds out a product that is %s', (flaw) => {
    const stories = fc.sample(story, RUNS);
    const found = stories.filter((one) => !play(one, flaw).verdict().clean);
    expect(found.length).toBeGreaterThan(RUNS.numRuns / 100);
  });
});
