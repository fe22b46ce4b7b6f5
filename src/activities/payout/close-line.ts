import { currency, formatMoney } from '../../domain/money';
import type { EarningsMove, PayoutMove } from '../../domain/moves';
import type { PlannedLine } from '../../domain/payout/line';
import { raiseAttention } from '../../store/attention';
import type { Tx } from '../../store/database';
import { changeLine } from '../../store/payout-lines';
import { holdReserve, releaseReserves } from '../../store/reserves';
import { transact } from '../../store/transact';
import { type ActivityDeps, momentOf } from '../deps';
import { type LineTarget, liesOf } from './line-target';

/** The money has left: what was decided with it stands, and is written in one transaction. */
export async function closeMoved(
  deps: ActivityDeps,
  line: PlannedLine,
  move: EarningsMove | PayoutMove,
  made: { readonly key: string; readonly stripeId: string },
  /** For people; absent where the move was asked for before. */
  working?: LineTarget['working'],
): Promise<void> {
  await transact(deps.db, async (tx) => {
    const offsets = move.kind === 'earnings' ? move.offsets : [];
    await settle(deps, tx, line, move.reserve);
    await changeLine(
      tx,
      line.lineId,
      {
        // A transfer is on the account when Stripe answers; a payout takes days to the bank.
        status: move.kind === 'earnings' ? 'paid' : 'sent',
        reason: null,
        grossMinor: move.grossMinor,
        targetMinor: move.amountMinor,
        offsetMinor: offsets.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        reservedMinor: move.reserve?.amountMinor ?? 0,
        withheldMinor: move.withheldMinor,
        moveKey: made.key,
        stripeId: made.stripeId,
        ...(working === undefined ? {} : { working }),
        settledMs: momentOf(deps).clockMs,
      },
      momentOf(deps),
    );
  });
}

/** Nothing is sent, and what was kept back stands all the same. Belongs to the transaction that pays the claims. */
export async function closeUnsent(
  deps: ActivityDeps,
  tx: Tx,
  line: PlannedLine,
  target: LineTarget,
): Promise<void> {
  const offsetMinor = line.mode === 'payout' ? 0 : sumOf(target.offsets);
  await settle(deps, tx, line, target.reserve);
  await changeLine(
    tx,
    line.lineId,
    {
      // Earnings that paid what was owed have been paid.
      status: offsetMinor > 0 && target.verdict === 'nothing' ? 'paid' : 'held',
      reason: target.verdict,
      ...figuresOf(line, target),
      settledMs: momentOf(deps).clockMs,
    },
    momentOf(deps),
  );
}

async function settle(
  deps: ActivityDeps,
  tx: Tx,
  line: PlannedLine,
  reserve: LineTarget['reserve'],
): Promise<void> {
  const { account, currency: code } = line;
  const nowMs = momentOf(deps).clockMs;
  await releaseReserves(tx, line.lineId, nowMs);
  if (reserve === null) return;
  await holdReserve(tx, line.lineId, { account, currency: code, lies: liesOf(line) }, reserve, nowMs);
}

/** Held back, and nothing of it stands: a re-issue decides it afresh. */
export async function closeHeld(
  deps: ActivityDeps,
  line: PlannedLine,
  target: LineTarget,
  reason: string,
): Promise<void> {
  const change = { status: 'held' as const, reason: reason.slice(0, 1_000), ...figuresOf(line, target) };
  await changeLine(deps.db, line.lineId, change, momentOf(deps));
}

/** Stripe said no, and nothing was sent. */
export async function closeRefused(
  deps: ActivityDeps,
  line: PlannedLine,
  { amountMinor, key, code }: { readonly amountMinor: number; readonly key: string; readonly code: string },
): Promise<void> {
  const at = momentOf(deps);
  await transact(deps.db, async (tx) => {
    const change = { status: 'failed' as const, reason: code, targetMinor: amountMinor, moveKey: key };
    await changeLine(tx, line.lineId, change, at);
    const amount = formatMoney(amountMinor, currency(line.currency));
    const attention = {
      key: `payout_line:${line.lineId}:failed`,
      subject: line.run,
      kind: 'payout_failed',
      message: `Stripe refused to pay ${amount} to ${line.account}: ${code}. Nothing was sent. Mend what it names, then have the run's failed lines paid again under the next version.`,
      command: `bin/recoup payouts reissue ${line.run} --by YOUR_NAME`,
    };
    await raiseAttention(tx, attention, at);
  });
}

export async function markLineUnknown(deps: ActivityDeps, line: PlannedLine, key: string): Promise<void> {
  const change = { status: 'unknown' as const, reason: 'what became of it is not known yet', moveKey: key };
  await changeLine(deps.db, line.lineId, change, momentOf(deps));
}

const figuresOf = (line: PlannedLine, target: LineTarget) => ({
  grossMinor: target.grossMinor,
  targetMinor: target.targetMinor,
  offsetMinor: line.mode === 'payout' ? 0 : sumOf(target.offsets),
  reservedMinor: target.reserve?.amountMinor ?? 0,
  withheldMinor: target.withheldMinor,
  working: target.working,
});

const sumOf = (parts: readonly { readonly amountMinor: number }[]): number =>
  parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
