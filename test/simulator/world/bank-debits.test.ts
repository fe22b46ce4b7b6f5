import { describe, expect, test } from '@jest/globals';
import type { SellerInput } from '../../../src/simulator/world/acts-port';
import type { StripeObject, World } from '../../../src/simulator/world/port';
import {
  amounts,
  aWorld,
  call,
  daysLater,
  laterSale,
  list,
  product,
  sellerWithSale,
  START_MS,
  field,
} from './support/world';

const DAY_MS = 86_400_000;

function negative(world: World): string {
  const account = sellerWithSale(world, { paidOut: true });
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
  product.reverse(world, 'dp_1', 'tr_1', 10_000);
  return account;
}

/** As `negative`, for a seller of another kind, in the currency of the country. */
function negativeSeller(world: World, input: SellerInput, currency: string): string {
  const account = world.acts.createSeller({ id: 'acct_B', schedule: { interval: 'manual' }, ...input });
  world.acts.topUpPlatform(1_000_000, currency);
  world.acts.sale({
    model: 'separate',
    amountMinor: 5_000,
    currency,
    parts: [{ seller: account, amountMinor: 5_000, id: 'tr_b' }],
  });
  world.acts.sellerPaysOut(account, currency);
  product.reverse(world, 'dp_1', 'tr_b', 5_000);
  return account;
}

const debits = (world: World, account: string): StripeObject[] =>
  list(world, 'GET /v1/payouts', {}, account)
    .filter((payout) => Number(payout['amount']) < 0)
    .reverse();

/** Days after the start on which each event about debits came, oldest first. */
function told(world: World): string[] {
  const lines: string[] = [];
  world.onEvent((event) => {
    const payout = event.data.object;
    if (event.type.startsWith('payout.') && Number(payout['amount']) < 0)
      lines.push(`${event.type} day ${Math.floor((event.created * 1000 - START_MS) / DAY_MS)}`);
    if (event.type === 'account.external_account.updated')
      lines.push(`bank ${field(event.data.object, 'status')}`);
  });
  return lines;
}

describe('an automatic bank debit', () => {
  test('may come back as late as the scheme of one bank allows', () => {
    const world = aWorld();
    const account = negative(world);
    world.acts.setBankBehaviour(account, 'usd', {
      kind: 'fails',
      codes: ['debit_not_authorized'],
      returnAfterBusinessDays: 20,
    });
    daysLater(world, 30);
    expect(debits(world, account).map((payout) => payout['status'])).toEqual(['paid']);
    daysLater(world, 5);
    expect(debits(world, account).map((payout) => payout['status'])).toEqual(['failed']);
    expect(amounts(world, account).available).toBeLessThan(0);
    world.audit();
  });

  test('is a payout with a negative amount, made the next business day and paid three later', () => {
    const world = aWorld();
    const lines = told(world);
    const account = negative(world);
    daysLater(world, 1);
    expect(amounts(world, account)).toMatchObject({ available: -10_000, pending: 10_000 });
    const [debit] = debits(world, account);
    expect(debit).toMatchObject({
      amount: -10_000,
      automatic: true,
      original_payout: null,
      type: 'bank_account',
      status: 'pending',
    });
    const posted = call(
      world,
      'GET /v1/balance_transactions/{id}',
      { id: field(debit, 'balance_transaction') },
      {},
      account,
    );
    expect(posted).toMatchObject({ type: 'payout', amount: 10_000, status: 'pending' });
    daysLater(world, 3);
    expect(amounts(world, account)).toMatchObject({ available: 0, pending: 0 });
    expect(lines).toEqual(['payout.created day 1', 'payout.paid day 4']);
  });

  test('leaves the reserve for three more business days', () => {
    const world = aWorld();
    negative(world);
    daysLater(world, 4);
    expect(amounts(world).reserved).toBe(10_000);
    daysLater(world, 4);
    expect(amounts(world).reserved).toBe(10_000);
    daysLater(world, 1);
    expect(amounts(world)).toMatchObject({ available: 99_500, reserved: 0 });
    world.audit();
  });

  test('that comes back restores the debt, and insufficient funds are tried again', () => {
    const world = aWorld();
    const lines = told(world);
    const account = negative(world);
    world.acts.setBankBehaviour(account, 'usd', { kind: 'fails', codes: ['insufficient_funds'] });
    daysLater(world, 8);
    expect(amounts(world, account).available).toBe(-10_000);
    expect(amounts(world).reserved).toBe(10_000);
    expect(debits(world, account)[0]).toMatchObject({ status: 'failed', failure_code: 'insufficient_funds' });
    daysLater(world, 20);
    expect(amounts(world, account).available).toBe(0);
    expect(debits(world, account).map((debit) => debit['status'])).toEqual(['failed', 'paid']);
    expect(lines.filter((line) => line.startsWith('bank'))).toEqual([]);
    world.audit();
  });

  test('of a closed bank gives the bank up until it is replaced', () => {
    const world = aWorld();
    const lines = told(world);
    const account = negative(world);
    daysLater(world, 3);
    world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
    daysLater(world, 60);
    expect(debits(world, account)).toHaveLength(1);
    expect(lines.at(-1)).toBe('bank errored');
    world.acts.replaceBank(account, {});
    daysLater(world, 10);
    expect(debits(world, account).map((debit) => debit['status'])).toEqual(['failed', 'paid']);
    expect(amounts(world, account).available).toBe(0);
  });

  test('is given up after three attempts with insufficient funds', () => {
    const world = aWorld();
    const account = negative(world);
    world.acts.setBankBehaviour(account, 'usd', { kind: 'refuses', code: 'insufficient_funds' });
    daysLater(world, 120);
    expect(debits(world, account)).toHaveLength(3);
  });

  test('can be refused before it was paid', () => {
    const world = aWorld();
    const lines = told(world);
    const account = negative(world);
    world.acts.setBankBehaviour(account, 'usd', {
      kind: 'fails',
      codes: ['debit_not_authorized'],
      when: 'before_paid',
    });
    daysLater(world, 10);
    expect(lines).toEqual(['payout.created day 1', 'payout.failed day 4', 'bank errored']);
    expect(amounts(world, account)).toMatchObject({ available: -10_000, pending: 0 });
    world.audit();
  });

  test('asks only for what is missing on its day', () => {
    const world = aWorld();
    const account = negative(world);
    laterSale(world, account, 4_000);
    daysLater(world, 1);
    expect(debits(world, account)[0]?.['amount']).toBe(-6_000);
  });

  const noDebit: readonly [string, SellerInput, string][] = [
    ['in Japan', { country: 'JP' }, 'jpy'],
    ['of a custom account in Germany', { country: 'DE', type: 'custom', debitNegativeBalances: true }, 'eur'],
    ['where the flag is off', { country: 'US', debitNegativeBalances: false }, 'usd'],
    ['by default where the platform collects requirements', { country: 'US', type: 'custom' }, 'usd'],
    ['without a bank account in the currency', { country: 'US', banks: [] }, 'usd'],
  ];
  test.each(noDebit)('does not happen %s', (_where, input, currency) => {
    const world = aWorld();
    const account = negativeSeller(world, input, currency);
    daysLater(world, 30);
    expect(debits(world, account)).toEqual([]);
    expect(amounts(world, account, currency).available).toBe(-5_000);
  });

  const delays: readonly [string, string, number][] = [
    ['US', 'usd', 1],
    ['DE', 'eur', 2],
    ['GB', 'gbp', 3],
  ];
  test.each(delays)('in %s is created after its delay', (country, currency, days) => {
    const world = aWorld();
    const account = negativeSeller(world, { country }, currency);
    daysLater(world, days - 1);
    expect(debits(world, account)).toEqual([]);
    daysLater(world, 1);
    expect(debits(world, account)).toHaveLength(1);
  });

  test('starts when the flag is switched on', () => {
    const world = aWorld();
    const account = negativeSeller(world, { country: 'US', debitNegativeBalances: false }, 'usd');
    daysLater(world, 5);
    call(world, 'POST /v1/balance_settings', {}, { payments: { debit_negative_balances: true } }, account);
    daysLater(world, 10);
    expect(amounts(world, account).available).toBe(0);
  });
});
