import { sql } from 'kysely';
import type { TargetInput } from '../domain/payout/target-payout';
import { readOpenClaims } from './claims';
import type { Tx } from './database';
import { exposuresOf } from './dispute-exposure';
import { heldReserves, type Purse } from './reserves';

/** What the store knows of a seller's money, for `targetPayout`. */
export type TargetFacts = Pick<
  TargetInput,
  'openClaims' | 'openDisputes' | 'provisionalDebitsMinor' | 'reservedMinor'
>;

/**
 * Claims that a person has taken over are theirs to collect, and a refused reversal is collected by that reversal (R14),
 * for which the money has to reach the account. What a move has reserved of a claim is paid by that move. On the account
 * what moves collect is left for them. `lineId`: the line that asks, or null.
 */
export async function readTargetFacts(tx: Tx, purse: Purse, lineId: number | null): Promise<TargetFacts> {
  const { account, currency, lies } = purse;
  const claims = await readOpenClaims(tx, account, currency);
  const exposures = await exposuresOf(tx, account, currency);
  const held = lies === 'account' ? await heldReserves(tx, purse, lineId) : [];
  return {
    openClaims: claims
      .filter(({ handled, form }) => !handled && (lies === 'account' || form !== 'reversal'))
      .map(({ claimId, openMinor, reservedMinor }) => ({
        claimId,
        openMinor: lies === 'account' ? openMinor : openMinor - reservedMinor,
      })),
    openDisputes: exposures.map(({ dispute, principalMinor, feeMinor }) => ({
      dispute,
      sellerShareMinor: principalMinor,
      expectedFeeMinor: feeMinor,
    })),
    provisionalDebitsMinor: await provisionalDebits(tx, purse),
    reservedMinor: held.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  };
}

/** Bank debits that are paid and can still come back, by the last look of the account's case. */
async function provisionalDebits(tx: Tx, { account, currency }: Purse): Promise<number> {
  const { rows } = await sql<{ minor: number | null }>`
    select (summary -> 'debit' ->> 'provisionalMinor')::bigint as minor from cases
    where account = ${account} and currency = ${currency} and closed_clock is null`.execute(tx);
  return rows[0]?.minor ?? 0;
}
