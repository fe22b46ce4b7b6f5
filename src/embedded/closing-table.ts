import type { CurrencyFigures } from '../console/queries/money';
import { currency, formatMoney } from '../domain/money';
import type { Verdict } from '../simulator/world/verdict-port';
import type { RecoveryMethod } from '../store/recovered';

const METHODS: Readonly<Record<RecoveryMethod, string>> = {
  reversal: 'taken from balances',
  bank_debit: 'bank debits',
  payout_returned: 'payouts sent back by banks',
  sales: 'later sales',
  account_debit: 'account debits',
  topup: 'paid in by sellers',
  give_back: 'won, and refunds sent back',
  set_off: 'set off',
  paid_outside: 'paid outside Stripe',
  credit: 'credited (not recovered)',
  offset: 'offset',
  released: 'released',
  cleared: 'cleared by Stripe (no recovery)',
};
const LABEL_WIDTH = 34;
const COLUMN_WIDTH = 15;

/**
 * What came of everything: one column a currency, never summed over currencies; `owedAtMost` is the sum of
 * what was owed in each case at its height, minor units. At its foot the independent verdict.
 */
export function closingTable(
  figures: readonly CurrencyFigures[],
  owedAtMost: Readonly<Record<string, number>>,
  verdict: Verdict,
): string {
  const codes = figures.map((column) => column.currency);
  const row = (label: string, amountOf: (code: string) => number): string =>
    label.padEnd(LABEL_WIDTH) +
    codes.map((code) => formatMoney(amountOf(code), currency(code)).padStart(COLUMN_WIDTH)).join('');
  const of = (code: string): CurrencyFigures | undefined =>
    figures.find((column) => column.currency === code);
  const came = Object.entries(METHODS).flatMap(([method, label]) => {
    const amountOf = (code: string): number =>
      of(code)?.recovered.find((part) => part.method === method)?.amountMinor ?? 0;
    return codes.some((code) => amountOf(code) !== 0) ? [row(label, amountOf)] : [];
  });
  const fault = (name: 'overpaidMinor' | 'recoveredTwiceMinor' | 'unexplainedMinor') => (code: string) =>
    verdict.totals.find((total) => total.currency === code)?.[name] ?? 0;
  const rule = '─'.repeat(LABEL_WIDTH + COLUMN_WIDTH * codes.length);
  return [
    rule,
    'The story is told. What came of it:',
    '',
    ''.padEnd(LABEL_WIDTH) + codes.map((code) => code.toUpperCase().padStart(COLUMN_WIDTH)).join(''),
    row('owed, at most', (code) => owedAtMost[code] ?? 0),
    row('still owed: in balances', (code) => of(code)?.shortfallMinor ?? 0),
    row('still owed: claims', (code) => of(code)?.claimsMinor ?? 0),
    ...came,
    row('given back to sellers', (code) => of(code)?.givenBackMinor ?? 0),
    row('let go', (code) => of(code)?.writtenOffMinor ?? 0),
    '',
    "The economic book's verdict, worked out from the story alone:",
    row('overpaid to sellers', fault('overpaidMinor')),
    row('recovered twice', fault('recoveredTwiceMinor')),
    row('unexplained', fault('unexplainedMinor')),
    verdict.clean ? 'Clean: everybody bears what is theirs.' : 'NOT CLEAN: see the rows above.',
    rule,
  ].join('\n');
}
