import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts, SellerFacts } from '../../../src/domain/dispute/facts';
import { needsPerson } from '../../../src/domain/dispute/needs';
import type { DisputeState } from '../../../src/domain/dispute/state';
import type { DisputeAttention } from '../../../src/domain/dispute/steps';
import { transferId } from '../../../src/domain/ids';
import { disputeFacts, LOOKED_MS, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { testPolicy } from '../../support/dispute-schedule-world';
import {
  A,
  B,
  claimWith,
  EUR,
  MAY_GET_BACK,
  partWith,
  sellerWhoBore,
  sellerWith,
} from '../../support/seller-facts';

const needs = (change: Partial<DisputeFacts> = {}, more: Partial<DisputeState> = {}) =>
  needsPerson(lookedDispute(disputeFacts(change), more), LOOKED_MS);
const one = (found: readonly DisputeAttention[]): DisputeAttention => {
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`not one: ${JSON.stringify(found)}`);
  return first;
};
const settle = (key: string): string => `bin/recoup attention settle ${key} --by YOUR_NAME`;

test('what lies above what a seller can bear is the platform’s, unless a person says otherwise', () => {
  const sellers = [sellerWith({ otherCausesMinor: 4_000 }), sellerWith({ account: B, transfers: [] })];
  const need = one(needs({ sellers }));
  expect(need).toMatchObject({
    key: 'dispute:dp_1:above_cap:acct_A.4000',
    kind: 'above_cap',
    command: 'bin/recoup dispute answer --dispute dp_1 --account acct_A --above seller --by YOUR_NAME',
  });
  expect(need.message).toContain('40.00 USD of the dispute lie above what acct_A can bear');
  expect(needs({ sellers, judged: [need.key] })).toEqual([]);
});

describe('more sellers than the policy takes from', () => {
  const sellers = [sellerWith(), sellerWith({ account: B })];
  const few = { policy: testPolicy({ sellersPerDispute: 1 }) };

  test('wait for a person', () => {
    const need = one(needs({ sellers }, few));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:many_sellers',
      kind: 'many_sellers',
      command: 'bin/recoup dispute answer --dispute dp_1 --sellers take --by YOUR_NAME',
    });
    expect(need.message).toContain('would take from 2 sellers, above the 1 that');
  });

  test.each(['take', 'leave'] as const)('are no question once one said %s', (sellersAnswer) => {
    expect(needs({ sellers, sellersAnswer }, few)).toEqual([]);
  });

  test('wait for an answer, not for a settling', () => {
    expect(needs({ sellers, judged: ['dispute:dp_1:many_sellers'] }, few)).toHaveLength(1);
  });
});

describe('what had been let go and was won then', () => {
  const won = { status: 'won' as const, withdrawn: withdrawnWith({ principalMinor: 0 }) };
  const seller = (takenMinor: number) => sellerWith({ transfers: [], principal: partWith({ takenMinor }) });

  test('on the account itself is the seller’s to keep, or asked for', () => {
    const need = one(needs({ ...won, direct: A, attribution: 'direct', sellers: [seller(-700)] }));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:forgiven_then_won:acct_A.700',
      kind: 'forgiven_then_won',
      command: settle('dispute:dp_1:forgiven_then_won:acct_A.700'),
    });
    expect(need.message).toContain('What the dispute took from acct_A');
    expect(need.message).toContain('Stripe returned 7.00 USD to the account');
  });

  test.each<[string, Partial<DisputeFacts>]>([
    ['that came to the platform', { sellers: [seller(-700)], direct: null }],
    ['of which nothing had been let go', { sellers: [seller(0)], direct: A }],
    ['that the seller still bears', { sellers: [seller(700)], direct: A }],
  ])('is no question for what %s', (_what, change) => {
    expect(needs({ ...won, attribution: 'direct', ...change }).map((need) => need.kind)).not.toContain(
      'forgiven_then_won',
    );
  });
});

describe('what goes back', () => {
  const won = { status: 'won' as const, withdrawn: withdrawnWith({ principalMinor: 0 }) };
  const back = (change: Partial<SellerFacts>, facts: Partial<DisputeFacts> = {}) =>
    needs({ ...won, sellers: [sellerWhoBore(10_000, change)], ...facts });

  test('needs nobody where the platform bears the losses and nothing was sent elsewhere', () => {
    expect(back({})).toEqual([]);
    expect(back({ beforeGiveBack: null })).toEqual([]);
  });

  test.each([
    ['stripe', 'whose losses Stripe bears'],
    ['unknown', 'whose losses are borne by nobody known'],
  ] as const)('needs a person where losses are borne by %s', (losses, words) => {
    const need = one(back({ losses }));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:stripe_bears_losses:acct_A',
      kind: 'stripe_bears_losses',
      command: 'bin/recoup dispute answer --dispute dp_1 --account acct_A --give-back send --by YOUR_NAME',
    });
    expect(need.message).toContain(`Money is to go back to acct_A, ${words}`);
  });

  test('needs nobody where a person said to send it', () => {
    expect(back({ losses: 'stripe', answers: { giveBack: 'send', above: null } })).toEqual([]);
  });

  test('is no question while a claim of it is open', () => {
    const principal = partWith({
      takenMinor: 500,
      openClaimsMinor: 9_500,
      claims: [claimWith('cl_1', 9_500)],
    });
    expect(back({ losses: 'stripe', principal })).toEqual([]);
  });

  test('is asked of each seller alone, and not of those to whom nothing goes back', () => {
    const sellers = [
      sellerWith({ account: B, losses: 'stripe' }),
      sellerWhoBore(10_000, { losses: 'stripe' }),
    ];
    expect(needs({ ...won, sellers }).map((need) => need.key)).toEqual([
      'dispute:dp_1:stripe_bears_losses:acct_A',
    ]);
  });

  test('needs a person where money went to the seller elsewhere', () => {
    const transfersElsewhere = [transferId('tr_8'), transferId('tr_9')];
    const need = one(back({ beforeGiveBack: { ...MAY_GET_BACK, transfersElsewhere } }));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:transfer_elsewhere:tr_8.tr_9',
      kind: 'transfer_elsewhere',
      command: settle('dispute:dp_1:transfer_elsewhere:tr_8.tr_9'),
    });
    expect(need.message).toContain('tr_8, tr_9 went to acct_A without Recoup');
  });

  test('of many of those a key names as many as it holds', () => {
    const transfersElsewhere = Array.from({ length: 30 }, (_, index) => transferId(`tr_${1_000 + index}`));
    const { key, command } = one(back({ beforeGiveBack: { ...MAY_GET_BACK, transfersElsewhere } }));
    expect(key).toHaveLength('dispute:dp_1:transfer_elsewhere:'.length + 150);
    expect(command).toBe(settle(key));
  });
});

test('what is read in another currency is said in it', () => {
  const sellers = [sellerWith({ currency: EUR, otherCausesMinor: 4_000 })];
  expect(one(needs({ sellers })).message).toContain('40.00 EUR');
});
