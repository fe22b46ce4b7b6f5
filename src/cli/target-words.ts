import { dateText } from '../console/format';
import { formatMoney, type Currency } from '../domain/money';
import { assertNever } from '../domain/never';
import type { TargetPayout, WorkingLine } from '../domain/payout/target-payout';
import type { Lies } from '../store/reserves';

/** The working of a target in sentences, and what becomes of the parts. */
export function targetWords(target: TargetPayout, code: Currency, lies: Lies): readonly string[] {
  const money = (amountMinor: number): string => formatMoney(amountMinor, code);
  const [gross, ...kept] = target.working;
  const lines = [
    ...(gross === undefined ? [] : [`Of ${money(gross.amountMinor)} (${gross.why}):`]),
    ...kept.map((line) => `  ${money(-line.amountMinor)} ${whatKept(line, lies)}`),
    `${money(target.targetMinor)} would be sent${notSent(target.verdict)}.`,
  ];
  const { reserve, withheldMinor, review } = target;
  if (reserve !== null) {
    lines.push(`${money(reserve.amountMinor)} would be released on ${dateText(reserve.releasesAtMs)}.`);
  }
  if (withheldMinor > 0) lines.push(`${money(withheldMinor)} would be part of the next run.`);
  if (review !== null) lines.push(`A person should look at the account: ${review}.`);
  return lines;
}

function whatKept({ what, why }: WorkingLine, lies: Lies): string {
  switch (what) {
    case 'claim':
      return lies === 'platform' ? `pay what it owes: ${why}` : `stay for the case to collect: ${why}`;
    case 'dispute':
      return `wait for dispute ${why}`;
    case 'share':
      return `are held: ${why}`;
    case 'gross':
    case 'reserved':
    case 'debit':
    case 'minimum':
    case 'hold':
      return `stay: ${why}`;
    default:
      return assertNever(what);
  }
}

function notSent(verdict: TargetPayout['verdict']): string {
  switch (verdict) {
    case 'pay':
      return '';
    case 'below_minimum':
      return ': too little';
    case 'hold':
      return ': all of it waits';
    case 'nothing':
      return ': nothing is left';
    default:
      return assertNever(verdict);
  }
}
