import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import {
  EARNINGS_COLUMNS,
  type EarningsColumn,
  type EarningsProblem,
  type EarningsRead,
  type EarningsRow,
  readEarnings,
} from '../../domain/payout/earnings';

/** A CSV with a header line: `account,amount,currency,charges`, in any order; `charges` may be left out. */
export function readCsv(text: string): EarningsRead {
  const [header, ...rows] = records(text);
  if (typeof header === 'object' && 'problem' in header) return { lines: [], problems: [header.problem] };
  if (header === undefined) return refused(1, 'row', 'a header line: account,amount,currency,charges', text);
  const names = header.cells.map((cell) => cell.toLowerCase());
  const wrong = headerProblem(names);
  if (wrong !== null) return refused(header.line, 'row', wrong, header.cells.join(','));
  if (rows.length === 0) return refused(header.line, 'row', 'at least one line below the header', 'nothing');

  const problems: EarningsProblem[] = [];
  const found: EarningsRow[] = [];
  for (const row of rows) {
    if ('problem' in row) {
      problems.push(row.problem);
    } else if (row.cells.length !== names.length) {
      const expected = `${names.length} columns, as in the header`;
      problems.push({ line: row.line, column: 'row', expected, saw: row.cells.join(',') });
    } else {
      const cell = (name: EarningsColumn): string => row.cells[names.indexOf(name)] ?? '';
      found.push({
        line: row.line,
        account: cell('account'),
        amount: cell('amount'),
        currency: cell('currency'),
        charges: cell('charges'),
      });
    }
  }
  const read = readEarnings(found);
  const all = [...problems, ...read.problems].sort((one, other) => one.line - other.line);
  return { lines: all.length === 0 ? read.lines : [], problems: all };
}

/** Loose on purpose: what is wrong in a row is said by row and column, as for a file. */
export const earningsJson = z.array(
  z.strictObject({
    account: z.string(),
    amountMinor: z.number(),
    currency: z.string(),
    charges: z.array(z.strictObject({ charge: z.string(), amountMinor: z.number() })).optional(),
  }),
);

/** The same from JSON; the line is the place in the list, from 1. */
export function readJson(list: z.output<typeof earningsJson>): EarningsRead {
  if (list.length === 0) return refused(1, 'row', 'at least one line of earnings', 'an empty list');
  return readEarnings(
    list.map(({ account, amountMinor, currency, charges = [] }, index) => ({
      line: index + 1,
      account,
      amount: String(amountMinor),
      currency,
      charges: charges.map((one) => `${one.charge}=${one.amountMinor}`).join(';'),
    })),
  );
}

/** The same list as the text of a file. */
export function readJsonText(text: string): EarningsRead {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    const saw = error instanceof Error ? error.message : String(error);
    return refused(lineOf(text, saw), 'row', 'well-formed JSON', saw);
  }
  const read = earningsJson.safeParse(list, { reportInput: true });
  if (read.success) return readJson(read.data);
  const problems = read.error.issues.map(({ path: [place, name], message, input }): EarningsProblem => ({
    line: typeof place === 'number' ? place + 1 : 1,
    column: columnNamed(name),
    expected: message.replace(/^Invalid input: expected |, received .*$/g, ''),
    saw: JSON.stringify(input) ?? 'nothing',
  }));
  return { lines: [], problems };
}

const columnNamed = (name: PropertyKey | undefined): EarningsProblem['column'] =>
  EARNINGS_COLUMNS.find((column) => column === (name === 'amountMinor' ? 'amount' : name)) ?? 'row';

/** The line of the parser's complaint: by its position, by the text around an unexpected token, or the text's end. */
function lineOf(text: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const [, token = '', cut, near] =
    /^Unexpected token '(.+?)', (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  let at = text.length;
  if (position !== undefined) at = Number(position);
  // Where the text before it is cut, ten characters are left.
  else if (near !== undefined) at = text.indexOf(near) + near.indexOf(token, cut === undefined ? 0 : 10);
  return text.slice(0, at).split('\n').length;
}

type Record =
  { readonly line: number; readonly cells: readonly string[] } | { readonly problem: EarningsProblem };

function records(text: string): readonly Record[] {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  try {
    const rows = parse(text, options) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    const problem = { line, column: 'row' as const, expected: 'well-formed CSV', saw: error.message };
    return [{ problem }];
  }
}

function headerProblem(names: readonly string[]): string | null {
  const columns: readonly string[] = EARNINGS_COLUMNS;
  const unknown = names.find((name) => !columns.includes(name));
  if (unknown !== undefined) return `the columns account, amount, currency and charges, and no "${unknown}"`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `each column once; "${twice}" is there twice`;
  const missing = columns.find((name) => name !== 'charges' && !names.includes(name));
  return missing === undefined ? null : `a header line with the column ${missing}`;
}

const refused = (line: number, column: 'row', expected: string, saw: string): EarningsRead => ({
  lines: [],
  problems: [{ line, column, expected, saw: saw.split('\n')[0] ?? '' }],
});
