import type Stripe from 'stripe';
import { type Clock, momentAt, type Moment } from '../domain/clock';
import { currency, formatMoney } from '../domain/money';
import { raiseAttention, settleAttention } from '../store/attention';
import type { Database, Tx } from '../store/database';
import { changeLine, type LineRow, lockLine } from '../store/payout-lines';
import { recordSent, type TakenWake } from '../store/wakes';
import { stripeFailure } from '../stripe/errors';

export interface LineLookDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  readonly wallNow: () => number;
}

export type LookAtLine = (line: number, wake: TakenWake) => Promise<void>;

/** What Stripe says of the transfer or payout that pays a line. */
type Standing =
  | { readonly kind: 'sent' | 'paid' }
  | { readonly kind: 'failed'; readonly code: string }
  /** A word that this version does not know, or nothing that can be read: a person looks. */
  | { readonly kind: 'unclear'; readonly saw: string };

/**
 * Reads the transfer or payout behind a line and keeps the line as it stands: paid, on its way, or back. What came
 * back needs a person, who may have it paid again under another version. Throws what Stripe or the database throws,
 * having changed nothing.
 */
export function createLineLook(deps: LineLookDeps): LookAtLine {
  return async (lineId, wake) => {
    const before = await deps.db
      .selectFrom('payout_lines')
      .selectAll()
      .where('line_id', '=', lineId)
      .executeTakeFirst();
    const standing = before === undefined ? null : await standingOf(deps.stripe, before);
    const at = momentAt(deps.clock, deps.wallNow());
    await deps.db.transaction().execute(async (tx) => {
      const line = await lockLine(tx, lineId);
      if (line !== null && standing !== null) await keep(tx, line, standing, at);
      await recordSent(tx, wake);
    });
  };
}

/** Null where nothing was sent for the line. */
async function standingOf(stripe: Stripe, line: LineRow): Promise<Standing | null> {
  const { stripe_id: id, account } = line;
  if (id === null) return null;
  try {
    if (id.startsWith('tr_')) return standingOfTransfer(await stripe.transfers.retrieve(id));
    return standingOfPayout(await stripe.payouts.retrieve(id, {}, { stripeAccount: account }));
  } catch (error) {
    const failure = stripeFailure(error, true);
    if (failure?.kind === 'missing') return { kind: 'unclear', saw: `Stripe knows no ${id}` };
    if (failure?.kind !== 'unreachable_account') throw error;
    // A wrong key of the platform's own answers the same, and then nothing is known of the account.
    await stripe.balance.retrieve();
    return { kind: 'unclear', saw: `${account} cannot be read: it was deauthorized` };
  }
}

/** What Recoup itself takes back for a dispute or refund was paid all the same. */
function standingOfTransfer(transfer: Stripe.Transfer): Standing {
  const byOthers = transfer.reversals.data.some((one) => one.metadata?.['recoup_key'] === undefined);
  return transfer.reversed && byOthers ? { kind: 'failed', code: 'transfer_reversed' } : { kind: 'paid' };
}

function standingOfPayout({ status, failure_code: code }: Stripe.Payout): Standing {
  switch (status) {
    case 'paid':
      return { kind: 'paid' };
    case 'pending':
    case 'in_transit':
      return { kind: 'sent' };
    case 'failed':
    case 'canceled':
      return { kind: 'failed', code: code ?? `payout_${status}` };
    default:
      return { kind: 'unclear', saw: `Stripe calls the payout "${status}"` };
  }
}

async function keep(tx: Tx, line: LineRow, standing: Standing, at: Moment): Promise<void> {
  const subject = line.run;
  const what = `${formatMoney(line.target_minor ?? 0, currency(line.currency))} for ${line.account} (${line.stripe_id ?? ''})`;
  switch (standing.kind) {
    case 'sent':
    case 'paid':
      await changeLine(tx, line.line_id, { status: standing.kind, reason: null }, at);
      await settleAttention(tx, failedKey(line), 'recoup', at);
      await settleAttention(tx, unclearKey(line), 'recoup', at);
      return;
    case 'failed': {
      await changeLine(tx, line.line_id, { status: 'failed', reason: standing.code }, at);
      await settleAttention(tx, unclearKey(line), 'recoup', at);
      const message = `A payment of ${what} came back: ${standing.code}. The seller does not have it. Find out why (a bank account that is closed or wrong, a transfer that somebody reversed), then have the run's failed lines paid again under the next version.`;
      const command = `bin/recoup payouts reissue ${line.run} --by YOUR_NAME`;
      await raiseAttention(
        tx,
        { key: failedKey(line), subject, kind: 'payout_failed', message, command },
        at,
      );
      return;
    }
    case 'unclear': {
      const message = `What became of a payment of ${what} cannot be told: ${standing.saw}. The line stays as it is. Look at it in Stripe's Dashboard.`;
      const attention = { key: unclearKey(line), subject, kind: 'payout_unclear', message, command: null };
      await raiseAttention(tx, attention, at);
    }
  }
}

const failedKey = (line: LineRow): string => `payout_line:${line.line_id}:failed`;
const unclearKey = (line: LineRow): string => `payout_line:${line.line_id}:unclear`;
