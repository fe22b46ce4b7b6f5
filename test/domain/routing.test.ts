import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/domain/json';
import { FAMILIES, route, type RoutableEvent, type Route } from '../../src/domain/routing';
import { tries } from '../support/schedules';

const ACCOUNT = 'acct_seller';

function platform(type: string, object: Json): Route {
  return route({ source: 'platform', type, account: null, object });
}

function connect(type: string, object: Json): Route {
  return route({ source: 'connect', type, account: ACCOUNT, object });
}

const toAccount = { to: 'account', account: ACCOUNT };
const toOwing = { to: 'owing_account', account: ACCOUNT };

describe('an event wakes', () => {
  it.each([
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
    'charge.dispute.something_new',
  ])('the dispute, now, on %s', (type) => {
    for (const id of ['dp_1', 'du_1']) {
      expect(platform(type, { id })).toEqual({
        target: { to: 'dispute', dispute: id, account: null },
        wakeClass: 'now',
        reason: null,
      });
    }
  });

  it('a direct charge’s dispute on the account where it lives', () => {
    expect(connect('charge.dispute.created', { id: 'dp_1' }).target).toEqual({
      to: 'dispute',
      dispute: 'dp_1',
      account: ACCOUNT,
    });
  });

  const made = (id: string, request: string | null) => ({
    id,
    metadata: request === null ? {} : { recoup_key: `recoup:v1:refund:${request}:ch_1:0` },
  });

  it.each(['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'])(
    'the refund, or the request that made it, now, on %s',
    (type) => {
      for (const id of ['re_1', 'pyr_1']) {
        expect(platform(type, made(id, null))).toEqual({
          target: { to: 'refund', refund: id, request: null, account: null },
          wakeClass: 'now',
          reason: null,
        });
      }
      expect(platform(type, made('re_1', 'rq_1')).target).toMatchObject({ refund: 're_1', request: 'rq_1' });
      expect(connect(type, made('re_1', 'rq_1')).target).toMatchObject({ request: 'rq_1', account: ACCOUNT });
      expect(platform(type, { id: 'ch_1' })).toMatchObject({ target: null, reason: 'it names no refund' });
    },
  );

  it.each(['refund.created', 'refund.failed', 'charge.refunded'])(
    'the account alone, now, on %s of a refund that Stripe moves on the account itself',
    (type) => {
      expect(connect(type, made('re_1', null))).toMatchObject({ target: toAccount, wakeClass: 'now' });
      expect(connect(type, made('pyr_1', null)).target).toEqual(toAccount);
    },
  );

  it('the newest refund of a charge where an old API version lists them with it, else nobody', () => {
    const listed = { id: 'ch_1', refunds: { data: [{ id: 're_2' }, { id: 're_1' }] } };
    expect(platform('charge.refunded', listed).target).toMatchObject({ to: 'refund', refund: 're_2' });
    expect(platform('charge.refunded', { id: 'ch_1' })).toMatchObject({
      target: null,
      reason: expect.stringContaining('announced by itself'),
    });
  });

  it('the failed payment, now, when it fails after its transfer, and nobody on a card that was declined', () => {
    const declined = { id: 'ch_1', balance_transaction: null, transfer: null };
    const late = { id: 'py_1', transfer: 'tr_1', transfer_data: { destination: ACCOUNT } };
    expect(platform('charge.failed', late)).toMatchObject({
      target: { to: 'refund', refund: 'py_1', request: null, account: null },
      wakeClass: 'now',
    });
    expect(connect('charge.failed', { ...declined, balance_transaction: 'txn_1' }).target).toEqual(toAccount);
    expect(platform('charge.failed', declined).target).toBeNull();
  });

  it.each(['payout.paid', 'payout.failed', 'payout.canceled'])(
    'the account, now, on %s of a bank debit',
    (type) => {
      expect(connect(type, { id: 'po_1', amount: -167_400 })).toMatchObject({
        target: toAccount,
        wakeClass: 'now',
      });
    },
  );

  it.each([
    'topup.succeeded',
    'account.external_account.updated',
    'account.external_account.created',
    'account.updated',
    'capability.updated',
    'account.application.deauthorized',
  ])('the account, now, on %s', (type) => {
    expect(connect(type, { id: 'x_1' })).toMatchObject({ target: toAccount, wakeClass: 'now' });
    expect(platform(type, { id: 'acct_platform' })).toMatchObject({
      target: null,
      reason: expect.stringContaining("platform's own"),
    });
  });

  it.each(['payout.failed', 'balance_settings.updated'])('the account, soon, on %s otherwise', (type) => {
    expect(connect(type, { id: 'po_1', amount: 500 })).toMatchObject({
      target: toAccount,
      wakeClass: 'soon',
    });
  });

  it('the account of a reversed transfer, soon: the one it was sent for, else its destination', () => {
    const transfer = { id: 'tr_1', destination: 'acct_other' };
    expect(connect('transfer.reversed', transfer)).toMatchObject({ target: toAccount, wakeClass: 'soon' });
    expect(platform('transfer.reversed', transfer).target).toEqual({ to: 'account', account: 'acct_other' });
    expect(platform('transfer.reversed', { id: 'tr_1' }).target).toBeNull();
  });

  it('an account soon, and only where it owes, on what a busy seller does every day', () => {
    expect(platform('transfer.created', { destination: ACCOUNT })).toMatchObject({
      target: toOwing,
      wakeClass: 'soon',
    });
    for (const type of ['payout.created', 'payout.paid', 'balance.available']) {
      expect(connect(type, { amount: 500 })).toMatchObject({ target: toOwing, wakeClass: 'soon' });
    }
  });

  it('an attempted bank debit like any payout that was created', () => {
    expect(connect('payout.created', { amount: -500 })).toMatchObject({ target: toOwing, wakeClass: 'soon' });
  });

  it('flows that wait for the platform’s balance when some arrives', () => {
    expect(platform('balance.available', { object: 'balance' })).toMatchObject({
      target: { to: 'waiting_for_platform_balance' },
      wakeClass: 'soon',
    });
  });

  it('the charge that an early fraud warning names', () => {
    expect(platform('radar.early_fraud_warning.created', { charge: 'ch_1' }).target).toEqual({
      to: 'warning',
      charge: 'ch_1',
      account: null,
    });
  });

  it('the case of a collection transfer, from the daily list only', () => {
    const object = { id: 'ct_1', destination: ACCOUNT, currency: 'usd', amount: 100 };
    const event: RoutableEvent = {
      source: 'recoup',
      type: 'recoup.collection_transfer',
      account: ACCOUNT,
      object,
    };
    expect(route(event)).toMatchObject({
      target: { to: 'case', account: ACCOUNT, currency: 'usd' },
      wakeClass: 'now',
    });
    expect(route({ ...event, source: 'connect' }).target).toBeNull();
    expect(route({ ...event, object: { id: 'ct_1' } }).target).toBeNull();
  });

  it('nobody on anything else, with the reason', () => {
    for (const type of ['customer.created', 'charge.succeeded', 'charge.disputes', 'dispute.created', '']) {
      expect(platform(type, {})).toMatchObject({ target: null, reason: 'no event that Recoup acts on' });
    }
  });
});

it('routes any type with any shape without failing, and only to well-formed ids', () => {
  const types = FAMILIES.flatMap((family) => family.types.map((type) => type.replace('*', 'x')));
  const ids = fc.constantFrom(
    'acct_1',
    'dp_1',
    're_1',
    'recoup:v1:refund:rq_1:ch_1:0',
    'acct_1:usd',
    '../acct',
    '',
    'usd',
    'USD',
    -5,
  );
  const object = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom(
        'id',
        'destination',
        'transfer_data',
        'metadata',
        'recoup_key',
        'amount',
        'currency',
        'charge',
      ),
      ids,
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.option(ids.filter((id): id is string => typeof id === 'string')),
      object,
      fc.constantFrom('platform', 'connect', 'recoup'),
      (type, account, shape, source) => {
        const { target, reason } = route({ source, type, account, object: shape as Json });
        expect(reason === null).toBe(target !== null);
        if (target === null) return;
        const named = Object.entries(target).filter(([key, value]) => key !== 'to' && value !== null);
        for (const [, value] of named) expect(value).toMatch(/^\w{1,200}$/);
      },
    ),
    { numRuns: tries(5_000) },
  );
});

it('is what the documentation shows, row by row', () => {
  const page = readFileSync(join(__dirname, '../../docs/routing.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, types, where, , wakeClass]) => ({ types, where, wakeClass }));
  const table = FAMILIES.map((family) => ({
    types: family.types.map((type) => `\`${type}\``).join(' '),
    where: family.where?.words ?? '',
    wakeClass: family.wakeClass,
  }));
  expect(rows).toEqual(table);
});
