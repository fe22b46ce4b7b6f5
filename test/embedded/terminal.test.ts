import { describe, expect, test } from '@jest/globals';
import { closingTable } from '../../src/embedded/closing-table';
import { absence, banner, createTerminal, dayOf, spanText, standing } from '../../src/embedded/terminal';
import { DAY_MS } from '../../src/domain/clock';

const clock = { originMs: Date.UTC(2026, 10, 2, 12), msPerDay: 2_000 };
const afterDays = (days: number): number => clock.originMs + days * clock.msPerDay;

describe('the banner', () => {
  test('says what is simulated, the mode, the day and the days left', () => {
    const text = banner(clock, afterDays(12.5), { mode: 'act', frozen: false });
    expect(text).toContain('simulated, 2 s = 1 day, no real money');
    expect(text).toContain('mode act · day 12 · 168 days left to 180');
    expect(new Set(text.split('\n').map((line) => line.length)).size).toBe(1);
  });

  test('says that the door is shut, and counts no days below zero', () => {
    expect(standing(clock, afterDays(200), { mode: 'observe', frozen: true })).toBe(
      'mode observe (frozen: no money moves) · day 200 · 0 days left to 180',
    );
    expect(standing(clock, afterDays(179), { mode: 'act', frozen: false })).toContain('1 day left');
    expect(dayOf(clock, clock.originMs - DAY_MS)).toBe(0);
  });

  test.each([
    [500, '500 ms'],
    [2_000, '2 s'],
    [60_000, '1 min'],
    [DAY_MS, '24 h'],
  ])('a day of %d ms is called %s', (ms, name) => expect(spanText(ms)).toBe(name));
});

describe('what went by while nobody was there', () => {
  test.each([
    [null, null],
    [afterDays(1), 'While Recoup was stopped, 9 days went by.'],
    [afterDays(8.9), 'While Recoup was stopped, 1 day went by.'],
    [afterDays(9.5), null],
  ])('last seen at %p: %p', (lastAliveMs, said) => {
    expect(absence(clock, lastAliveMs, afterDays(10))).toBe(said);
  });
});

describe('the terminal', () => {
  const nameOf = (account: string) => (account === 'acct_bo' ? 'Bo & Co' : null);
  const written = (quiet: boolean) => {
    const lines: string[] = [];
    return { lines, terminal: createTerminal(clock, { quiet, nameOf, write: (text) => lines.push(text) }) };
  };

  test('keeps progress back until the addresses are out, then tells it in order', () => {
    const { lines, terminal } = written(false);
    terminal.tell(clock.originMs + 3 * DAY_MS, 'acct_ada', 'sells\na vase');
    terminal.say('addresses');
    expect(lines).toEqual(['addresses\n']);
    terminal.open();
    terminal.tell(clock.originMs + 4 * DAY_MS, null, 'later');
    expect(lines[1]).toMatch(/^day {3}3 {2}acct_ada +sells a vase\n$/);
    expect(lines[2]).toMatch(/^day {3}4 +later\n$/);
  });

  test('calls sellers by their names, and cuts no command', () => {
    const { lines, terminal } = written(false);
    const command = `bin/recoup ${'x'.repeat(300)}`;
    terminal.open();
    terminal.tell(clock.originMs, 'acct_bo', 'owes', ['answer it:', command]);
    expect(lines[0]).toMatch(/^day {3}0 {2}Bo & Co +owes\n +answer it:\n +bin\/recoup x{300}\n$/);
  });

  test('is quiet about progress only', () => {
    const { lines, terminal } = written(true);
    terminal.open();
    terminal.tell(clock.originMs, null, 'progress');
    terminal.say('trouble');
    expect(lines).toEqual(['trouble\n']);
  });

  test('cuts a line that would not be read', () => {
    const { lines, terminal } = written(false);
    terminal.open();
    terminal.tell(clock.originMs, null, 'x'.repeat(1_000));
    expect(lines[0]).toMatch(/x…\n$/);
    expect(lines[0]?.length).toBeLessThan(210);
  });
});

describe('the closing table', () => {
  const figures = (currency: string) => ({
    currency,
    shortfallMinor: 0,
    claimsMinor: 1_500,
    openCases: 1,
    recovered: [{ method: 'bank_debit' as const, amountMinor: 48_000 }],
    givenBackMinor: 0,
    writtenOffMinor: 700,
    nextToClear: null,
  });
  const verdict = (overpaidMinor: number) => ({
    sellers: [],
    unexplained: [],
    totals: [{ currency: 'usd', overpaidMinor, recoveredTwiceMinor: 0, unexplainedMinor: 0 }],
    clean: overpaidMinor === 0,
  });

  test('has a column a currency and never their sum', () => {
    const table = closingTable([figures('jpy'), figures('usd')], { usd: 50_200 }, verdict(0));
    expect(table).toMatch(/bank debits +48,000 JPY +480\.00 USD/);
    expect(table).toMatch(/owed, at most +0 JPY +502\.00 USD/);
    expect(table).toMatch(/still owed: claims +1,500 JPY +15\.00 USD/);
    expect(table).toMatch(/let go +700 JPY +7\.00 USD/);
    expect(table).toContain('Clean: everybody bears what is theirs.');
    expect(table).not.toContain('later sales');
  });

  test('does not call unclean what is', () => {
    const table = closingTable([figures('usd')], {}, verdict(1));
    expect(table).toMatch(/overpaid to sellers +0\.01 USD/);
    expect(table).toContain('NOT CLEAN');
  });
});
