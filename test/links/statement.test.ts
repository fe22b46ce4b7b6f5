import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { type AccountId, accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { statementPage } from '../../src/links/pages/statement';
import { readStatement, type Statement } from '../../src/links/read-statement';
import { type Driver, openDriver } from '../simulation/driver';

const USD = currency('usd');

let driver: Driver;
let seller: AccountId;

beforeEach(async () => {
  driver = await openDriver();
  const { acts } = driver.simulator.world;
  acts.topUpPlatform(500_000, 'usd');
  seller = accountId(
    acts.createSeller({
      country: 'US',
      name: 'Grace Hopper',
      email: 'grace@sellers.example',
      schedule: { interval: 'manual' },
      debitNegativeBalances: false,
    }),
  );
});
afterEach(() => driver.close());

const read = (): Promise<Statement> => readStatement(driver.db, seller);
const shown = async (): Promise<string> =>
  statementPage(await read(), { platform: 'Ridge Market', nowMs: driver.nowMs() })
    .markup.replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

/** What was sold is paid out, and `amountMinor` of it is taken back in the Dashboard. */
async function owes(amountMinor: number): Promise<void> {
  const { acts } = driver.simulator.world;
  const { transferIds } = acts.sale({ model: 'destination', seller, amountMinor: 50_000, currency: 'usd' });
  acts.sellerPaysOut(seller, 'usd');
  await driver.advance(DAY_MS);
  acts.dashboardReversal(transferIds[0] ?? '', amountMinor);
  await driver.advance(HOUR_MS);
  await driver.lookAtCase(seller, USD);
}

test('somebody who owes nothing reads so', async () => {
  expect((await read()).currencies).toEqual([]);
  expect(await shown()).toContain('Nothing is owed.');
});

describe('a seller below zero', () => {
  test('reads what is owed, and when Stripe clears it', async () => {
    await owes(20_000);
    const { currencies } = await read();
    expect(currencies).toMatchObject([
      {
        currency: 'usd',
        owed: [{ part: 'principal', form: 'balance', amountMinor: 20_000 }],
        recovered: [],
        onTheWay: { debits: [], salesMinor: 0 },
      },
    ]);
    const cleared = currencies[0]?.clearsMs ?? 0;
    expect(cleared - driver.nowMs()).toBeGreaterThan(178 * DAY_MS);
    const page = await shown();
    expect(page).toContain('You owe 200.00 USD');
    expect(page).toContain('If it stays unpaid');
  });

  test('reads what sales have paid since, and what is on its way', async () => {
    await owes(20_000);
    const { acts } = driver.simulator.world;
    acts.sale({ model: 'destination', seller, amountMinor: 8_000, currency: 'usd' });
    await driver.advance(HOUR_MS);
    await driver.lookAtCase(seller, USD);
    const before = (await read()).currencies[0];
    await driver.advance(5 * DAY_MS);
    await driver.lookAtCase(seller, USD);
    const after = (await read()).currencies[0];
    const paid = (one: typeof after) => one?.recovered.reduce((sum, part) => sum + part.amountMinor, 0) ?? 0;
    const owed = (one: typeof after) => one?.owed.reduce((sum, line) => sum + line.amountMinor, 0) ?? 0;
    for (const one of [before, after]) expect(paid(one) + owed(one)).toBe(20_000);
    expect(paid(after)).toBe(8_000);
    expect(after?.recovered).toMatchObject([{ method: 'sales' }]);
    expect(await shown()).toContain('From sales');
  });

  test('is named nowhere on it', async () => {
    await owes(20_000);
    expect(JSON.stringify(await read()) + (await shown())).not.toMatch(/grace|hopper|sellers\.example/i);
  });
});

describe('the page', () => {
  const statement: Statement = {
    account: accountId('acct_1'),
    timeZone: 'America/Chicago',
    payoutsHeld: true,
    currencies: [
      {
        currency: USD,
        owed: [
          {
            cause: 'dp_1',
            part: 'principal',
            form: 'balance',
            amountMinor: 12_345,
            sinceMs: Date.parse('2026-03-02T03:00:00Z'),
          },
          {
            cause: 'dp_1',
            part: 'fee',
            form: 'claim',
            amountMinor: 1_500,
            sinceMs: Date.parse('2026-03-02T03:00:00Z'),
          },
          {
            cause: 're_1',
            part: 'principal',
            form: 'claim',
            amountMinor: 500,
            sinceMs: Date.parse('2026-03-04T18:00:00Z'),
          },
        ],
        recovered: [
          { method: 'bank_debit', amountMinor: 5_000, atMs: Date.parse('2026-03-09T18:00:00Z') },
          { method: 'bank_debit', amountMinor: -5_000, atMs: Date.parse('2026-03-12T18:00:00Z') },
        ],
        onTheWay: {
          debits: [
            { amountMinor: 700, settlesMs: Date.parse('2026-03-20T18:00:00Z') },
            { amountMinor: 900, settlesMs: null },
          ],
          debitAboutMs: null,
          salesMinor: 2_500,
        },
        clearsMs: Date.parse('2026-08-29T18:00:00Z'),
      },
    ],
  };
  const text = (given: Statement): string =>
    statementPage(given, { platform: 'Ridge Market', nowMs: Date.parse('2026-03-15T18:00:00Z') })
      .markup.replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  test('says each line with its day in the seller’s own zone', () => {
    const page = text(statement);
    for (const words of [
      'You owe 143.45 USD',
      'Dispute dp_1 1 March 2026 123.45 USD',
      'Fee for dispute dp_1, not in your balance 1 March 2026 15.00 USD',
      'Refund re_1, not in your balance 4 March 2026 5.00 USD',
      'Together 143.45 USD',
      'Collected from your bank 9 March 2026 50.00 USD',
      'Returned by your bank 12 March 2026 -50.00 USD',
      '7.00 USD was collected from your bank and is counted above as paid. Your bank can still return it until 20 March 2026',
      'A debit of 9.00 USD is under way to your bank.',
      '25.00 USD of sales is on its way',
      'not before 29 August 2026',
      'Your payouts are on hold',
    ])
      expect(page).toContain(words);
  });

  test('keeps currencies apart, and never adds them up', () => {
    const [usd] = statement.currencies;
    if (usd === undefined) throw new Error('there is one');
    const page = text({ ...statement, currencies: [{ ...usd, currency: currency('eur') }, usd] });
    expect(page).toContain('You owe 143.45 EUR');
    expect(page).toContain('You owe 143.45 USD');
    expect(page).not.toContain('286.90');
  });

  test('shows what comes from elsewhere as text', () => {
    const [usd] = statement.currencies;
    if (usd === undefined) throw new Error('there is one');
    const line = {
      cause: 'dp_<script>alert(1)</script>',
      part: 'principal',
      form: 'claim',
      amountMinor: 1,
      sinceMs: 0,
    } as const;
    const { markup } = statementPage(
      { ...statement, currencies: [{ ...usd, owed: [line] }] },
      { platform: '<b>', nowMs: 0 },
    );
    expect(markup).not.toMatch(/<script|<b>/);
  });
});
