import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import type { World } from '../../../src/simulator/world/port';
import { aWorld, call, daysLater, product, refusal } from './support/world';

interface Shown {
  readonly capabilities: Readonly<Record<string, string>>;
  readonly charges_enabled: boolean;
  readonly payouts_enabled: boolean;
  readonly requirements: Readonly<Record<string, unknown>>;
  readonly future_requirements: Readonly<Record<string, unknown>>;
}

function aSeller(): { world: World; events: string[]; shown: () => Shown } {
  const world = aWorld();
  world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const events: string[] = [];
  world.onEvent(({ type }) => events.push(type));
  const shown = (): Shown =>
    call(world, 'GET /v1/accounts/{account}', { account: 'acct_A' }) as unknown as Shown;
  return { world, events, shown };
}

const reject = (world: World, params: Readonly<Record<string, string>>): unknown =>
  call(world, 'POST /v1/accounts/{account}/reject', { account: 'acct_A' }, params);
const unreject = (world: World): unknown =>
  call(world, 'POST /v1/accounts/{account}/unreject', { account: 'acct_A' });

describe('a capability that slides', () => {
  test('leaves the booleans of its account as they were, and stops transfers', () => {
    const { world, events, shown } = aSeller();
    world.acts.setCapability('acct_A', 'transfers', 'pending');
    expect(shown()).toMatchObject({
      capabilities: { card_payments: 'active', transfers: 'pending' },
      charges_enabled: true,
      payouts_enabled: true,
    });
    expect(events).toEqual(['account.updated', 'capability.updated']);
    expect(refusal(() => product.giveBack(world, 'dp_1', 'acct_A', 100))).toBe('capability_not_active');
  });

  test('does so without any event where nobody announces it, and comes back likewise', () => {
    const { world, events, shown } = aSeller();
    world.acts.setCapability('acct_A', 'transfers', 'pending', { silently: true });
    expect(shown().capabilities['transfers']).toBe('pending');
    world.acts.setCapability('acct_A', 'transfers', 'active', { silently: true });
    expect(shown().capabilities['transfers']).toBe('active');
    expect(events).toEqual([]);
  });
});

describe('requirements', () => {
  const due = { currentlyDue: ['company.tax_id'], eventuallyDue: ['company.tax_id', 'person.id_number'] };

  test('shut the account when their deadline passes, and open it again when they are met', () => {
    const { world, shown } = aSeller();
    world.acts.setRequirements('acct_A', { ...due, deadlineMs: world.nowMs + 3 * DAY_MS });
    expect(shown()).toMatchObject({ payouts_enabled: true, capabilities: { transfers: 'active' } });
    daysLater(world, 4);
    expect(shown()).toMatchObject({
      capabilities: { card_payments: 'inactive', transfers: 'inactive' },
      charges_enabled: false,
      payouts_enabled: false,
      requirements: {
        current_deadline: null,
        currently_due: ['company.tax_id'],
        disabled_reason: 'requirements.past_due',
        past_due: ['company.tax_id'],
      },
    });
    world.acts.meetRequirements('acct_A');
    expect(shown()).toMatchObject({
      capabilities: { card_payments: 'active', transfers: 'active' },
      payouts_enabled: true,
      requirements: { currently_due: [], eventually_due: [], past_due: [], disabled_reason: null },
    });
  });

  test('may have their deadline so many days from now', () => {
    const { world, shown } = aSeller();
    world.acts.setRequirements('acct_A', { ...due, deadlineInDays: 2 });
    expect(shown().requirements['current_deadline']).toBe((world.nowMs + 2 * DAY_MS) / 1000);
  });

  test('that are met in time, or put off, shut nothing', () => {
    const { world, shown } = aSeller();
    const inDays = (days: number): number => world.nowMs + days * DAY_MS;
    world.acts.setRequirements('acct_A', { ...due, deadlineMs: inDays(3) });
    world.acts.setRequirements('acct_A', { deadlineMs: inDays(6) });
    daysLater(world, 4);
    expect(shown().payouts_enabled).toBe(true);
    world.acts.meetRequirements('acct_A');
    daysLater(world, 4);
    expect(shown()).toMatchObject({ payouts_enabled: true, requirements: { past_due: [] } });
  });

  test('of the future become those of today on their own deadline', () => {
    const { world, shown } = aSeller();
    world.acts.setRequirements('acct_A', {
      pendingVerification: ['company.address'],
      future: { ...due, deadlineMs: world.nowMs + 2 * DAY_MS },
    });
    expect(shown()).toMatchObject({
      future_requirements: { currently_due: ['company.tax_id'] },
      requirements: { currently_due: [], pending_verification: ['company.address'] },
    });
    daysLater(world, 3);
    expect(shown()).toMatchObject({
      future_requirements: { currently_due: [], eventually_due: [], current_deadline: null },
      requirements: { past_due: ['company.tax_id'], disabled_reason: 'requirements.past_due' },
    });
  });

  test('can be asked for without an event', () => {
    const { world, events, shown } = aSeller();
    world.acts.setRequirements('acct_A', { ...due, silently: true });
    expect(shown().requirements['currently_due']).toEqual(['company.tax_id']);
    expect(events).toEqual([]);
  });

  test('another reason of Stripe’s shuts the account while it stands', () => {
    const { world, shown } = aSeller();
    world.acts.setRequirements('acct_A', { disabledReason: 'under_review' });
    expect(shown()).toMatchObject({ charges_enabled: false, payouts_enabled: false });
    world.acts.setRequirements('acct_A', { disabledReason: null });
    expect(shown()).toMatchObject({ charges_enabled: true, payouts_enabled: true });
  });
});

describe('a rejection', () => {
  test.each([
    ['fraud_other', 'rejected.platform_fraud'],
    ['fraud_no_intent_to_fulfill', 'rejected.platform_fraud'],
    ['terms_of_service', 'rejected.platform_terms_of_service'],
    ['credit', 'rejected.platform_other'],
    ['other', 'rejected.platform_other'],
  ])('by the API for %s is %s, and shuts everything', (reason, word) => {
    const { world, events, shown } = aSeller();
    reject(world, { reason });
    expect(shown()).toMatchObject({
      capabilities: { card_payments: 'inactive', transfers: 'inactive' },
      charges_enabled: false,
      payouts_enabled: false,
      requirements: { disabled_reason: word },
    });
    expect(events).toEqual(['account.updated', 'capability.updated', 'capability.updated']);
    expect(refusal(() => product.giveBack(world, 'dp_1', 'acct_A', 100))).toBe('transfers_not_allowed');
  });

  test('leaves payouts on where the platform says so', () => {
    const { world, shown } = aSeller();
    reject(world, { reason: 'other', payouts_action: 'none' });
    expect(shown()).toMatchObject({ charges_enabled: false, payouts_enabled: true });
  });

  test('is undone by the platform that made it, and nothing else with it', () => {
    const { world, shown } = aSeller();
    world.acts.setCapability('acct_A', 'transfers', 'pending');
    reject(world, { reason: 'fraud_other' });
    world.acts.setRequirements('acct_A', { pastDue: ['company.tax_id'] });
    unreject(world);
    expect(shown()).toMatchObject({
      payouts_enabled: false,
      requirements: { disabled_reason: 'requirements.past_due' },
    });
    world.acts.meetRequirements('acct_A');
    expect(shown()).toMatchObject({
      payouts_enabled: true,
      capabilities: { card_payments: 'active', transfers: 'pending' },
    });
  });

  test('by Stripe stands, whatever the platform says', () => {
    const { world, shown } = aSeller();
    world.acts.reject('acct_A', 'listed');
    expect(refusal(() => unreject(world))).toBe('account_invalid');
    reject(world, { reason: 'other' });
    expect(shown().requirements['disabled_reason']).toBe('rejected.listed');
  });

  test('made by hand in the Dashboard is the platform’s own', () => {
    const { world, shown } = aSeller();
    world.acts.reject('acct_A', 'platform_fraud');
    unreject(world);
    expect(shown()).toMatchObject({ payouts_enabled: true, requirements: { disabled_reason: null } });
  });
});
