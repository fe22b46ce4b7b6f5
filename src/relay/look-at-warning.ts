import type Stripe from 'stripe';
import { type Clock, momentAt } from '../domain/clock';
import { currency, formatMoney } from '../domain/money';
import { raiseAttention } from '../store/attention';
import type { Database } from '../store/database';
import { isWarningJudged, settleWarning, warningKey, warningSubject } from '../store/fraud-warnings';
import { queueNotice } from '../store/notices';
import type { WakeSubject } from '../store/schema';
import { recordSent, type TakenWake } from '../store/wakes';
import { stripeFailure } from '../stripe/errors';

export interface WarningLookDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  readonly wallNow: () => number;
}

type Warned = Extract<WakeSubject, { readonly kind: 'warning' }>;
export type LookAtWarning = (warned: Warned, wake: TakenWake) => Promise<void>;

/**
 * Reads a charge and its early fraud warnings. While one can be acted on, a refund is proposed to a person and the
 * team is told, once for each charge; when none can any more (refunded, disputed) the proposal is settled. What a
 * person has settled is not proposed again. Throws what Stripe or the database throws, having changed nothing.
 */
export function createWarningLook(deps: WarningLookDeps): LookAtWarning {
  return async (warned, wake) => {
    const proposal = await readProposal(deps.stripe, warned);
    const at = momentAt(deps.clock, deps.wallNow());
    await deps.db.transaction().execute(async (tx) => {
      if (proposal === null) {
        await settleWarning(tx, warned.charge, at);
      } else if (!(await isWarningJudged(tx, warned.charge))) {
        const { command, fraudType, amount } = proposal;
        const attention = {
          key: warningKey(warned.charge),
          subject: warningSubject(warned.charge),
          kind: 'fraud_warning',
          message: `The card's bank suspects fraud on charge ${warned.charge} (${fraudType.replaceAll('_', ' ')}). Most such payments are disputed soon; a refund of the ${amount} left on it, before that, costs no dispute fee. Settle this where the payment is known to be good.`,
          command,
        };
        await raiseAttention(tx, attention, at);
        const notice = {
          subject: warningSubject(warned.charge),
          rung: 'fraud-warning',
          audience: 'team' as const,
          template: 'fraudWarning',
          params: { charge: warned.charge, warning: fraudType, command },
          account: null,
        };
        await queueNotice(tx, notice, at.wallMs, at);
      }
      await recordSent(tx, wake);
    });
  };
}

interface Proposal {
  readonly command: string;
  readonly fraudType: string;
  /** What is left to refund, in words. */
  readonly amount: string;
}

/** Null where nothing can be done: refunded, disputed, or not to be read by this key any more. */
async function readProposal(stripe: Stripe, { charge, account }: Warned): Promise<Proposal | null> {
  const header = account === null ? {} : { stripeAccount: account };
  try {
    const { data } = await stripe.radar.earlyFraudWarnings.list({ charge, limit: 100 }, header);
    const open = data.find((warning) => warning.actionable);
    if (open === undefined) return null;
    const found = await stripe.charges.retrieve(charge, {}, header);
    const leftMinor = found.amount_captured - found.amount_refunded;
    if (leftMinor <= 0 || found.disputed) return null;
    const whose = account === null ? '' : ` --account ${account}`;
    return {
      command: `bin/recoup refund --charge ${charge}${whose} --reason fraudulent --by YOUR_NAME`,
      fraudType: open.fraud_type,
      amount: formatMoney(leftMinor, currency(found.currency)),
    };
  } catch (error) {
    const failure = stripeFailure(error, account !== null);
    if (failure?.kind === 'missing') return null;
    if (failure?.kind !== 'unreachable_account') throw error;
    // A wrong key of the platform's own answers the same, and then nothing is known of the account.
    await stripe.balance.retrieve();
    return null;
  }
}
