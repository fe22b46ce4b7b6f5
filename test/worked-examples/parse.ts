import type { ExampleEnd, ExampleRow, RowKind } from './example';

const KINDS: readonly RowKind[] = [
  'withdrawal',
  'reinstatement',
  'dispute_fee',
  'dispute_fee_return',
  'reversal',
  'account_debit',
  'bank_debit',
  'bank_debit_return',
  'give_back',
  'transfer',
  'topup',
  'refund',
  'refund_failure',
  'reserve_hold',
  'reserve_release',
  'collection_transfer',
  'application_fee_refund',
  'claim_opened',
  'claim_paid',
  'claim_released',
  'claim_set_off',
  'credit',
  'held',
  'paid_outside',
  'written_off',
  'offset',
];

/** Columns: step, what happens, kind, amount, from, to, note, account after, platform.available after. */
export function readRows(table: string, currency: string): readonly ExampleRow[] {
  return cells(table).map((columns): ExampleRow => {
    const [step = '', what = '', kind = '', amount = '', from = '', to = '', note = ''] = columns;
    const [, , , , , , , accountAfter = '', platformAfter = ''] = columns;
    const refused = kind.endsWith(' refused');
    const moved = money(amount, currency);
    const account = money(accountAfter, moved?.currency ?? currency);
    const platform = money(platformAfter, moved?.currency ?? currency);
    return {
      step,
      what,
      kind: kindOf(kind.replace(' refused', ''), `${what} ${note}`),
      amountMinor: moved?.amountMinor ?? 0,
      currency: moved?.currency ?? currency,
      from,
      to,
      refused,
      note,
      accountAfter: account,
      platformAfter: platform,
    };
  });
}

function kindOf(text: string, words: string): RowKind {
  if (text === '' || text === 'nothing to move') return words.includes('attention') ? 'attention' : 'none';
  const kind = KINDS.find((one) => one === text);
  if (kind === undefined) throw new Error(`"${text}" is no kind of row`);
  return kind;
}

/** Columns: place, start, end. */
export function readPlaces(table: string, currency: string): ExampleEnd['places'] {
  return cells(table).map(([name = '', start = '', end = '']) => {
    const [place = '', code = currency] = name.split(' ');
    return { place, currency: code, startMinor: Number(start), endMinor: Number(end) };
  });
}

/** Columns: cause, account, part, target, taken, open claims, written off. */
export function readBooks(table: string): ExampleEnd['books'] {
  return cells(table).map((columns) => {
    const [cause = '', account = '', part = '', ...amounts] = columns;
    const [targetMinor = 0, takenMinor = 0, openMinor = 0, writtenOffMinor = 0] = amounts.map(Number);
    const which = part === 'fee' ? 'fee' : 'principal';
    return { cause, account, part: which, targetMinor, takenMinor, openMinor, writtenOffMinor };
  });
}

/** Lines such as `fee:dp_1:A 1500 usd`; for a shortfall the account stands in place of the claim. */
export function readOpen(lines: readonly string[]) {
  return lines.map((line) => {
    const [name = '', amount = '', currency = ''] = line.split(' ');
    return { name, amountMinor: Number(amount), currency };
  });
}

function cells(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function money(text: string, currency: string): { amountMinor: number; currency: string } | null {
  const match = /^(-?\d+)(?: ([a-z]{3}))?$/.exec(text);
  if (match === null) return null;
  return { amountMinor: Number(match[1]), currency: match[2] ?? currency };
}
