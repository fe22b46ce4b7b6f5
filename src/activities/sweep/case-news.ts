import type Stripe from 'stripe';
import type { Json } from '../../domain/json';
import type { OpenCaseToRead } from '../../store/sweep-reads';

/** Whether the account's balance, or its latest bank debit, is another than the case's last look found. */
export function caseHasNews(
  open: OpenCaseToRead,
  balance: Stripe.Balance,
  payouts: readonly Stripe.Payout[],
): boolean {
  const now = balance.available.find(({ currency }) => currency === open.currency)?.amount ?? 0;
  const seen = isRecord(open.summary) ? (open.summary['availableMinor'] ?? null) : null;
  return now !== seen || debitHasNews(open, payouts);
}

/** That a paid debit settles is a matter of time, which the case knows by itself. */
function debitHasNews(open: OpenCaseToRead, payouts: readonly Stripe.Payout[]): boolean {
  const latest = payouts.find(
    (payout) =>
      payout.amount < 0 &&
      payout.automatic &&
      payout.original_payout === null &&
      payout.currency === open.currency &&
      payout.created >= Math.floor(open.sinceMs / 1_000),
  );
  if (latest === undefined) return false;
  const seen = seenDebit(open.summary);
  return seen.payout !== latest.id || !stagesOf(latest.status).includes(seen.stage);
}

/** What a look makes of a payout's status; the rest is on its way. */
function stagesOf(status: string): readonly Json[] {
  if (status === 'paid') return ['provisional', 'settled'];
  return status === 'failed' || status === 'canceled' ? ['returned'] : ['attempted'];
}

function seenDebit(summary: Json): { readonly payout: Json; readonly stage: Json } {
  const debit = isRecord(summary) ? (summary['debit'] ?? null) : null;
  const latest = isRecord(debit) ? (debit['latest'] ?? null) : null;
  if (!isRecord(latest)) return { payout: null, stage: null };
  return { payout: latest['payout'] ?? null, stage: latest['stage'] ?? null };
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
