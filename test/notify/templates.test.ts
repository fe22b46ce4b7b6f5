import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import { SAMPLES } from '../../src/notify/samples';
import { render, TEMPLATES, type TemplateName } from '../../src/notify/templates';
import type { Audience, Context } from '../../src/notify/templates/template';

const NOTICE_DAY = Date.parse('2026-03-02T10:00:00Z');

function context(audience: Audience, kind: string | null = 'express'): Context {
  return {
    audience,
    account: { id: 'acct_1', kind },
    platform: 'Ridge Market',
    timeZone: 'America/Chicago',
    bankLast4: {},
    links: null,
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

const NAMES = Object.keys(TEMPLATES) as readonly TemplateName[];
const AUDIENCES = ['seller', 'team', 'finance', 'risk', 'decider'] as const;

describe.each(NAMES)('%s', (name) => {
  test.each(AUDIENCES)('has words for %s, with nothing left to fill in and nothing to follow', (audience) => {
    const { subject, text, html } = render(name, SAMPLES[name].figures, context(audience));
    expect(subject).toMatch(/^[^\n]{10,120}$/);
    expect(`${subject}\n${text}\n${html}`).not.toMatch(/undefined|null|NaN|\[object|\$\{|\{\{|https?:|href=/);
    expect(`${subject}\n${text}`).not.toMatch(/\b\d{5,}\b/);
    expect(text.endsWith('\n')).toBe(true);
  });

  test.each(AUDIENCES)('says to %s in HTML exactly what it says in text', (audience) => {
    const { text, html } = render(name, SAMPLES[name].figures, context(audience));
    expect(wordsOfHtml(html)).toEqual(wordsOf(text));
  });
});

describe('with addresses for the seller', () => {
  const LINK = /https:\/\/money\.example\/(onboarding|statement)/g;
  const linked = (
    name: TemplateName,
    audience: Audience = 'seller',
    figures: unknown = SAMPLES[name].figures,
  ) =>
    render(name, figures, {
      ...context(audience),
      links: { worksFor: '14 days', addressOf: (purpose) => `https://money.example/${purpose}` },
    });
  const leadsTo = (text: string): readonly string[] =>
    [...text.matchAll(LINK)].map(([, where = '']) => where);
  const noBank = { ...owing, rung: 'day-7', debitPossible: 'bank_errored' };

  test.each([
    ['rung', undefined, ['statement']],
    ['rung', noBank, ['onboarding', 'statement']],
    ['owedGrew', noBank, ['onboarding', 'statement']],
    ['claimStatement', undefined, ['statement']],
    ['debitExpected', undefined, ['statement']],
    ['debitReturned', undefined, ['onboarding', 'statement']],
    ['refundTaken', undefined, ['statement']],
    ['reviewOpened', undefined, ['onboarding']],
    ['reviewReminder', undefined, ['onboarding']],
    ['freshLink', { purpose: 'onboarding' }, ['onboarding']],
    ['freshLink', { purpose: 'statement' }, ['statement']],
    ['disputeTaken', undefined, []],
    ['caseClosed', undefined, []],
  ] as const)('%s leads where the seller is to do something', (name, figures, places) => {
    const { text, html } = linked(name, 'seller', figures ?? SAMPLES[name].figures);
    expect(leadsTo(text)).toEqual(places);
    expect([...html.matchAll(/href="([^"]+)"/g)].map(([, to = '']) => to)).toEqual(
      places.map((place) => `https://money.example/${place}`),
    );
    expect(wordsOfHtml(html)).toEqual(wordsOf(text));
  });

  test('it is said how long one works, and how often', () => {
    const { text } = linked('debitReturned');
    expect(text).toContain('/onboarding\nThe link works once, within 14 days.');
    expect(text).toContain('/statement\nThe link works for 14 days.');
  });

  test('a review that the seller cannot mend leads nowhere', () => {
    const { findings, ...rest } = SAMPLES.reviewOpened.figures;
    const figures = { ...rest, findings: findings.map((one) => ({ ...one, mendedBy: 'stripe' })) };
    expect(leadsTo(linked('reviewOpened', 'seller', figures).text)).toEqual([]);
  });
});

const wordsOf = (text: string): readonly string[] =>
  text.replaceAll(/^- /gm, '').split(/\s+/).filter(Boolean);

/** As a mail program shows the body. */
function wordsOfHtml(html: string): readonly string[] {
  const body = html.slice(html.indexOf('<body'), html.indexOf('</body>'));
  const shown = body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  return wordsOf(shown);
}

describe('figures from elsewhere', () => {
  const hostile = '<img src=x onerror="alert(1)">\r\nBcc: everybody@example.com';

  test('are text in HTML, whatever stands in them', () => {
    const figures = { about: 'case:7', message: hostile, command: `echo '${hostile}'` };
    const { html } = render('attention', figures, context('team'));
    expect(html).not.toMatch(/<img|onerror="/);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
  });

  test('cannot add a line to the subject', () => {
    const { subject } = render('attention', { about: hostile, message: 'm' }, context('team'));
    expect(subject).not.toMatch(/[\r\n]/);
  });
});

describe('money in a letter', () => {
  test.each([
    ['usd', '1,234.50 USD'],
    ['gbp', '1,234.50 GBP'],
    ['jpy', '123,450 JPY'],
  ])('of %s has the decimals of its currency: %s', (currency, words) => {
    for (const name of ['rung', 'debitExpected', 'debitReturned', 'disputeTaken'] as const) {
      const { text, html } = render(name, { ...SAMPLES[name].figures, currency }, context('seller'));
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
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
      expect(text).toContain('bin/recoup case resolve case:acct_1:usd --outcome keepCollecting');
    }
  });

  test.each([
    ['express', 'in your payouts dashboard, which you open from Ridge Market'],
    ['standard', 'in your own Stripe dashboard'],
    ['custom', 'when you sign in to Ridge Market'],
    [null, 'when you sign in to Ridge Market'],
  ])('says to a seller of kind %s that the balance is seen %s', (kind, where) => {
    const figures = { ...owing, rung: 'day-1', day: 1 };
    expect(render('rung', figures, context('seller', kind)).text).toContain(
      `You can see your balance ${where}.`,
    );
    const claimsOnly = { ...figures, shortfallMinor: 0 };
    expect(render('rung', claimsOnly, context('seller', kind)).text).not.toContain('see your balance');
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

  test.each([
    'account_closed',
    'account_frozen',
    'bank_account_restricted',
    'bank_account_unusable',
    'bank_ownership_changed',
    'incorrect_account_holder_address',
    'incorrect_account_holder_name',
    'incorrect_account_holder_tax_id',
    'incorrect_account_number',
    'invalid_account_number',
    'invalid_currency',
    'no_account',
    'unsupported_card',
  ])('by the code %s: says what is wrong with the account, and asks for another', (code) => {
    const text = returned(code, 'express');
    expect(text).toContain('What helps is a new bank account.');
    expect(text).not.toContain('the bank returned it');
  });

  test('for want of money: it is tried again', () => {
    expect(returned('insufficient_funds', 'express')).toContain('The debit will be tried again');
  });

  test('not authorised, or by a code that nobody knows: a person', () => {
    for (const code of ['debit_not_authorized', 'declined', 'could_not_process', 'brand_new_code', null]) {
      expect(returned(code, 'express')).toContain('a person will look at it with you');
    }
  });
});

test('an unknown template or figures that do not fit are refused by name', () => {
  expect(() => render('poem', {}, context('team'))).toThrow('there is no template "poem"');
  expect(() => render('toString', {}, context('team'))).toThrow('there is no template "toString"');
  expect(() => render('rung', { ...owing, shortfallMinor: 1.5 }, context('team'))).toThrow(/shortfallMinor/);
});
