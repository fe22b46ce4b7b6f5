import { assertNever } from '../../domain/never';
import { causeKind, type CauseId } from '../../domain/ids';
import { formatMoney, type Currency } from '../../domain/money';
import { list, type Block } from './blocks';
import type { CaseParams } from './params';
import { formatDate, type AccountContext, type Context } from './template';

/** "dispute dp_1", "fee for dispute dp_1": what a line of the debt is for. */
export function causeInWords(cause: string, part: 'principal' | 'fee'): string {
  return part === 'fee' ? `fee for ${causeName(cause)}` : causeName(cause);
}

function causeName(cause: string): string {
  const kind = causeKind(cause as CauseId);
  switch (kind) {
    case 'dispute':
      return `dispute ${cause}`;
    case 'refund':
      return `refund ${cause}`;
    case 'payment':
      return `failed payment ${cause}`;
    case 'other':
      return 'other charges to your balance';
    default:
      return assertNever(kind);
  }
}

export function owedMinor(params: CaseParams): number {
  return params.shortfallMinor + params.claimsMinor;
}

export function owedText(params: CaseParams): string {
  return formatMoney(owedMinor(params), params.currency);
}

/** What is owed, line by line; null where the causes are not known. */
export function itemised(params: CaseParams): Block | null {
  if (params.items.length === 0) return null;
  const lines = params.items.map(
    (item) => `${causeInWords(item.cause, item.part)}: ${formatMoney(item.amountMinor, params.currency)}`,
  );
  return list('What it is for:', lines);
}

/** How the money will come, or what stands in its way and where to mend it; null where neither is known. */
export function payingText(params: CaseParams, context: Context): string | null {
  if (params.shortfallMinor === 0) return 'It will be kept back from what you earn next.';
  switch (params.debitPossible) {
    case 'no_bank_account':
    case 'bank_errored':
      return [
        'We cannot collect it from your bank: the account that you have on file does not accept our debits.',
        mendBankAccount(context.account, context.platform),
      ].join(' ');
    case 'country':
    case 'account_kind':
      return 'We cannot debit your bank account: new sales will pay it, or answer this message to pay another way.';
    case 'unreachable':
      return 'Answer this message to agree on a way to pay.';
    case 'yes':
      return (
        debitText(params, context) ??
        `${formatMoney(params.shortfallMinor, params.currency)} will be collected from ${bankInWords(params.currency, context)}, within the next days. Sales that arrive before reduce it.`
      );
    case null:
      return debitText(params, context);
    default:
      return assertNever(params.debitPossible);
  }
}

/** Names the account by its last digits where they were looked up for this letter. */
export function bankInWords(code: Currency, context: Context): string {
  const last4 = context.bankLast4[code];
  return last4 === undefined
    ? 'the bank account that you have on file for payouts'
    : `your bank account ending in ${last4}`;
}

function debitText(params: CaseParams, context: Context): string | null {
  if (params.debitExpectedMs === null) return null;
  const amount = formatMoney(params.shortfallMinor, params.currency);
  const day = formatDate(params.debitExpectedMs, context.timeZone);
  return `${amount} will be collected from ${bankInWords(params.currency, context)}, on about ${day}. Sales that arrive before reduce it.`;
}

export function holdText(params: CaseParams): string | null {
  return params.payoutsHeld
    ? 'Your payouts are on hold until nothing is owed. Sales that arrive meanwhile reduce what you owe.'
    : null;
}

/** Where a seller replaces a bank account, in words that hold without a link too. */
export function mendBankAccount(account: AccountContext | null, platform: string): string {
  switch (account?.kind) {
    case 'express':
      return `Sign in to ${platform}, open your payouts dashboard from there, and add a new bank account.`;
    case 'custom':
      return `Sign in to ${platform} and open your payout settings: a secure page will ask for a new bank account.`;
    case 'standard':
      return 'Sign in to your own Stripe dashboard and add a new bank account in the payout settings.';
    case null:
    case undefined:
    default:
      return `Sign in to ${platform} and add a new bank account in your payout settings, or answer this message.`;
  }
}

/** Where a seller sees the balance that the letter speaks of. */
export function seeBalance(account: AccountContext | null, platform: string): string {
  switch (account?.kind) {
    case 'express':
      return `You can see your balance in your payouts dashboard, which you open from ${platform}.`;
    case 'standard':
      return 'You can see your balance in your own Stripe dashboard.';
    case 'custom':
    case null:
    case undefined:
    default:
      return `You can see your balance when you sign in to ${platform}.`;
  }
}

/** One line about the case for those who work on it. */
export function caseLine(params: CaseParams, context: Context): string {
  const parts = [
    `Case ${params.caseNumber}, ${params.account}: ${owedText(params)} owed`,
    `${formatMoney(params.shortfallMinor, params.currency)} below zero`,
    `${formatMoney(params.claimsMinor, params.currency)} in claims`,
    `day ${params.day} of 180`,
  ];
  if (params.clearsMs !== null) {
    parts.push(`Stripe clears it not before ${formatDate(params.clearsMs, context.timeZone)}`);
  }
  return `${parts.join('; ')}.`;
}
