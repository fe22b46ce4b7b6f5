import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../../src/simulator/world/port';
import { restoreWorld } from '../../../src/simulator/world/world';
import { amounts, aWorld, call, daysLater, list, product, refusal, sellerWithSale } from './support/world';

describe('events', () => {
  test('of accounts carry the account, the platform’s own do not', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    expect(list(world, 'GET /v1/events').every((event) => !('account' in event))).toBe(true);
    const theirs = list(world, 'GET /v1/events', {}, account);
    expect(theirs.map((event) => event['type'])).toEqual(['payout.created', 'payment.created']);
    expect(theirs.every((event) => event['account'] === account)).toBe(true);
  });

  test('carry the object as it was then', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.lose('dp_1');
    const statuses = list(world, 'GET /v1/events', {
      types: ['charge.dispute.created', 'charge.dispute.closed'],
    }).map((event) => (event['data'] as unknown as { object: { status: string } }).object.status);
    expect(statuses).toEqual(['lost', 'needs_response']);
  });

  test('are found by type, time and delivery, and for thirty days', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const [topup] = list(world, 'GET /v1/events', { type: 'topup.created' });
    world.markDelivery(String(topup?.id), 'failed');
    expect(list(world, 'GET /v1/events', { delivery_success: false })).toEqual([topup]);
    world.markDelivery(String(topup?.id), 'succeeded');
    expect(list(world, 'GET /v1/events', { delivery_success: false })).toEqual([]);
    const many = Array.from({ length: 21 }, (_, index) => `a.${index}`);
    expect(refusal(() => list(world, 'GET /v1/events', { types: many }))).toBeNull();
    const after = Math.floor(world.nowMs / 1000);
    expect(list(world, 'GET /v1/events', { created: { gt: after } })).toEqual([]);
    daysLater(world, 31);
    expect(list(world, 'GET /v1/events', { type: 'topup.created' })).toEqual([]);
    expect(refusal(() => call(world, 'GET /v1/events/{id}', { id: String(topup?.id) }))).toBe(
      'resource_missing',
    );
  });

  test('of an account that revoked access end with that', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: false });
    const types: string[] = [];
    world.onEvent((event) => types.push(event.type));
    world.acts.deauthorize(account);
    world.acts.sellerPaysOut(account, 'usd');
    expect(types).toEqual(['account.application.deauthorized']);
  });
});

describe('a world from its journal', () => {
  test('goes on as if nothing had happened', () => {
    const journal: Change[] = [];
    const worlds = [true, false].map((interrupted) => {
      let world = aWorld();
      const account = sellerWithSale(world, { paidOut: true });
      world.acts.at(world.nowMs + 86_400_000, 'dispute', [{ id: 'dp_1', charge: 'ch_1' }], {
        seller: account,
        what: 'A dispute.',
      });
      world.acts.at(world.nowMs + 2 * 86_400_000, 'setBankBehaviour', [
        account,
        'usd',
        { kind: 'fails', codes: ['insufficient_funds'] },
      ]);
      journal.push(...world.drainChanges());
      for (let day = 0; day < 40; day += 1) {
        daysLater(world, 1);
        if (day === 1) product.reverse(world, 'dp_1', 'tr_1', 10_000);
        if (!interrupted) continue;
        journal.push(...world.drainChanges());
        world = restoreWorld(JSON.parse(JSON.stringify(journal)) as Change[]);
      }
      world.audit();
      return world;
    });
    const [first, second] = worlds.map((world) => ({
      verdict: world.verdict(),
      balances: [amounts(world), amounts(world, 'acct_A')],
      payouts: list(world, 'GET /v1/payouts', {}, 'acct_A').map((payout) => [
        payout.id,
        payout['status'],
        payout['created'],
      ]),
    }));
    expect(first).toEqual({ ...second, payouts: expect.any(Array) });
    expect(first?.payouts.map((row) => row.slice(1))).toEqual(second?.payouts.map((row) => row.slice(1)));
    expect(first?.payouts).toHaveLength(3);
  });

  test('forgets nothing of a snapshot', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: true });
    const copy = restoreWorld(JSON.parse(JSON.stringify(world.snapshot())) as Change[]);
    for (const one of [world, copy]) daysLater(one, 10);
    expect(copy.snapshot()).toEqual(world.snapshot());
  });

  test('that is incomplete is refused', () => {
    expect(() => restoreWorld([])).toThrow(/holds no world/);
  });
});

describe('stories', () => {
  test('tell their lines when the acts have happened, and not where nothing came of them', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const lines: string[] = [];
    world.onNarration((line) => lines.push(line.what));
    world.acts.at(world.nowMs + 1_000, 'dispute', [{ id: 'dp_1', charge: 'ch_1' }], {
      seller: 'acct_A',
      what: 'A dispute.',
    });
    expect(lines).toEqual([]);
    world.advanceTo(world.nowMs + 1_000);
    expect(lines).toEqual(['A dispute.']);
    const again = { seller: 'acct_A', what: 'Another.' };
    world.acts.refund({ charge: 'ch_1' });
    world.acts.at(world.nowMs + 1_000, 'disputeUnlessRefunded', [{ id: 'dp_2', charge: 'ch_1' }], again);
    world.advanceTo(world.nowMs + 1_000);
    expect(lines).toEqual(['A dispute.']);
    expect(list(world, 'GET /v1/disputes')).toHaveLength(1);
    expect(call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' })['status']).toBe('needs_response');
  });
});
