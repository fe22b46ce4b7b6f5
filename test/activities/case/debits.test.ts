import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accountAtStripe } from '../../../src/activities/case/account-at-stripe';
import { debitFacts } from '../../../src/activities/case/debits';
import type { DebitFacts } from '../../../src/domain/case/facts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { SellerInput } from '../../../src/simulator/world/acts-port';
import { type Driver, openDriver } from '../../simulation/driver';

let driver: Driver;
beforeEach(async () => {
  driver = await openDriver();
});
afterEach(async () => driver.close());

const iso = (ms: number | null | undefined): string =>
  ms == null ? '' : new Date(ms).toISOString().slice(0, 10);

async function read(account: AccountId, sinceMs: number, code = 'usd'): Promise<DebitFacts> {
  const { stripe, deps } = driver;
  const found = await accountAtStripe(stripe, account);
  if (found === null) throw new Error('the account cannot be reached');
  const { policy, calendar } = deps;
  const context = { stripe, policy, calendar, account, currency: currency(code), nowMs: driver.nowMs() };
  return debitFacts(context, found, sinceMs, true);
}

/** 5 000 below zero from Monday, 4 January 2027, 12:00 UTC. */
async function owing(input: Partial<SellerInput> = {}): Promise<AccountId> {
  const { acts } = driver.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const account = acts.createSeller({ country: 'US', ...input });
  const { transferIds } = acts.sale({
    model: 'destination',
    seller: account,
    amountMinor: 8_000,
    currency: 'usd',
  });
  acts.sellerPaysOut(account, 'usd');
  acts.dashboardReversal(transferIds[0] ?? '', 5_000);
  return accountId(account);
}

/** Reads daily until a debit has come so far. */
async function until(account: AccountId, sinceMs: number, stage: string): Promise<DebitFacts> {
  for (let day = 0; day < 20; day += 1) {
    const facts = await read(account, sinceMs);
    if (facts.debits[0]?.stage === stage) return facts;
    await driver.advance(DAY_MS);
  }
  throw new Error(`no debit was ${stage}`);
}

describe('a bank debit', () => {
  test('is expected by the days of the policy, counted as business days of the country', async () => {
    const sinceMs = driver.nowMs();
    const account = await owing();
    const { possible, enabled, debits, expectedByMs } = await read(account, sinceMs);
    expect({ possible, enabled, debits }).toEqual({ possible: 'yes', enabled: true, debits: [] });
    // Made after one business day, and two more of grace: Thursday.
    expect(iso(expectedByMs)).toBe('2027-01-07');
    const fridayMs = sinceMs + 4 * DAY_MS;
    expect(iso((await read(account, fridayMs)).expectedByMs)).toBe('2027-01-13');
  });

  test('is attempted, then provisional while its bank can return it, then settled', async () => {
    const sinceMs = driver.nowMs();
    const account = await owing();
    const attempted = await until(account, sinceMs, 'attempted');
    expect(attempted).toMatchObject({
      expectedByMs: null,
      debits: [{ amountMinor: 5_000, settlesAtMs: null }],
    });

    const provisional = await until(account, sinceMs, 'provisional');
    const settlesAtMs = provisional.debits[0]?.settlesAtMs ?? 0;
    // Arrived on Friday, the 8th; five business days later, and the 18th is a holiday that lies beyond.
    expect(iso(settlesAtMs)).toBe('2027-01-15');
    await driver.advance(settlesAtMs - driver.nowMs() - 1);
    expect((await read(account, sinceMs)).debits).toMatchObject([{ stage: 'provisional' }]);
    await driver.advance(1);
    expect((await read(account, sinceMs)).debits).toMatchObject([{ stage: 'settled', failureCode: null }]);
  });

  test('that its bank returned says by which code, and the next is one of its own', async () => {
    const sinceMs = driver.nowMs();
    const account = await owing({ banks: [{ behaviour: { kind: 'works' } }] });
    driver.simulator.world.acts.setBankBehaviour(account, 'usd', {
      kind: 'fails',
      codes: ['insufficient_funds'],
    });
    const returned = await until(account, sinceMs, 'returned');
    expect(returned.debits).toMatchObject([{ failureCode: 'insufficient_funds', settlesAtMs: null }]);
    const next = await until(account, sinceMs, 'provisional');
    expect(next.debits.map(({ stage }) => stage)).toEqual(['provisional', 'returned']);
  });

  test("is not the seller's own payout, nor one from before the case", async () => {
    const sinceMs = driver.nowMs();
    const account = await owing();
    await until(account, sinceMs, 'provisional');
    expect((await read(account, driver.nowMs() + HOUR_MS)).debits).toEqual([]);
    expect((await read(account, sinceMs)).debits).toHaveLength(1);
  });
});

describe('whether Stripe can debit an account', () => {
  const possible = async (input: Partial<SellerInput>, code: string) => {
    const account = accountId(driver.simulator.world.acts.createSeller({ country: 'US', ...input }));
    return (await read(account, driver.nowMs(), code)).possible;
  };

  test('depends on country, kind of account, and a bank account in the currency', async () => {
    expect(await possible({}, 'usd')).toBe('yes');
    expect(await possible({ country: 'JP' }, 'jpy')).toBe('country');
    expect(await possible({ country: 'GB', type: 'custom' }, 'gbp')).toBe('account_kind');
    expect(await possible({ type: 'custom' }, 'usd')).toBe('yes');
    expect(await possible({ country: 'DE' }, 'usd')).toBe('no_bank_account');
    expect(await possible({ banks: [] }, 'usd')).toBe('no_bank_account');
  });

  test('ends when the bank account has failed for good', async () => {
    const sinceMs = driver.nowMs();
    const account = await owing();
    driver.simulator.world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
    await until(account, sinceMs, 'returned');
    expect(await read(account, sinceMs)).toMatchObject({
      possible: 'bank_errored',
      debits: [{ failureCode: 'account_closed' }],
    });
  });
});
