import { accountId, chargeId, type AccountId, type ChargeId } from '../ids';
import { currency, type Currency } from '../money';

/** Columns of a file of earnings; `charges` may be left out, or empty. */
export const EARNINGS_COLUMNS = ['account', 'amount', 'currency', 'charges'] as const;
export type EarningsColumn = (typeof EARNINGS_COLUMNS)[number];

/** One row as it was written, and where: the line of the file, or the place in the list. */
export type EarningsRow = { readonly line: number } & { readonly [C in EarningsColumn]: string };

/** What a seller has of one charge. */
export interface ChargeEarned {
  readonly charge: ChargeId;
  readonly amountMinor: number;
}

/** What one account earned in one currency, minor units; its charges, where it names any, add up to it. */
export interface EarnedLine {
  readonly line: number;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly charges: readonly ChargeEarned[];
}

/** What is wrong with a row: where, what was expected there and what stands there. */
export interface EarningsProblem {
  readonly line: number;
  /** `row`: the row as a whole, or a column that the file lacks. */
  readonly column: EarningsColumn | 'row';
  readonly expected: string;
  readonly saw: string;
}

export interface EarningsRead {
  readonly lines: readonly EarnedLine[];
  /** Where there are any, nothing of the file is paid. */
  readonly problems: readonly EarningsProblem[];
}

const AMOUNT = 'a whole number of minor units above zero, such as 1050 for 10.50';
const CHARGES = 'charges with what the account has of each, such as ch_1=1000;ch_2=50';

/** Reads rows to lines, and says everything that is wrong with them. */
export function readEarnings(rows: readonly EarningsRow[]): EarningsRead {
  const problems: EarningsProblem[] = [];
  const lines: EarnedLine[] = [];
  const firstLines: { [slot: string]: number } = {};
  for (const row of rows) {
    const found = readRow(row, problems);
    if (found === null) continue;
    const slot = `${found.account}:${found.currency}`;
    const first = firstLines[slot];
    if (first === undefined) {
      firstLines[slot] = row.line;
      lines.push(found);
    } else {
      problems.push({
        line: row.line,
        column: 'account',
        expected: `one line for each account and currency: line ${first} has this one, so add the two up`,
        saw: `${found.account} in ${found.currency}`,
      });
    }
  }
  return { lines: problems.length === 0 ? lines : [], problems };
}

function readRow(row: EarningsRow, problems: EarningsProblem[]): EarnedLine | null {
  const before = problems.length;
  const wrong = (column: EarningsColumn, expected: string): null => {
    problems.push({ line: row.line, column, expected, saw: row[column] });
    return null;
  };
  const account = /^acct_/.test(row.account) ? orNull(() => accountId(row.account)) : null;
  if (account === null) wrong('account', 'a connected account, such as acct_1A2b3C');
  const code = orNull(() => currency(row.currency));
  if (code === null) wrong('currency', 'a three-letter code, such as eur');
  const amountMinor = wholeAmount(row.amount) ?? wrong('amount', AMOUNT);
  const charges = readCharges(row.charges) ?? wrong('charges', CHARGES);
  if (charges !== null && amountMinor !== null) checkSum(charges, amountMinor, wrong);
  if (problems.length > before || account === null || code === null || amountMinor === null) return null;
  return { line: row.line, account, currency: code, amountMinor, charges: charges ?? [] };
}

function checkSum(
  charges: readonly ChargeEarned[],
  amountMinor: number,
  wrong: (column: EarningsColumn, expected: string) => null,
): void {
  const named = charges.map(({ charge }) => charge);
  const twice = named.find((charge, index) => named.indexOf(charge) !== index);
  if (twice !== undefined) wrong('charges', `each charge once; ${twice} is there twice`);
  const sumMinor = charges.reduce((sum, one) => sum + one.amountMinor, 0);
  if (charges.length > 0 && sumMinor !== amountMinor) {
    wrong('charges', `charges that add up to the amount of ${amountMinor}; these are ${sumMinor}`);
  }
}

/** Null where it is no whole number above zero. */
function wholeAmount(text: string): number | null {
  if (!/^\d{1,15}$/.test(text)) return null;
  const amountMinor = Number(text);
  return amountMinor > 0 ? amountMinor : null;
}

function readCharges(text: string): readonly ChargeEarned[] | null {
  if (text === '') return [];
  const charges: ChargeEarned[] = [];
  for (const part of text.split(';')) {
    const [, id = '', amount = ''] = /^\s*((?:ch|py)_[A-Za-z0-9_]{1,190})\s*=\s*(\d+)\s*$/.exec(part) ?? [];
    const amountMinor = wholeAmount(amount);
    if (id === '' || amountMinor === null) return null;
    charges.push({ charge: chargeId(id), amountMinor });
  }
  return charges;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const MOST_SHOWN = 20;

/** The problems as people read them, one a line; of very many the first. */
export function problemsText(problems: readonly EarningsProblem[]): string {
  const shown = problems
    .slice(0, MOST_SHOWN)
    .map(
      ({ line, column, expected, saw }) =>
        `line ${line}, column ${column}: expected ${expected}; saw "${short(saw)}"`,
    );
  const rest = problems.length - shown.length;
  return [...shown, ...(rest === 0 ? [] : [`and ${rest} more`])].join('\n');
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
