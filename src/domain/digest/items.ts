import { currency as toCurrency, formatMoney } from '../money';
import { agrees } from '../reconciliation/compare';
import type { AccountDifference } from '../reconciliation/outcome';
import { addCounts, NOTHING_SWEPT, PART_TITLES, SWEEP_PARTS, type SweepResult } from '../sweep/parts';
import type { DigestItem } from './digest';
import type {
  AccountRow,
  CaseRow,
  DeadlineRow,
  HeldRow,
  ImportRow,
  NeedRow,
  ReconciliationRow,
  RunRow,
  SoftRow,
} from './rows';

const BARE: Omit<DigestItem, 'what'> = {
  about: null,
  times: 1,
  amountMinor: null,
  currency: null,
  atMs: null,
  why: null,
  decision: null,
  command: null,
};

const WHY: { readonly [why: string]: string } = {
  observe: 'the mode is observe',
  frozen: 'all money is frozen',
  cap: 'a cap of the day was reached',
  approval: 'a second person has not approved it',
  declined: 'a person declined it',
  preflight: 'a check before it failed',
  hold: 'the policy holds it',
  below_minimum: 'less than the smallest payout',
  nothing: 'all of it was kept back for what is owed or reserved',
};

/** The word of a decision for why nothing was done, as people read it; a new one is shown as it is. */
export const whyWords = (why: string): string => WHY[why] ?? plain(why);

export function heldItem(row: HeldRow): DigestItem {
  const { decision, atMs, times, amountMinor, currency } = row;
  const failed = row.failed.length === 0 ? '' : `: ${row.failed.join('; ')}`;
  const wanted = row.reason === null ? '' : ` (${row.reason})`;
  return {
    ...BARE,
    what: plain(row.kind),
    about: row.subject,
    times,
    amountMinor,
    currency,
    atMs,
    why: `${whyWords(row.why)}${failed}${wanted}`,
    decision,
  };
}

export function softItem({ kind, subject, saw, ...row }: SoftRow): DigestItem {
  return { ...BARE, ...row, what: plain(kind), about: subject, why: saw.join('; ') };
}

export function needItem({ kind, subject, message, command, atMs }: NeedRow): DigestItem {
  return { ...BARE, what: plain(kind), about: subject, why: message, command, atMs };
}

export function caseItem(row: CaseRow, clearingDay: number): DigestItem {
  return {
    ...BARE,
    what: caseNews(row, clearingDay),
    about: `case:${row.number}`,
    amountMinor: row.owedMinor,
    currency: row.currency,
    atMs: row.atMs,
    why: row.account,
  };
}

function caseNews({ news, day, reason }: CaseRow, clearingDay: number): string {
  switch (news) {
    case 'opened':
      return 'opened';
    case 'closed':
      return `closed: ${plain(reason ?? 'done')}`;
    case 'day':
      return `day ${day ?? 0} of ${clearingDay}`;
  }
}

const DUE: { readonly [K in DeadlineRow['kind']]: string } = {
  evidence: 'evidence is due',
  requirements: 'Stripe requires something of the seller',
  gate: 'a person owes the decision before clearing',
  clearing: 'Stripe may clear the balance',
  hold_limit: 'payouts can be held no longer',
};

export function deadlineItem({ kind, subject, dueMs, amountMinor, currency }: DeadlineRow): DigestItem {
  return { ...BARE, what: DUE[kind], about: subject, amountMinor, currency, atMs: dueMs };
}

export function accountItem(row: AccountRow): DigestItem {
  const { account, what, isReview, before, after, atMs } = row;
  const about = `${isReview ? 'review' : 'account'}:${account}`;
  const why = isReview ? after : `${before ?? 'nothing'} → ${after ?? 'nothing'}`;
  return { ...BARE, what: plain(what), about, why: why === null ? null : plain(why), atMs };
}

export function runItem(row: RunRow): DigestItem {
  const money = (minor: number): string => formatMoney(minor, toCurrency(row.currency));
  const lines = Object.entries(row.lines).map(([status, count]) => `${count} ${status}`);
  const kept = [
    [row.offsetMinor, 'paid what was owed'],
    [row.reservedMinor, 'reserved'],
    [row.withheldMinor, 'withheld'],
  ] as const;
  const parts = kept.flatMap(([minor, words]) => (minor === 0 ? [] : [`${money(minor)} ${words}`]));
  return {
    ...BARE,
    what: `${plain(row.status)}${row.reason === null ? '' : `: ${row.reason}`}`,
    about: row.run,
    amountMinor: row.sentMinor,
    currency: row.currency,
    why: [`of ${money(row.grossMinor)}`, ...parts, lines.join(', ') || 'no lines'].join('; '),
    atMs: row.atMs,
  };
}

/** Over all sweeps of the day: the parts that found something, or could not come to their end. */
export function sweepItems(sweeps: readonly SweepResult[]): readonly DigestItem[] {
  return SWEEP_PARTS.flatMap((part): readonly DigestItem[] => {
    const own = sweeps.flatMap((result) => (part in result ? [result[part]] : []));
    const { found } = own.reduce(addCounts, NOTHING_SWEPT);
    const failed = own.flatMap((one) => (one.failed === null ? [] : [one.failed]));
    const last = failed.at(-1);
    if (found === 0 && last === undefined) return [];
    const broken = last === undefined ? [] : [`broke off ${failed.length} of ${own.length} times: ${last}`];
    const why = [`${found} found`, ...broken].join('; ');
    return [{ ...BARE, what: PART_TITLES[part], why }];
  });
}

export function importItem({ number, accountsRead, disputesRead, isDone, atMs }: ImportRow): DigestItem {
  const what = `import ${number} ${isDone ? 'is done' : 'goes on'}`;
  return { ...BARE, what, atMs, why: `${accountsRead} accounts and ${disputesRead} disputes read` };
}

/** One line for each currency that does not agree, and one for a reconciliation that broke off. */
export function reconciliationItems({ number, atMs, result }: ReconciliationRow): readonly DigestItem[] {
  const what = `reconciliation ${number} differs`;
  const differs = result.comparisons
    .filter((one) => !agrees(one, result.reading))
    .map((one): DigestItem => {
      const amountMinor = one.readings[result.reading].differenceMinor;
      return { ...BARE, what, amountMinor, currency: one.currency, atMs };
    });
  const broken = { ...BARE, what: `reconciliation ${number} broke off`, why: result.failed, atMs };
  return result.failed === null ? differs : [...differs, broken];
}

export function differenceItem(row: AccountDifference & { readonly atMs: number }): DigestItem {
  const { account, currency, knownMinor, foundMinor, atMs } = row;
  const money = (minor: number): string => formatMoney(minor, toCurrency(currency));
  return {
    ...BARE,
    what: 'below zero otherwise than known',
    about: `account:${account}`,
    amountMinor: foundMinor - knownMinor,
    currency,
    atMs,
    why: `known were ${money(knownMinor)}, found ${money(foundMinor)}`,
  };
}

const plain = (name: string): string => name.replaceAll('_', ' ');
