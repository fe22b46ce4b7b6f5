import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutFrom, type DigestDay, isQuiet, LIST_SECTIONS, LISTED } from '../../../src/domain/digest/digest';
import { digestOf } from '../../../src/domain/digest/digest-of';
import type { DigestRows, HeldRow } from '../../../src/domain/digest/rows';
import { cutLine, emptySections, headline, quietLine, sectionTexts } from '../../../src/domain/digest/words';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../../../src/domain/sweep/parts';
import { render } from '../../../src/notify/templates';

const DAY: DigestDay = {
  date: '2026-11-22',
  timeZone: 'UTC',
  fromMs: Date.UTC(2026, 10, 22),
  toMs: Date.UTC(2026, 10, 23),
};
const WRITTEN_MS = Date.UTC(2026, 10, 23, 8);
const POLICY = { clearing: { day: 180, watchFromDay: 173, attentionDay: 194 } };

const none = { rows: [], total: 0 };
const NOTHING: DigestRows = {
  moved: [],
  refused: [],
  paid: [],
  writtenOff: [],
  notMade: [],
  held: none,
  soft: none,
  needs: none,
  cases: none,
  deadlines: none,
  accounts: none,
  runs: none,
  sweeps: [],
  imports: [],
  reconciliations: [],
  differences: none,
};

const of = (rows: Partial<DigestRows>) => digestOf({ ...NOTHING, ...rows }, DAY, WRITTEN_MS, POLICY);

const held = (row: Partial<HeldRow> = {}): HeldRow => ({
  decision: 'dec_7',
  kind: 'give_back',
  subject: 'dispute:dp_1',
  why: 'preflight',
  failed: ['capability transfers is pending, not active'],
  reason: 'the bank took its money back',
  atMs: DAY.fromMs,
  times: 1,
  amountMinor: 4_500,
  currency: 'usd',
  ...row,
});

const sweep = (parts: Partial<SweepResult>): SweepResult =>
  ({
    ...Object.fromEntries(SWEEP_PARTS.map((part) => [part, { ...NOTHING_SWEPT, failed: null }])),
    ...parts,
  }) as SweepResult;

describe('a day without anything', () => {
  it('is one line', () => {
    const digest = of({ sweeps: [sweep({})] });
    expect(isQuiet(digest)).toBe(true);
    expect(sectionTexts(digest)).toEqual([]);
    expect([cutLine(digest), emptySections(digest)]).toEqual([null, null]);
    expect(headline(digest)).toBe('2026-11-22: nothing happened');
    const mail = render('dailyDigest', digest, mailContext).text;
    expect(mail.split('\n')[0]).toBe(quietLine(digest));
  });
});

const mailContext = {
  audience: 'team',
  account: null,
  platform: 'Ridge Market',
  timeZone: 'UTC',
  bankLast4: {},
  links: null,
} as const;

describe('money', () => {
  it('is never added up across currencies, and what is no recovery stands apart', () => {
    const digest = of({
      paid: [
        { what: 'reversal', currency: 'usd', amountMinor: 5_000, count: 1 },
        { what: 'sales', currency: 'usd', amountMinor: 2_000, count: 3 },
        { what: 'sales', currency: 'jpy', amountMinor: 900, count: 1 },
        { what: 'cleared', currency: 'usd', amountMinor: 70_000, count: 1 },
        { what: 'credit', currency: 'usd', amountMinor: 100, count: 1 },
      ],
      writtenOff: [{ what: 'written_off', currency: 'usd', amountMinor: 300, count: 1 }],
    });
    expect(headline(digest)).toContain('recovered 900 JPY, 70.00 USD');
    expect(digest.sums.ended.map(({ what }) => what)).toEqual(['cleared', 'written_off', 'credit']);
    expect(sectionTexts(digest).find(({ section }) => section === 'recovered')?.lines).toEqual([
      'sales: 900 JPY (1)',
      'reversal: 50.00 USD (1)',
      'sales: 20.00 USD (3)',
    ]);
  });

  it('that came back is shown as what it is, and a sum of zero out of two entries too', () => {
    const digest = of({
      paid: [
        { what: 'bank_debit', currency: 'usd', amountMinor: -5_000, count: 1 },
        { what: 'bank_debit', currency: 'eur', amountMinor: 0, count: 2 },
      ],
    });
    expect(sectionTexts(digest)[0]?.lines).toEqual([
      'bank debit: 0.00 EUR (2)',
      'bank debit: -50.00 USD (1)',
    ]);
  });
});

describe('what was almost done', () => {
  it.each([
    ['observe', 'the mode is observe'],
    ['frozen', 'all money is frozen'],
    ['cap', 'a cap of the day was reached'],
    ['approval', 'a second person has not approved it'],
    ['declined', 'a person declined it'],
    ['hold', 'the policy holds it'],
    ['below_minimum', 'less than the smallest payout'],
    ['nothing', 'all of it was kept back for what is owed or reserved'],
    ['a_new_word', 'a new word'],
  ])('says why: %s', (why, words) => {
    const [item] = of({ held: { rows: [held({ why, failed: [] })], total: 1 } }).lists.withheld.items;
    expect(item?.why).toBe(`${words} (the bank took its money back)`);
  });

  it('names what the check saw, how often, the amount, and the decision', () => {
    const digest = of({ held: { rows: [held({ times: 3 })], total: 1 } });
    expect(sectionTexts(digest)[0]?.lines).toEqual([
      'give back (3 times), 45.00 USD, dispute:dp_1: a check before it failed: capability transfers is pending, not active (the bank took its money back)\n    bin/recoup decisions show dec_7',
    ]);
  });
});

describe('lists', () => {
  it('are cut, and always say how many more there are', () => {
    const some = fc.record({
      read: fc.integer({ min: 0, max: 60 }),
      beyond: fc.integer({ min: 0, max: 1_000 }),
    });
    fc.assert(
      fc.property(some, ({ read, beyond }) => {
        const rows = Array.from({ length: read }, (_, n) => held({ decision: `dec_${n}` }));
        const digest = of({ held: { rows, total: read + beyond } });
        const { items, more } = digest.lists.withheld;
        expect(items.length).toBe(Math.min(read, LISTED));
        expect(items.length + more).toBe(read + beyond);
        expect(cutFrom(digest)).toEqual(more === 0 ? [] : [{ section: 'withheld', more }]);
        expect(cutLine(digest)?.includes(`(${more} more)`) ?? false).toBe(more > 0);
        const lines = sectionTexts(digest).find(({ section }) => section === 'withheld')?.lines ?? [];
        expect(lines.at(-1) === `and ${more} more`).toBe(more > 0);
      }),
    );
  });

  it('without anything are named at the end, those with something are not', () => {
    const digest = of({ held: { rows: [held()], total: 1 } });
    const words = emptySections(digest) ?? '';
    expect(words).toContain('deadlines ahead');
    expect(words).not.toContain('almost did');
    expect(LIST_SECTIONS.filter((name) => digest.lists[name].items.length > 0)).toEqual(['withheld']);
  });
});

describe('the other parts', () => {
  it('put the command behind what needs a person, and the day before a deadline', () => {
    const digest = of({
      needs: {
        rows: [
          {
            kind: 'gate',
            subject: 'case:acct_1:usd',
            message: 'Stripe clears it soon.',
            command: 'bin/recoup case resolve',
            atMs: DAY.fromMs,
          },
        ],
        total: 1,
      },
      deadlines: {
        rows: [
          {
            kind: 'requirements',
            subject: 'account:acct_1',
            dueMs: Date.UTC(2026, 11, 1),
            amountMinor: null,
            currency: null,
          },
        ],
        total: 1,
      },
    });
    expect(sectionTexts(digest).map(({ lines }) => lines[0])).toEqual([
      'gate, case:acct_1:usd, since 2026-11-22: Stripe clears it soon.\n    bin/recoup case resolve',
      'Stripe requires something of the seller, account:acct_1, on 2026-12-01',
    ]);
  });

  it('tell the news of cases, reviews, capabilities and runs', () => {
    const about = { account: 'acct_1', atMs: DAY.fromMs };
    const ofCase = { ...about, number: 7, currency: 'usd', owedMinor: 900, day: null, reason: null };
    const digest = of({
      cases: {
        rows: [
          { ...ofCase, news: 'day', day: 150 },
          { ...ofCase, news: 'opened' },
          { ...ofCase, news: 'closed', reason: 'let_go' },
        ],
        total: 3,
      },
      accounts: {
        rows: [
          { ...about, what: 'review opened', isReview: true, before: null, after: 'transfers is pending' },
          { ...about, what: 'capability:transfers', isReview: false, before: 'active', after: 'pending' },
          { ...about, what: 'disabled_reason', isReview: false, before: null, after: 'under_review' },
        ],
        total: 3,
      },
      runs: {
        rows: [
          {
            run: 'payout-run:2026-11-22:usd:transfer',
            currency: 'usd',
            status: 'under_water',
            reason: null,
            grossMinor: 10_000,
            sentMinor: 8_000,
            offsetMinor: 500,
            reservedMinor: 0,
            withheldMinor: 1_500,
            lines: { paid: 2, held: 1 },
            atMs: DAY.fromMs,
          },
        ],
        total: 1,
      },
    });
    expect(digest.lists.cases.items.map(({ what }) => what)).toEqual([
      'day 150 of 180',
      'opened',
      'closed: let go',
    ]);
    expect(digest.lists.accounts.items.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'review opened: transfers is pending',
      'capability:transfers: active → pending',
      'disabled reason: nothing → under review',
    ]);
    expect(digest.lists.payouts.items[0]).toMatchObject({
      what: 'under water',
      amountMinor: 8_000,
      why: 'of 100.00 USD; 5.00 USD paid what was owed; 15.00 USD withheld; 2 paid, 1 held',
    });
  });

  it('add up the sweeps of the day, part by part, and say which broke off', () => {
    const found = { ...NOTHING_SWEPT, found: 2, failed: null };
    const broken = { ...NOTHING_SWEPT, failed: 'the key may not read disputes' };
    const { items } = of({
      sweeps: [sweep({ events: found }), sweep({ events: found, disputes: broken })],
    }).lists.sweep;
    expect(items.map(({ what, why }) => [what, why])).toEqual([
      ['undelivered events', '4 found'],
      ['newest disputes', '0 found; broke off 1 of 2 times: the key may not read disputes'],
    ]);
  });
});
