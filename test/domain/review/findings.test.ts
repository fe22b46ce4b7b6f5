import { describe, expect, test } from '@jest/globals';
import type {
  AccountRecord,
  CapabilityStanding,
  RequirementBuckets,
} from '../../../src/domain/account/record';
import { DAY_MS } from '../../../src/domain/clock';
import { accountId } from '../../../src/domain/ids';
import { type Asked, isRejectedNow, reviewFindings, warrantsHold } from '../../../src/domain/review/findings';
import { unknownWordsOf } from '../../../src/domain/review/unknown-words';
import { defaultPolicy } from '../../../src/policy-file';

const NOW_MS = Date.UTC(2027, 2, 2, 14, 7);
const NOW = { wallMs: NOW_MS, clockMs: NOW_MS };
const NOTHING_DUE: RequirementBuckets = {
  currentlyDue: [],
  eventuallyDue: [],
  pastDue: [],
  pendingVerification: [],
  currentDeadlineMs: null,
};
const capability = (word: string): CapabilityStanding => ({
  state: word === 'active' || word === 'pending' || word === 'inactive' ? word : 'unknown',
  word,
  sinceMs: Date.UTC(2027, 1, 23),
});

const IN_ORDER: AccountRecord = {
  account: accountId('acct_A'),
  readWallMs: NOW_MS,
  reachable: true,
  country: 'US',
  kind: 'express',
  losses: 'platform',
  requirementCollection: 'stripe',
  dashboard: 'express',
  defaultCurrency: null,
  currencies: [],
  capabilities: { transfers: capability('active'), card_payments: capability('active') },
  requirements: NOTHING_DUE,
  futureRequirements: NOTHING_DUE,
  disabledReason: null,
  chargesEnabled: true,
  payoutsEnabled: true,
  payoutInterval: 'daily',
  debitNegativeBalances: true,
  externalAccounts: [],
  sellerSinceMs: 0,
};

const find = (
  change: Partial<AccountRecord>,
  onceActive: readonly string[] = [],
  asked: readonly Asked[] = [],
) => reviewFindings({ record: { ...IN_ORDER, ...change }, onceActive, asked }, NOW, defaultPolicy());
const idsOf = (...args: Parameters<typeof find>) => find(...args).map(({ id }) => id);

const due = (inDays: number, bucket: keyof RequirementBuckets = 'eventuallyDue') => ({
  ...NOTHING_DUE,
  [bucket]: ['company.tax_id'],
  currentDeadlineMs: NOW_MS + inDays * DAY_MS,
});

describe('what stands against an account', () => {
  test.each<[string, Partial<AccountRecord>, readonly string[], boolean]>([
    ['nothing', {}, [], false],
    ['a rejection', { disabledReason: 'rejected.listed' }, ['disabled:rejected.listed'], true],
    ['the oldest form of one', { disabledReason: 'rejected' }, ['disabled:rejected'], true],
    ['a look of Stripe’s', { disabledReason: 'under_review' }, ['disabled:under_review'], true],
    ['a word from the future', { disabledReason: 'on_holiday' }, ['disabled:on_holiday'], true],
    ['what is past due', { requirements: { ...NOTHING_DUE, pastDue: ['x'] } }, ['past_due'], true],
    ['a deadline on the last day of the window', { requirements: due(14) }, ['deadline:2027-03-16'], false],
    ['a deadline beyond it', { requirements: due(14.01) }, [], false],
    [
      'one of the future list',
      { futureRequirements: due(3, 'currentlyDue') },
      ['deadline:2027-03-05'],
      false,
    ],
    ['one that has passed', { requirements: due(-2, 'pendingVerification') }, ['deadline:2027-02-28'], false],
    [
      'a deadline for which nothing is due',
      { requirements: { ...NOTHING_DUE, currentDeadlineMs: NOW_MS } },
      [],
      false,
    ],
    [
      'both lists with the same day',
      { requirements: due(3), futureRequirements: due(3, 'currentlyDue') },
      ['deadline:2027-03-05'],
      false,
    ],
  ])('%s', (_what, change, ids, holds) => {
    expect(idsOf(change)).toEqual(ids);
    expect(warrantsHold(find(change))).toBe(holds);
  });

  test('a capability that was active and is not, in any other state; one that never was is none', () => {
    const slid = (word: string) => ({
      capabilities: { ...IN_ORDER.capabilities, transfers: capability(word) },
    });
    for (const word of ['pending', 'inactive', 'disabled']) {
      expect(idsOf(slid(word), ['transfers'])).toEqual(['capability:transfers']);
      expect(idsOf(slid(word), ['card_payments'])).toEqual([]);
    }
    expect(find(slid('pending'), ['transfers'])[0]?.saw).toBe(
      'transfers is pending since 2027-02-23, and was active',
    );
  });

  test('of a rejected account the rejection alone: the rest follows from it', () => {
    const shut = {
      disabledReason: 'rejected.fraud',
      capabilities: { transfers: capability('inactive') },
      requirements: { ...due(1), pastDue: ['x'] },
    };
    expect(idsOf(shut, ['transfers'])).toEqual(['disabled:rejected.fraud']);
    expect(isRejectedNow(find(shut))).toBe(true);
    expect(isRejectedNow(find({ disabledReason: 'under_review' }))).toBe(false);
  });

  test.each([
    ['requirements.past_due', 'seller'],
    ['action_required.requested_capabilities', 'seller'],
    ['rejected.fraud', 'stripe'],
    ['under_review', 'stripe'],
    ['rejected.platform_fraud', 'platform'],
    ['platform_paused', 'platform'],
  ])('%s is for the %s to mend', (disabledReason, mendedBy) => {
    expect(find({ disabledReason })[0]?.mendedBy).toBe(mendedBy);
  });

  test('what people asked for stands until they settle it, all of them in one', () => {
    const asked = ['ana', 'ben'].map((by) => ({ kind: 'person' as const, by, reason: 'odd', atMs: NOW_MS }));
    expect(find({}, [], asked)).toMatchObject([
      { id: 'person', saw: 'ana: odd; ben: odd', severity: 'hard' },
    ]);
    expect(reviewFindings({ record: null, onceActive: [], asked }, NOW, defaultPolicy())).toHaveLength(1);
  });

  test('money that a check stopped stands while it still would, and is not said twice', () => {
    const asked: readonly Asked[] = [
      { kind: 'preflight', flow: 'give_back', currency: null, atMs: NOW_MS },
      { kind: 'preflight', flow: 'give_back', currency: null, atMs: NOW_MS },
    ];
    const never = { capabilities: { transfers: capability('inactive') } };
    expect(idsOf(never, [], asked)).toEqual(['preflight:give_back']);
    expect(find(never, [], asked)[0]?.saw).toContain('a give back was stopped');
    expect(idsOf({}, [], asked)).toEqual([]);
    expect(idsOf(never, ['transfers'], asked)).toEqual(['capability:transfers']);
    // Facts that are too old to send money on are no finding against the account.
    expect(idsOf({ readWallMs: 0 }, [], asked)).toEqual([]);
  });

  test('names at most five of what is due', () => {
    const pastDue = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(find({ requirements: { ...NOTHING_DUE, pastDue } })[0]?.saw).toBe(
      'past due: a, b, c, d, e and 2 more',
    );
  });

  test('words that this version does not know are for a person', () => {
    expect(unknownWordsOf(IN_ORDER)).toEqual([]);
    const capabilities = { transfers: capability('snoozed') };
    expect(unknownWordsOf({ ...IN_ORDER, disabledReason: 'on_holiday', capabilities })).toEqual([
      'on_holiday',
      'transfers: snoozed',
    ]);
  });
});
