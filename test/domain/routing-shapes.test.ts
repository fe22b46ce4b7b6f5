import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/domain/json';
import { mayBeOfLine, route, type RoutableEvent } from '../../src/domain/routing';

const routed = (type: string, object: Json, more: Partial<RoutableEvent> = {}) =>
  route({ source: 'platform', type, account: null, object, ...more });
const nobody = (type: string, object: Json, more: Partial<RoutableEvent> = {}) =>
  routed(type, object, more).target === null;
const onAccount = { source: 'connect' as const, account: 'acct_1' };
const collection = (object: Json) =>
  routed('recoup.collection_transfer', object, { source: 'recoup' }).target;

describe('an id is believed only as Stripe writes it', () => {
  test.each<[string, string, Json]>([
    ['a dispute without an id', 'charge.dispute.created', {}],
    ['a dispute with another prefix', 'charge.dispute.created', { id: 'xdp_1' }],
    ['a dispute with a sign', 'charge.dispute.created', { id: 'dp_1:x' }],
    ['a dispute with a sign before it', 'charge.dispute.created', { id: ':dp_1' }],
    ['an id that is a number', 'charge.dispute.created', { id: 7 }],
    ['an id that is too long', 'charge.dispute.created', { id: `dp_${'1'.repeat(198)}` }],
    ['an object that is a list', 'charge.dispute.created', [{ id: 'dp_1' }]],
    ['an object that is nothing', 'charge.dispute.created', null],
    ['a refund with another prefix', 'refund.created', { id: 'xre_1' }],
    ['a refund without an id', 'refund.created', {}],
    ['a failed charge with another prefix', 'charge.failed', { id: 'xch_1', transfer: 'tr_1' }],
    ['a failed charge without an id', 'charge.failed', { transfer: 'tr_1' }],
    ['a transfer to something else', 'transfer.created', { destination: 'xacct_1' }],
    ['a transfer to an account with a sign', 'transfer.reversed', { destination: 'acct_1:x' }],
    [
      'a transfer to an account of too long a name',
      'transfer.reversed',
      { destination: `acct_${'1'.repeat(191)}` },
    ],
    ['a warning without a charge', 'radar.early_fraud_warning.created', {}],
    ['a charge with a list that is none', 'charge.refunded', { refunds: { data: 're_1' } }],
    ['a charge with an empty list', 'charge.refunded', { refunds: { data: [] } }],
  ])('%s concerns nobody', (_what, type, object) => {
    expect(nobody(type, object)).toBe(true);
  });

  test.each([
    ['ch_1', 'ch_1'],
    ['py_1', 'py_1'],
  ])('a failed payment %s is followed', (id, refund) => {
    expect(routed('charge.failed', { id, balance_transaction: 'txn_1' }).target).toMatchObject({ refund });
  });

  test('the longest that is one is', () => {
    const dispute = `dp_${'1'.repeat(197)}`;
    expect(routed('charge.dispute.created', { id: dispute }).target).toMatchObject({ dispute });
  });

  test('and comes by itself or with the whole object', () => {
    expect(routed('transfer.created', { destination: { id: 'acct_1', object: 'account' } }).target).toEqual({
      to: 'owing_account',
      account: 'acct_1',
    });
    expect(nobody('transfer.created', { destination: { name: 'acct_1' } })).toBe(true);
    expect(nobody('transfer.created', { destination: ['acct_1'] })).toBe(true);
  });

  test('an account that it was sent for is one', () => {
    expect(nobody('account.updated', {}, { source: 'connect', account: 'xacct_1' })).toBe(true);
    expect(nobody('account.updated', {}, { source: 'connect', account: 'acct_1:x' })).toBe(true);
  });
});

describe('the request that made a refund', () => {
  const request = (key: Json) => {
    const { target } = routed('refund.created', { id: 're_1', metadata: { recoup_key: key } });
    return target?.to === 'refund' ? target.request : 'not a refund';
  };

  test.each<[string, Json, string | null]>([
    ['is named by the key', 'recoup:v1:refund:rq_a1b2:ch_1:0', 'rq_a1b2'],
    ['is not where something stands before the key', 'xrecoup:v1:refund:rq_1:ch_1:0', null],
    ['is not in the key of another move', 'recoup:v1:reversal:dp_1:tr_1:0', null],
    ['is not where the key goes no further', 'recoup:v1:refund:rq_1', null],
    ['is not where the key is no text', 5, null],
    ['is not where there is none', null, null],
  ])('%s', (_what, key, expected) => {
    expect(request(key)).toBe(expected);
  });

  test('brings what happens on an account to the refund', () => {
    const metadata = { recoup_key: 'recoup:v1:refund:rq_1:ch_1:0' };
    expect(routed('refund.created', { id: 're_1', metadata }, onAccount).target).toMatchObject({
      to: 'refund',
    });
    expect(routed('refund.created', { id: 'xre_1', metadata }, onAccount).target).toEqual({
      to: 'account',
      account: 'acct_1',
    });
  });
});

describe('a payout', () => {
  test.each<[string, Json, 'now' | 'soon']>([
    ['below zero is a bank debit', -1, 'now'],
    ['of nothing is none', 0, 'soon'],
    ['above zero is none', 1, 'soon'],
    ['of no number is none', '-1', 'soon'],
  ])('%s', (_what, amount, wakeClass) => {
    expect(routed('payout.failed', { id: 'po_1', amount }, onAccount)).toMatchObject({
      target: { to: 'account' },
      wakeClass,
    });
  });
});

describe('a collection transfer', () => {
  test('concerns the case of its account and currency', () => {
    expect(collection({ destination: 'acct_1', currency: 'usd' })).toEqual({
      to: 'case',
      account: 'acct_1',
      currency: 'usd',
    });
  });

  test.each<[string, Json]>([
    ['without an account', { currency: 'usd' }],
    ['without a currency', { destination: 'acct_1' }],
    ['with a currency that is a number', { destination: 'acct_1', currency: 5 }],
    ['with a currency in a list', { destination: 'acct_1', currency: ['usd'] }],
    ['with a currency that is too long', { destination: 'acct_1', currency: 'usdx' }],
    ['with a currency with something before it', { destination: 'acct_1', currency: 'xusd' }],
  ])('%s concerns nobody', (_what, object) => {
    expect(collection(object)).toBeNull();
  });
});

test.each([
  ['payout.paid', true],
  ['transfer.reversed', true],
  ['topup.succeeded', false],
  ['recoup.payout.paid', false],
])('%s may be of a line that a payout run paid: %s', (type, expected) => {
  expect(mayBeOfLine(type)).toBe(expected);
});

test('what concerns nobody wakes nobody soon', () => {
  expect(routed('customer.created', {})).toEqual({
    target: null,
    wakeClass: 'soon',
    reason: 'no event that Recoup acts on',
  });
});

test('a type that only begins like another is another', () => {
  expect(routed('charge.failedx', { id: 'ch_1', transfer: 'tr_1' }).reason).toBe(
    'no event that Recoup acts on',
  );
  expect(routed('xcharge.dispute.created', { id: 'dp_1' }).reason).toBe('no event that Recoup acts on');
});
