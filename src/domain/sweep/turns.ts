import { DAY_MS } from '../clock';

/** However many days a full scan may take: so many accounts are read within one. */
const AT_LEAST_A_DAY = 1_000;
/** A little more than the share, so that what comes new and what fails does not push the last ones over the limit. */
const AHEAD_PERCENT = 5;

/**
 * How many accounts the full scan reads now, so that all are read within `fullScanDays`: the share of the time that
 * has gone by since the last turn, at most a day's. Clock time. Platforms with up to a thousand accounts read all of
 * them daily.
 */
export function accountsThisTurn(accounts: number, fullScanDays: number, sinceLastMs: number): number {
  const aDay = Math.max(AT_LEAST_A_DAY, (accounts * (100 + AHEAD_PERCENT)) / (100 * fullScanDays));
  return Math.ceil((aDay * Math.min(DAY_MS, Math.max(0, sinceLastMs))) / DAY_MS);
}
