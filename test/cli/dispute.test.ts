import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { disputeCommand } from '../../src/cli/dispute';
import { openHouseNow, type Rooms } from '../support/house';

let house: Rooms;
let said: string[];
const before = { ...process.env };
beforeAll(async () => {
  house = await openHouseNow();
  process.env.DATABASE_URL = house.databaseUrl;
  process.env.TEMPORAL_ADDRESS = house.temporal.address;
  process.env.TEMPORAL_NAMESPACE = house.temporal.namespace;
}, 60_000);
afterAll(async () => {
  process.env = before;
  await house.close();
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

async function answer(...words: string[]): Promise<void> {
  const command = disputeCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(['answer', ...words], { from: 'user' });
}

/** Lost, with 4000 of its transfer reversed for something else before: the flow ends, and asks who bears those. */
async function aboveTheCap(): Promise<{ dispute: string; seller: string }> {
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  const sale = { model: 'destination', seller, amountMinor: 10_000, currency: 'usd' } as const;
  const { chargeId, transferIds } = acts.sale(sale);
  acts.sale(sale);
  acts.dashboardReversal(transferIds[0] ?? '', 4_000);
  await house.simulator.advanceTo(house.nowMs() + 5_000);
  const dispute = acts.dispute({ charge: chargeId });
  acts.lose(dispute);
  await house.settle();
  return { dispute, seller };
}

const stateOf = async (dispute: string): Promise<string | undefined> => {
  const row = house.db.selectFrom('disputes').select('state').where('dispute_id', '=', dispute);
  return (await row.executeTakeFirst())?.state;
};

describe('bin/recoup dispute answer', () => {
  test('reaches a dispute that has ended: it begins anew, and does what was said, once', async () => {
    const { dispute, seller } = await aboveTheCap();
    expect(await stateOf(dispute)).toBe('taken');
    const words = ['--dispute', dispute, '--account', seller, '--above', 'seller', '--by', 'ana'];
    await answer(...words, '--update-id', 'mine-1');
    await answer(...words, '--update-id', 'mine-1');
    expect(said.at(-1)).toBe(`dispute:${dispute} has heard it: above: seller.`);
    await house.settle();
    // The rest became a claim, and the case has collected it from what the seller has at Stripe.
    const moves = await house.db
      .selectFrom('money_moves')
      .select(['kind', 'state', 'amount_minor'])
      .orderBy('created_at')
      .execute();
    expect(moves.map((move) => [move.kind, move.state, move.amount_minor])).toEqual([
      ['account_debit', 'moved', 1_500],
      ['reversal', 'moved', 6_000],
      ['account_debit', 'moved', 4_000],
    ]);
    expect(await stateOf(dispute)).toBe('taken');
    const claims = await house.db
      .selectFrom('claims')
      .select('claim_id')
      .where('cause', '=', dispute)
      .where('form', '=', 'rest')
      .execute();
    expect(claims).toHaveLength(1);
    const decisions = await house.db
      .selectFrom('decisions')
      .select('actor')
      .where('kind', '=', 'dispute_answer')
      .execute();
    expect(decisions).toEqual([{ actor: 'ana' }]);
  }, 60_000);

  test('says what the dispute has against it', async () => {
    const { acts } = house.simulator.world;
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = { model: 'destination', seller, amountMinor: 10_000, currency: 'usd' } as const;
    const dispute = acts.dispute({ charge: acts.sale(sale).chargeId });
    await house.settle();
    await expect(
      answer('--dispute', dispute, '--account', seller, '--give-back', 'send', '--by', 'ana'),
    ).rejects.toThrow(/refused it: nothing is asked about/);
  }, 60_000);

  test.each([
    ['without an answer', ['--dispute', 'dp_1', '--by', 'ana'], /Nothing is answered/],
    ['without an account', ['--dispute', 'dp_1', '--above', 'seller', '--by', 'ana'], /say --account/],
    ['without a name', ['--dispute', 'dp_1', '--sellers', 'take'], /required option '--by/],
    ['with an empty name', ['--dispute', 'dp_1', '--sellers', 'take', '--by', ' '], /Say who decides/],
    ['of an impossible id', ['--dispute', 'dp 1', '--sellers', 'take', '--by', 'ana'], /is not a dispute id/],
    ['of a charge', ['--dispute', 'ch_1', '--sellers', 'take', '--by', 'ana'], /no dispute ch_1/],
    ['of an unknown dispute', ['--dispute', 'dp_0', '--sellers', 'take', '--by', 'ana'], /no dispute dp_0/],
    ['with an unknown choice', ['--dispute', 'dp_1', '--sellers', 'some', '--by', 'ana'], /Allowed choices/],
    [
      'with two answers',
      ['--dispute', 'dp_1', '--sellers', 'take', '--above', 'seller', '--by', 'ana'],
      /cannot be used with/,
    ],
  ])('%s is refused with why, and nothing is sent', async (_what, words, problem) => {
    await expect(answer(...words)).rejects.toThrow(problem);
  });
});
