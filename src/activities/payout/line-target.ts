import { DAY_MS } from '../../domain/clock';
import type { PlannedLine } from '../../domain/payout/line';
import { type TargetInput, type TargetPayout, targetPayout } from '../../domain/payout/target-payout';
import { readRecord } from '../../store/account-records';
import type { Lies } from '../../store/reserves';
import { readTargetFacts } from '../../store/target-facts';
import { amountIn } from '../case/account-at-stripe';
import { type ActivityDeps, momentOf } from '../deps';
import { disputeRateOf } from './dispute-rate';

/** Where the money of a line lies before it is paid. */
export const liesOf = ({ mode }: Pick<PlannedLine, 'mode'>): Lies =>
  mode === 'transfer' ? 'platform' : 'account';

/** A line's number, and what could have been paid. */
export interface LineTarget extends TargetPayout {
  readonly grossMinor: number;
}

/**
 * Works out what a line sends, from the store and at most one reading of the account's balance: in mode `payout` it is
 * what can be paid; in mode `transfer` it is asked for only where something would be kept back, for a shortfall only
 * ever lets less be kept back.
 * @throws what Stripe throws.
 */
export async function targetOfLine(deps: ActivityDeps, line: PlannedLine): Promise<LineTarget> {
  const input = await readInput(deps, line);
  if (line.mode === 'payout') {
    const availableMinor = await availableOf(deps, line);
    const grossMinor = Math.max(0, availableMinor);
    const keptMinor = line.carriedMinor + line.releasedMinor;
    return worked({
      ...input,
      grossMinor,
      releasedMinor: Math.min(grossMinor, keptMinor),
      shortfallMinor: Math.max(0, -availableMinor),
    });
  }
  const grossMinor = line.earnedMinor + line.carriedMinor + line.releasedMinor;
  const releasedMinor = line.carriedMinor + line.releasedMinor;
  const whole = worked({ ...input, grossMinor, releasedMinor, shortfallMinor: 0 });
  if (whole.targetMinor === grossMinor || whole.verdict === 'hold') return whole;
  const shortfallMinor = Math.max(0, -(await availableOf(deps, line)));
  return worked({ ...input, grossMinor, releasedMinor, shortfallMinor });
}

const worked = (input: TargetInput): LineTarget => ({ ...targetPayout(input), grossMinor: input.grossMinor });

type Known = Omit<TargetInput, 'grossMinor' | 'releasedMinor' | 'shortfallMinor'>;

async function readInput(deps: ActivityDeps, line: PlannedLine): Promise<Known> {
  const { account, currency } = line;
  const nowMs = momentOf(deps).clockMs;
  const lies = liesOf(line);
  const facts = await deps.db
    .transaction()
    .execute((tx) => readTargetFacts(tx, { account, currency, lies }, line.lineId));
  const sinceMs = (await readRecord(deps.db, account))?.sellerSinceMs ?? null;
  return {
    ...facts,
    currency,
    nowMs,
    sellerAgeDays: sinceMs === null ? null : Math.max(0, Math.floor((nowMs - sinceMs) / DAY_MS)),
    disputeRate: await disputeRateOf(deps, account, lies),
    policy: deps.policy.reserve,
  };
}

async function availableOf({ stripe }: ActivityDeps, { account, currency }: PlannedLine): Promise<number> {
  const balance = await stripe.balance.retrieve({}, { stripeAccount: account });
  return amountIn(balance.available, currency);
}
