import { DAY_MS } from '../domain/clock';
import { currency, formatMoney } from '../domain/money';
import type { TakenUp } from '../store/import-report';
import type { ImportReport } from './report';

/** The report as people read it at a terminal. */
export function reportText(report: ImportReport, nowMs: number): string {
  return [
    ...head(report),
    '',
    'Taken up',
    ...takenUp(report),
    ...belowZero(report, nowMs),
    ...accounts(report),
    '',
    ...would(report),
    '',
    ...nextStep(report),
  ].join('\n');
}

const money = (amountMinor: number, code: string): string =>
  code === '' ? String(amountMinor) : formatMoney(amountMinor, currency(code));
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const some = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

function head({
  import: number,
  startedMs,
  phase,
  accountsRead,
  disputesRead,
  waiting,
}: ImportReport): string[] {
  const state = phase === 'done' ? '' : ', not at its end';
  return [
    `Import ${number} of ${day(startedMs)}${state}: read ${some(accountsRead, 'account')} and ${some(disputesRead, 'dispute')}`,
    ...(waiting === 0 ? [] : [`${waiting} of what was found waits for its flow to look at it`]),
  ];
}

function takenUp({ disputes, takenBackBefore }: ImportReport): string[] {
  const of = (rows: readonly TakenUp[], words: (row: TakenUp) => string): string[] =>
    rows.map((row) => `  ${words(row)}`);
  return [
    ...(disputes.length === 0 ? ['  no open dispute'] : []),
    ...of(disputes, (row) => `${some(row.count, 'dispute')}, ${money(row.amountMinor, row.currency)}`),
    ...of(
      takenBackBefore,
      (row) =>
        `${some(row.count, 'reversal')} made before, ${money(row.amountMinor, row.currency)}: counted as taken back`,
    ),
  ];
}

function belowZero({ belowZero: found, cases }: ImportReport, nowMs: number): string[] {
  if (found.length === 0) return ['  no balance below zero'];
  return [
    ...found.map(
      (one) =>
        `  ${some(one.accounts, 'balance')} below zero, ${money(one.owedMinor, one.currency)}: the oldest since ${day(one.oldestSinceMs)}, Stripe clears the first about ${day(one.firstClearsMs)}`,
    ),
    ...cases.map(
      ({ account, currency: code, owedMinor, negativeSinceMs, clearsMs }) =>
        `    ${account.padEnd(22)} ${money(owedMinor, code).padStart(16)}  since ${day(negativeSinceMs)} (day ${Math.floor((nowMs - negativeSinceMs) / DAY_MS)}), clears ${day(clearsMs)}`,
    ),
  ];
}

function accounts({ manualSchedules, unreadable }: ImportReport): string[] {
  const named = ({ count, first }: ImportReport['unreadable']): string =>
    `${first.join(', ')}${count > first.length ? ` and ${count - first.length} more` : ''}`;
  return [
    ...(manualSchedules.count === 0
      ? []
      : [
          `  ${some(manualSchedules.count, 'account')} with payouts by hand already; a hold leaves that as it is: ${named(manualSchedules)}`,
        ]),
    ...(unreadable.count === 0
      ? []
      : [`  ${some(unreadable.count, 'account')} that could not be read: ${named(unreadable)}`]),
  ];
}

const MOVES: Readonly<Record<string, string>> = {
  reversal: 'reverse transfers',
  account_debit: 'debit accounts',
  give_back: 'give back to sellers',
  credit: 'credit accounts',
  credit_reversal: 'take credits back',
  refund: 'refund customers',
};

const SWITCHES: Readonly<Record<string, string>> = {
  hold: 'hold the payouts of',
  debit_negative_balances: 'let Stripe debit the bank of',
};

function would({ wouldMove, wouldSwitch, saved, belowZero: found }: ImportReport): string[] {
  return [
    'In the mode act Recoup would now',
    ...(wouldMove.length + wouldSwitch.length === 0 ? ['  do nothing'] : []),
    ...wouldMove.map(
      ({ kind, currency: code, count, amountMinor }) =>
        `  ${MOVES[kind] ?? kind}: ${money(amountMinor, code)} in ${some(count, 'move')}`,
    ),
    ...wouldSwitch.map(
      ({ what, accounts: count }) => `  ${SWITCHES[what] ?? what} ${some(count, 'account')}`,
    ),
    ...(saved.length + found.length === 0 ? [] : ['What that brings']),
    ...saved.map(({ currency: code, amountMinor }) => `  ${money(amountMinor, code)} taken back by moves`),
    ...found
      .filter(({ clearsSoonMinor }) => clearsSoonMinor > 0)
      .map(
        ({ currency: code, clearsSoonMinor }) =>
          `  ${money(clearsSoonMinor, code)} that Stripe would otherwise take from the platform within 30 days`,
      ),
  ];
}

function nextStep({ phase, mode, attention, import: number }: ImportReport): string[] {
  return [
    ...(attention === 0 ? [] : [`${some(attention, 'thing')} for a person: bin/recoup attention`]),
    phase === 'done'
      ? mode === 'observe'
        ? 'Each of these decisions stands on its case’s or dispute’s page in the console. When they are those you would have made: bin/recoup mode act'
        : 'The mode is act: what was taken up is being recovered.'
      : `It goes on with: bin/recoup import. What it has so far: bin/recoup import report --number ${number}`,
  ];
}
