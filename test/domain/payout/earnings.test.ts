import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, readJson } from '../../../src/activities/payout/earnings-file';
import { problemsText } from '../../../src/domain/payout/earnings';

const HEADER = 'account,amount,currency,charges';
const csv = (...lines: readonly string[]): string => [HEADER, ...lines].join('\n');

describe('a file of earnings', () => {
  test('is read line by line, with the charges that each line pays for', () => {
    const { lines, problems } = readCsv(
      csv('acct_1,1500,eur,ch_1=1000;py_2=500', 'acct_2,700,EUR,', 'acct_1,20,usd,ch_3=20'),
    );
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        line: 2,
        account: 'acct_1',
        currency: 'eur',
        amountMinor: 1_500,
        charges: [
          { charge: 'ch_1', amountMinor: 1_000 },
          { charge: 'py_2', amountMinor: 500 },
        ],
      },
      { line: 3, account: 'acct_2', currency: 'eur', amountMinor: 700, charges: [] },
      {
        line: 4,
        account: 'acct_1',
        currency: 'usd',
        amountMinor: 20,
        charges: [{ charge: 'ch_3', amountMinor: 20 }],
      },
    ]);
  });

  test('may begin with a byte order mark, have its columns in another order, blanks and no charges', () => {
    const { lines, problems } = readCsv('\uFEFFcurrency, Amount ,account\r\neur, 20 ,"acct_1"\r\n\r\n');
    expect(problems).toEqual([]);
    expect(lines).toMatchObject([{ account: 'acct_1', amountMinor: 20, currency: 'eur', charges: [] }]);
  });

  const LONG = `acct_${'a'.repeat(300)}`;
  test.each([
    ['zero', 'acct_1,0,eur,', 'amount', '0'],
    ['negative', 'acct_1,-5,eur,', 'amount', '-5'],
    ['fractional', 'acct_1,10.50,eur,', 'amount', '10.50'],
    ['with thousands', 'acct_1,"1,000",eur,', 'amount', '1,000'],
    ['in words', 'acct_1,ten,eur,', 'amount', 'ten'],
    ['missing', 'acct_1,,eur,', 'amount', ''],
    ['beyond counting', 'acct_1,9007199254740993,eur,', 'amount', '9007199254740993'],
    ['no account', 'bob,10,eur,', 'account', 'bob'],
    ['an account too long', `${LONG},10,eur,`, 'account', LONG],
    ['no currency', 'acct_1,10,euro,', 'currency', 'euro'],
    ['charges without amounts', 'acct_1,10,eur,ch_1', 'charges', 'ch_1'],
    ['charges with a fraction', 'acct_1,10,eur,ch_1=9.5', 'charges', 'ch_1=9.5'],
    ['charges of nothing', 'acct_1,10,eur,ch_1=0;ch_2=10', 'charges', 'ch_1=0;ch_2=10'],
    ['charges of another kind', 'acct_1,10,eur,pi_1=10', 'charges', 'pi_1=10'],
    ['a charge twice in a line', 'acct_1,10,eur,ch_1=5;ch_1=5', 'charges', 'ch_1=5;ch_1=5'],
    ['charges that do not add up', 'acct_1,10,eur,ch_1=9', 'charges', 'ch_1=9'],
    ['a column too many', 'acct_1,10,eur,,x', 'row', 'acct_1,10,eur,,x'],
    ['a column too few', 'acct_1,10', 'row', 'acct_1,10'],
  ])('is refused whole for an amount or id that is %s', (_what, bad, column, saw) => {
    const { lines, problems } = readCsv(csv('acct_0,5,eur,', bad));
    expect(lines).toEqual([]);
    expect(problems).toMatchObject([{ line: 3, column, saw }]);
  });

  test('is refused for the same account and currency twice, which names the first line', () => {
    const { problems } = readCsv(csv('acct_1,5,eur,', 'acct_1,6,eur,'));
    expect(problemsText(problems)).toBe(
      'line 3, column account: expected one line for each account and currency: line 2 has this one, so add the two up; saw "acct_1 in eur"',
    );
  });

  test.each([
    ['nothing at all', '', 'a header line'],
    ['a header alone', HEADER, 'at least one line below the header'],
    ['no header', 'acct_1,5,eur,', 'the columns account, amount, currency and charges'],
    ['a column that nobody knows', 'account,amount,currency,note\nacct_1,5,eur,x', 'no "note"'],
    ['a column twice', 'account,amount,amount\nacct_1,5,5', '"amount" is there twice'],
    ['a column missing', 'account,amount\nacct_1,5', 'the column currency'],
    ['an open quote', csv('acct_1,"5,eur,'), 'well-formed CSV'],
  ])('is refused for %s', (_what, text, expected) => {
    const { lines, problems } = readCsv(text);
    expect(lines).toEqual([]);
    expect(problemsText(problems)).toContain(expected);
  });

  test('says everything that is wrong, of very many the first twenty', () => {
    const { problems } = readCsv(csv(...Array.from({ length: 30 }, () => 'bob,1.5,eur,')));
    expect(problems).toHaveLength(60);
    expect(problemsText(problems)).toMatch(/^line 2, column account: .*\n(.*\n){19}and 40 more$/);
  });

  test('whatever it holds, it is either read whole or refused whole, and never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'acct_1',
        'acct_2',
        '10',
        '0',
        '-1',
        '1.5',
        'eur',
        'ch_1=10',
        'ch_1=4;ch_2=6',
        '"',
        ';',
        '',
      ),
      fc.string({ maxLength: 8 }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(','));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.boolean(), (rows, withHeader) => {
        const { lines, problems } = readCsv(withHeader ? csv(...rows) : rows.join('\n'));
        expect(lines.length === 0 || problems.length === 0).toBe(true);
        expect(lines.length + problems.length).toBeGreaterThan(0);
        for (const line of lines) {
          expect(Number.isSafeInteger(line.amountMinor) && line.amountMinor > 0).toBe(true);
          const sum = line.charges.reduce((total, one) => total + one.amountMinor, 0);
          expect(line.charges.length === 0 || sum === line.amountMinor).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('earnings as JSON', () => {
  test('are read and refused as a file is, by their place in the list', () => {
    const good = {
      account: 'acct_1',
      amountMinor: 10,
      currency: 'eur',
      charges: [{ charge: 'ch_1', amountMinor: 10 }],
    };
    expect(readJson([good]).lines).toMatchObject([{ line: 1, amountMinor: 10 }]);
    expect(
      readJson([good, { account: 'acct_2', amountMinor: 10.5, currency: 'eur' }]).problems,
    ).toMatchObject([{ line: 2, column: 'amount', saw: '10.5' }]);
    expect(readJson([]).problems).toMatchObject([{ expected: 'at least one line of earnings' }]);
  });
});
