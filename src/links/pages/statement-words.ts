import { causeKind, type CauseId } from '../../domain/ids';
import { assertNever } from '../../domain/never';
import type { RecoveryMethod } from '../../store/recovered';
import type { OwedLine } from '../read-statement';

/** What a line is owed for: "Fee for dispute dp_1". */
export function causeInWords({ cause, part, form }: OwedLine): string {
  const beside = form === 'claim' ? ', not in your balance' : '';
  return `${part === 'fee' ? `Fee for ${lower(causeName(cause))}` : causeName(cause)}${beside}`;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function causeName(cause: string): string {
  const kind = causeKind(cause as CauseId);
  switch (kind) {
    case 'dispute':
      return `Dispute ${cause}`;
    case 'refund':
      return `Refund ${cause}`;
    case 'payment':
      return `Failed payment ${cause}`;
    case 'other':
      return 'Other charges to your balance';
    default:
      return assertNever(kind);
  }
}

/** How a part was paid, as its seller would say it; a negative one went back. */
export function methodInWords(method: RecoveryMethod, amountMinor: number): string {
  if (amountMinor < 0) return method === 'bank_debit' ? 'Returned by your bank' : 'Taken back';
  switch (method) {
    case 'bank_debit':
      return 'Collected from your bank';
    case 'payout_returned':
      return 'A payout that your bank sent back';
    case 'topup':
      return 'Paid in by you';
    case 'sales':
      return 'From sales';
    case 'give_back':
      return 'Given back to you';
    case 'account_debit':
    case 'reversal':
      return 'Taken from your balance';
    case 'offset':
      return 'Kept back from what you earned';
    case 'paid_outside':
      return 'Paid to us';
    case 'credit':
      return 'Paid by us into your balance';
    case 'cleared':
      return 'Brought to zero by Stripe with our money';
    case 'released':
      return 'No longer owed';
    case 'set_off':
      return 'Set off against what we owed you';
    default:
      return assertNever(method);
  }
}
