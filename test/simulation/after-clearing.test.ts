import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import { Dice } from './dice';
import { noTrouble } from './fault-axes';
import { openSystem, type System } from './system';

let system: System | undefined;
afterEach(async () => {
  await system?.close();
  system = undefined;
});

describe('money that comes back after day 180', () => {
  test.each([
    [40, [6_000]],
    [100, []],
  ])(
    'goes to a claim first where Stripe has cleared %i percent and nobody has seen it yet',
    async (percent, sentMinor) => {
      const { crashes } = noTrouble(new Dice(180));
      system = await openSystem({
        seed: 180,
        crashes,
        longestStepMs: () => 10 * DAY_MS,
        switches: { collectionPercent: percent },
      });
      const { driver } = system;
      const { acts } = driver.simulator.world;
      acts.topUpPlatform(100_000, 'usd');
      const seller = acts.createSeller({ country: 'US', debitNegativeBalances: false });
      acts.setBankBehaviour(seller, 'usd', { kind: 'refuses', code: 'debit_not_authorized' });
      const sale = { model: 'destination', seller, amountMinor: 10_000, currency: 'usd' } as const;
      const { chargeId } = acts.sale(sale);
      acts.sellerPaysOut(seller, 'usd');
      const dispute = acts.dispute({ charge: chargeId });
      await system.pass(178 * DAY_MS);
      // Recoup is down while Stripe clears and the bank decides.
      await driver.advance(15 * DAY_MS);
      acts.win(dispute);
      for (let round = 0; round < 3; round += 1) await system.pass(5 * DAY_MS);

      const { sellers, unexplained } = driver.simulator.world.verdict();
      expect(sellers).toMatchObject([
        { clearedMinor: percent * 100, overpaidMinor: 0, recoveredTwiceMinor: 0 },
      ]);
      expect(unexplained).toEqual([]);
      // What is sent too much is collected again as a claim, unless the seller pays it out first.
      const sent = driver.moves.filter(({ move }) => move.kind === 'give_back');
      expect(sent.map(({ move }) => move.amountMinor)).toEqual(sentMinor);
    },
    150_000,
  );
});
