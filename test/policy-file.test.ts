import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SHIPPED_CURRENCIES, amountFor, forCountry, type AmountTable } from '../src/domain/policy/policy';
import { currency } from '../src/domain/money';
import {
  PolicyError,
  SHIPPED_POLICY,
  defaultPolicy,
  loadPolicy,
  parsePolicy,
  sealPolicy,
} from '../src/policy-file';

const shippedText = readFileSync(SHIPPED_POLICY, 'utf8');

function mistakesOf(text: string): PolicyError {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

function tablesOf(value: unknown): AmountTable[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('usd' in value) return [value as AmountTable];
  return Object.values(value).flatMap(tablesOf);
}

describe('the shipped policy', () => {
  it('has a row for every shipped currency in every table of amounts', () => {
    const tables = tablesOf(defaultPolicy());
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) expect(Object.keys(table)).toEqual([...SHIPPED_CURRENCIES]);
  });

  it('reads decimal strings into the minor units of their currency', () => {
    const { tooSmall } = defaultPolicy();
    expect(amountFor(tooSmall, currency('usd'))).toBe(500);
    expect(amountFor(tooSmall, currency('jpy'))).toBe(750);
    expect(amountFor(tooSmall, currency('sek'))).toBeNull();
  });

  it('has the twelve rungs, and the gate among them', () => {
    const policy = defaultPolicy();
    expect(policy.ladder.map((rung) => rung.day)).toEqual([
      1, 7, 14, 30, 45, 60, 90, 120, 150, 160, 170, 175,
    ]);
    expect([policy.gate.day, ...policy.gate.repeatDays]).toEqual([150, 160, 170, 175]);
  });

  it('knows which countries can be debited, and for how long payouts may be held', () => {
    const { debit, hold } = defaultPolicy();
    expect(debit.createdAfterDays['GB']).toBe(3);
    expect(debit.createdAfterDays['NO']).toBe(2);
    expect(debit.createdAfterDays['JP']).toBeUndefined();
    expect(forCountry(hold.limitDays, 'US')).toBe(730);
    expect(forCountry(hold.limitDays, 'DE')).toBe(90);
  });
});

it('reads percentages into basis points', () => {
  const { reserve } = defaultPolicy();
  expect(reserve.byAge).toEqual([
    { underDays: 90, basisPoints: 1_000, immediateBasisPoints: 700 },
    { underDays: 365, basisPoints: 500, immediateBasisPoints: null },
  ]);
  expect(reserve.trustedBelowBasisPoints).toBe(50);
  expect(reserve.disputeRate.rows.map((row) => [row.fromBasisPoints, row.basisPoints, row.then])).toEqual([
    [75, 1_500, 'pay'],
    [100, 2_500, 'review'],
    [150, 10_000, 'hold'],
  ]);
});

describe('a policy with mistakes', () => {
  it('names each one with its line and reason, all at once', () => {
    const text = shippedText
      .replace("USD: '5.00'", 'USD: 5.00')
      .replace('whenRejected:', 'whenRejcted:')
      .replace('lookGap: 15m', 'lookGap: soon')
      .replace('sellersPerDispute: 20', 'sellersPerDispute: 0');
    const lineOf = (part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;
    const { mistakes, message, exitCode } = mistakesOf(text);
    expect(exitCode).toBe(2);
    const seen = mistakes.map(({ line, path }) => ({ line, path }));
    expect(seen).toEqual([
      { line: lineOf('tooSmall:'), path: 'tooSmall.USD' },
      { line: lineOf('from:'), path: 'hold.whenRejected' },
      { line: lineOf('whenRejcted:'), path: 'hold.whenRejcted' },
      { line: lineOf('sellersPerDispute'), path: 'caps.sellersPerDispute' },
      { line: lineOf('lookGap'), path: 'lookGap' },
    ]);
    expect(message).toContain('no such setting');
    expect(message).toContain("in quotes: '12.50'");
    expect(message).toContain('recoup policy check');
  });

  it.each([
    ["USD: '5.00'", "USD: '-5.00'", 'zero or above'],
    ["USD: '5.00'", "USD: '5.005'", 'USD has 2 decimals, not 3'],
    ["JPY: '750'", "JPY: '750.5'", 'JPY has 0 decimals, not 1'],
    ["USD: '5.00'", "usd: '5.00'", 'three capital letters'],
    ['day: 7, name: day-7', 'day: 1, name: day-7', 'must come after day 1'],
    ['name: day-7', 'name: day-1', 'names another rung'],
    ['watchFromDay: 173', 'watchFromDay: 181', 'watchFromDay comes before'],
    ['  day: 150\n', '  day: 151\n', 'no rung of the ladder is on day 151'],
    ['repeatDays: [160, 170, 175]', 'repeatDays: [160, 172]', 'no rung of the ladder is on day 172'],
    ['contestedBy: platform', 'contestedBy: nobody', 'contestedBy'],
    ['team: [team@example.com]', 'team: []', 'somebody must hear of it'],
    ['team: [team@example.com]', 'team: [team]', 'an address, such as team@example.com'],
    ['seller: [mail]', 'seller: [grace@example.com]', 'mail (to their address at Stripe)'],
    ['seller: [mail]', 'seller: []', 'sellers must hear'],
    ['seller: [mail]', "seller: [{ webhook: 'http://app.example.com', secret: app }]", 'https'],
    ['seller: [mail]', "seller: [{ webhook: 'https://me:pw@app.example.com', secret: app }]", 'https'],
    ['seller: [mail]', "seller: [{ webhook: 'https://app.example.com' }]", 'secret: name'],
    ["percent: '5'", 'percent: 5', "text from '0' to '100'"],
    ["percent: '5'", "percent: '100.01'", "text from '0' to '100'"],
    ["percent: '5'", "percent: '5.125'", 'at most two decimals'],
    ['underDays: 365', 'underDays: 90', 'underDays must grow'],
    ["fromPercent: '1',", "fromPercent: '0.7',", 'fromPercent must grow'],
    ['minimumCharges: 50', 'minimumCharges: 0', 'minimumCharges'],
    ['tooSmall:', 'tooSmall: {}\ntooSmall:', 'unique'],
    ['timeZone: UTC', 'timeZone: Mars/Olympus', 'the IANA name of a time zone, such as UTC'],
    ['hour: 8', 'hour: 24', 'digest.hour'],
    ['schedule: none', 'schedule: payout', 'a scheduled payout needs a currency at least'],
    ['schedule: none', 'schedule: both', 'payouts.schedule'],
    ['currencies: []', 'currencies: [usd]', 'three capital letters'],
    ['days: all', 'days: sundays', 'payouts.days'],
    ['roles: [team]', 'roles: [seller]', 'digest.roles'],
    ['roles: [team]', 'roles: []', 'somebody must hear of it'],
    ['hold:', 'hold: [', 'line'],
  ])('refuses %s written as %s', (right, wrong, reason) => {
    expect(shippedText).toContain(right);
    expect(mistakesOf(shippedText.replace(right, wrong)).message).toContain(reason);
  });

  it('refuses an empty file and says so of one that is not there', () => {
    expect(mistakesOf('').message).toContain('line 1');
    expect(() => loadPolicy('/nowhere/policy.yaml')).toThrow(/cannot be read/);
  });
});

it('reads recipients by their form', () => {
  const team = "team: [a@ridge.example, log, { webhook: 'https://app.ridge.example/in', secret: app }]";
  const { recipients } = parsePolicy(shippedText.replace('team: [team@example.com]', team));
  expect(recipients.seller).toEqual([{ channel: 'mail' }]);
  expect(recipients.team).toEqual([
    { channel: 'mail', address: 'a@ridge.example' },
    { channel: 'log' },
    { channel: 'webhook', url: 'https://app.ridge.example/in', secret: 'app' },
  ]);
});

describe("a policy's hash", () => {
  it('is the same for the same content, whatever the order and the comments', () => {
    const [head = '', ...rest] = shippedText.split('\n\n# Payouts set to manual');
    const moved = `hold:${rest.join('').split('hold:')[1] ?? ''}\n\n${head.slice(head.indexOf('tooSmall'))}\n`;
    expect(parsePolicy(moved).hash).toBe(defaultPolicy().hash);
  });

  it('changes with any value, also one changed in memory', () => {
    const policy = defaultPolicy();
    expect(parsePolicy(shippedText.replace('toHour: 17', 'toHour: 18')).hash).not.toBe(policy.hash);
    expect(sealPolicy({ ...policy, lookGapWallMs: 1_000 }).hash).not.toBe(policy.hash);
    expect(sealPolicy(policy)).toEqual(policy);
  });
});

it('is read from the file that is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recoup-policy-'));
  try {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, shippedText.replace('lookGap: 15m', 'lookGap: 90s'));
    expect(loadPolicy(file).lookGapWallMs).toBe(90_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
