import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import { render, TEMPLATES, type NoticeContent } from '../../src/notify/templates';
import type { Audience, Context } from '../../src/notify/templates/template';

const NOTICE_DAY = Date.parse('2026-03-02T10:00:00Z');

function context(audience: Audience, kind: string | null = 'express'): Context {
  return {
    audience,
    account: { id: 'acct_1', kind },
    platform: 'Ridge Market',
    timeZone: 'America/Chicago',
    bankLast4: {},
  };
}

const owing = {
  caseNumber: 7,
  account: 'acct_1',
  currency: 'usd',
  shortfallMinor: 123_450,
  claimsMinor: 1_500,
  items: [
    { cause: 'dp_1', part: 'principal' as const, amountMinor: 123_450 },
    { cause: 'dp_1', part: 'fee' as const, amountMinor: 1_500 },
  ],
  negativeSinceMs: NOTICE_DAY - DAY_MS,
  clearsMs: NOTICE_DAY + 179 * DAY_MS,
};

/** One of each, with figures as the flows give them. */
const EXAMPLES: readonly NoticeContent[] = [
  { template: 'rung', params: { ...owing, rung: 'day-1', day: 1, debitExpectedMs: NOTICE_DAY + DAY_MS } },
  { template: 'debitExpected', params: { ...owing, amountMinor: 123_450, onMs: NOTICE_DAY + 2 * DAY_MS } },
  { template: 'debitReturned', params: { ...owing, amountMinor: 123_450, failureCode: 'account_closed' } },
  {
    template: 'caseClosed',
    params: {
      ...owing,
      reason: 'recovered',
      recovered: [{ method: 'bank_debit', amountMinor: 123_450 }],
      letGoMinor: 0,
    },
  },
  { template: 'owedGrew', params: { ...owing, beforeMinor: 50_000 } },
  { template: 'claimStatement', params: owing },
  { template: 'writeOffProposed', params: owing },
  { template: 'clearingForecast', params: owing },
  {
    template: 'balanceCleared',
    params: { ...owing, amountMinor: 123_450, collectionTransfer: 'cct_1' },
  },
  { template: 'holdLimit', params: { ...owing, endsMs: NOTICE_DAY + 21 * DAY_MS } },
  {
    template: 'disputeCreated',
    params: { dispute: 'dp_1', currency: 'usd', amountMinor: 123_450, reason: 'product_not_received' },
  },
  {
    template: 'disputeTaken',
    params: { dispute: 'dp_1', currency: 'usd', amountMinor: 123_450, feeMinor: 1_500 },
  },
  { template: 'disputeGivenBack', params: { dispute: 'dp_1', currency: 'usd', amountMinor: 123_450 } },
  {
    template: 'evidenceDue',
    params: {
      dispute: 'dp_1',
      currency: 'usd',
      amountMinor: 123_450,
      evidenceDueMs: NOTICE_DAY + 7 * DAY_MS,
    },
  },
  {
    template: 'evidencePassed',
    params: { dispute: 'dp_1', currency: 'usd', amountMinor: 123_450, evidenceDueMs: NOTICE_DAY },
  },
  { template: 'fraudWarning', params: { charge: 'ch_1' } },
  {
    template: 'attention',
    params: { about: 'case:7', message: 'What happened.', command: 'bin/recoup freeze' },
  },
];

test('there is an example of each template here', () => {
  expect(EXAMPLES.map(({ template }) => template).toSorted()).toEqual(Object.keys(TEMPLATES).toSorted());
});

describe.each(EXAMPLES)('$template', ({ template, params }) => {
  test.each(['seller', 'team', 'finance', 'risk', 'decider'] as const)('has words for %s', (audience) => {
    const { subject, text } = render(template, params, context(audience));
    expect(subject).toMatch(/^[^\n]{10,120}$/);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|https?:/);
    expect(`${subject}\n${text}`).not.toMatch(/\b\d{5,}\b/);
    expect(text.endsWith('\n')).toBe(true);
  });
});

describe('the ladder', () => {
  const onDay = (day: number, audience: Audience) =>
    render('rung', { ...owing, rung: `day-${day}`, day }, context(audience));

  test('says what, why, when the bank is debited and what is held', () => {
    const figures = {
      ...owing,
      rung: 'day-1',
      day: 1,
      payoutsHeld: true,
      debitExpectedMs: NOTICE_DAY + DAY_MS,
    };
    const { subject, text } = render('rung', figures, context('seller'));
    expect(subject).toBe('Your balance is below zero: 1,249.50 USD');
    expect(text).toContain('- dispute dp_1: 1,234.50 USD\n- fee for dispute dp_1: 15.00 USD');
    expect(text).toContain('1,234.50 USD will be collected from the bank account');
    expect(text).toContain('on about 3 March 2026');
    expect(text).toContain('Your payouts are on hold');
    expect(text).toContain('Ridge Market');
  });

  test('grows more earnest, each seller’s rung in other words', () => {
    const subjects = [1, 7, 14, 30, 60, 120].map((day) => onDay(day, 'seller').subject);
    expect(new Set(subjects).size).toBe(6);
    expect(subjects.at(-1)).toContain('Last notice before external collection');
  });

  test('a policy with other days gets the words of the stage it has reached', () => {
    expect(onDay(20, 'seller').subject).toBe(onDay(14, 'seller').subject);
    expect(onDay(400, 'seller').subject).toBe(onDay(120, 'seller').subject);
  });

  test('gives the decider the exact command', () => {
    for (const day of [150, 160, 170, 175]) {
      const { subject, text } = onDay(day, 'decider');
      expect(subject).toContain(`day ${day} of 180`);
      expect(text).toContain('temporal workflow signal --workflow-id case:acct_1:usd --name resolve --input');
    }
  });

  test('tells a seller whose bank cannot be debited how else it is paid', () => {
    const text = (debitPossible: string): string =>
      render('rung', { ...owing, rung: 'day-1', day: 1, debitPossible }, context('seller')).text;
    expect(text('bank_errored')).toContain('add a new bank account');
    expect(text('country')).toContain('new sales will pay it');
  });
});

describe('a returned debit', () => {
  const returned = (failureCode: string | null, kind: string | null): string =>
    render('debitReturned', { ...owing, amountMinor: 500, failureCode }, context('seller', kind)).text;

  test.each([
    ['express', 'open your payouts dashboard'],
    ['custom', 'a secure page will ask'],
    ['standard', 'your own Stripe dashboard'],
    [null, 'answer this message'],
  ])('of a closed account: a seller of kind %s adds a new one (%s)', (kind, words) => {
    const text = returned('account_closed', kind);
    expect(text).toContain('this account is closed');
    expect(text).toContain('What helps is a new bank account.');
    expect(text).toContain(words);
  });

  test('for want of money: it is tried again', () => {
    expect(returned('insufficient_funds', 'express')).toContain('The debit will be tried again');
  });

  test('not authorised, or by a code that nobody knows: a person', () => {
    for (const code of ['debit_not_authorized', 'brand_new_code', null]) {
      expect(returned(code, 'express')).toContain('a person will look at it with you');
    }
  });
});

test('amounts follow the currency: yen have no decimals', () => {
  const { subject } = render(
    'rung',
    { ...owing, currency: 'jpy', claimsMinor: 0, rung: 'day-1', day: 1 },
    context('seller'),
  );
  expect(subject).toContain('123,450 JPY');
});

test('an unknown template or figures that do not fit are refused by name', () => {
  expect(() => render('poem', {}, context('team'))).toThrow('there is no template "poem"');
  expect(() => render('toString', {}, context('team'))).toThrow('there is no template "toString"');
  expect(() => render('rung', { ...owing, shortfallMinor: 1.5 }, context('team'))).toThrow(/shortfallMinor/);
});
