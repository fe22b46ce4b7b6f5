import type { Limits } from './fair-shares';
import type { Standing } from './verdict';
import type { SellerVerdict } from './verdict-port';

/** Money that a seller got for a debt, not for a sale: from the reserve on day 180, or by people's credits. */
export interface Pool {
  clearedMinor: number;
  /** Credits less what the seller paid outside. */
  creditedMinor: number;
  /** All that was sent to the seller by somebody who has to justify it. */
  sentMinor: number;
  /** Of sales whose money the platform keeps until it pays the seller. */
  earnedMinor: number;
  earningsPaidMinor: number;
}

export function poolOf(pools: Map<string, Pool>, account: string, currency: string): Pool {
  const key = `${account}|${currency}`;
  const found = pools.get(key);
  if (found !== undefined) return found;
  const made: Pool = {
    clearedMinor: 0,
    creditedMinor: 0,
    sentMinor: 0,
    earnedMinor: 0,
    earningsPaidMinor: 0,
  };
  pools.set(key, made);
  return made;
}

interface Judged {
  readonly standing: Standing;
  readonly limits: Limits;
}

/**
 * One seller in one balance currency. What covered the seller's debt may be explained in two ways: it was taken again
 * since (so more than fair was taken), or it covers what the seller bears, by the story or because somebody took it in
 * the Dashboard (so that is let go). What neither explains was paid too much, or taken twice.
 */
export function settlePool(
  account: string,
  currency: string,
  judged: readonly Judged[],
  pool: Pool,
  unreachable: boolean,
): SellerVerdict {
  const rows = judged.map((one) => inBalance(one));
  const sum = (pick: (row: BalanceRow) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  const coveredMinor = pool.clearedMinor + pool.creditedMinor;
  const missing = sum((row) => Math.max(0, row.highMinor - row.takenMinor));
  const excess = sum((row) => row.excessMinor) + Math.max(0, -coveredMinor - missing);
  const explained = Math.min(excess, Math.max(0, coveredMinor));
  const borne = sum((row) => Math.max(0, row.takenMinor) - row.excessMinor);
  const beyond = Math.max(0, Math.max(0, coveredMinor) - explained - borne);
  const twice = excess - explained;
  const sentTooMuch =
    sum((row) => Math.max(0, -row.takenMinor) + row.unjustifiedMinor) + Math.min(beyond, pool.sentMinor);
  const unpaidMinor = pool.earnedMinor - pool.earningsPaidMinor;
  // Whoever keeps earnings back for a debt has taken it: what is sent later returns them.
  const overpaid = Math.max(0, sentTooMuch - unpaidMinor);
  const fairMinor = sum((row) => row.lowMinor);
  return {
    account,
    currency,
    fairMinor,
    takenMinor: sum((row) => row.takenMinor),
    clearedMinor: pool.clearedMinor,
    creditedMinor: pool.creditedMinor,
    outstandingMinor: Math.max(0, fairMinor - (sum((row) => row.takenMinor) - coveredMinor)),
    unpaidMinor: Math.max(0, unpaidMinor),
    blockedMinor: unreachable ? twice : 0,
    overpaidMinor: overpaid,
    recoveredTwiceMinor: unreachable ? 0 : twice,
  };
}

interface BalanceRow {
  readonly lowMinor: number;
  readonly highMinor: number;
  readonly takenMinor: number;
  readonly excessMinor: number;
  readonly unjustifiedMinor: number;
}

/** In the balance's currency, by the pair of the sale's reversals where it differs from the sale's. */
function inBalance({ standing, limits }: Judged): BalanceRow {
  const lowMinor = limits.principalLowMinor + limits.feeLowMinor;
  const highMinor = limits.principalHighMinor + limits.feeHighMinor;
  const { takenMinor, takenByApiMinor, debitedMinor } = standing;
  const excessMinor = Math.min(Math.max(0, takenMinor - highMinor), takenByApiMinor);
  // What was sent beyond all that had been taken is counted by itself, and a fee that nobody ever took was not sent.
  const everTakenMinor = limits.principalLowMinor + Math.min(limits.feeLowMinor, debitedMinor);
  const unjustifiedMinor = Math.min(
    Math.max(0, standing.unjustifiedMinor - Math.max(0, -takenMinor)),
    Math.max(0, everTakenMinor - Math.max(0, takenMinor)),
  );
  const { amountMinor, balanceMinor } = standing.pair;
  if (standing.balanceCurrency === standing.currency || amountMinor === 0) {
    return { lowMinor, highMinor, takenMinor, excessMinor, unjustifiedMinor };
  }
  const to = (minor: number, round: (value: number) => number): number =>
    round((minor * balanceMinor) / amountMinor);
  return {
    lowMinor: to(lowMinor, Math.floor),
    highMinor: to(highMinor, Math.ceil),
    takenMinor: to(takenMinor, Math.trunc),
    // A unit of rounding on the way there is nobody's fault.
    excessMinor: Math.max(0, to(excessMinor, Math.floor) - 1),
    unjustifiedMinor: to(unjustifiedMinor, Math.floor),
  };
}
