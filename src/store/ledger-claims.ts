import {
  causeKind,
  disputeId,
  disputeWorkflowId,
  type CauseId,
  type ClaimId,
  type WorkflowId,
} from '../domain/ids';
import type { Claim, Entry } from '../domain/ledger/books';
import {
  claimOffset,
  claimOpened,
  claimPaidOutside,
  claimReleased,
  claimSetOff,
  claimWrittenOff,
} from '../domain/ledger/claim-entries';
import { claimIdOf } from '../domain/ledger/cover';
import { positiveMinor } from '../domain/money';
import { insertClaim, lockClaim } from './claims';
import type { Tx } from './database';
import { writeEntries } from './entries';
import { wakeConcerned } from './flow-wakes';
import { lockCause } from './locks';
import type { Ledger, RaiseWake } from './ports';

/** A claim is named that the books do not know. */
export class UnknownClaimError extends Error {
  override readonly name = 'UnknownClaimError';

  constructor(claimId: ClaimId) {
    super(`claim ${claimId} is not in the books: it may belong to another database; nothing was booked`);
  }
}

export function claimBooker(
  raiseWake: RaiseWake,
): Pick<Ledger, 'openClaim' | 'releaseClaim' | 'setOff' | 'writeOff' | 'payOutside' | 'bookOffset'> {
  const wake = (tx: Tx, claim: Pick<Claim, 'account' | 'currency' | 'cause'>, by: WorkflowId | null) =>
    wakeConcerned(tx, raiseWake, { ...claim, by });

  /** Books what `entryFor` makes of the part of the amount that is open and not reserved. Answers what was booked. */
  const reduce = async (
    tx: Tx,
    claimId: ClaimId,
    amountMinor: number,
    entryFor: (claim: Claim, amountMinor: number) => Entry,
    byItsFlow: boolean,
  ): Promise<number> => {
    positiveMinor(amountMinor);
    const claim = await lockedWithCause(tx, claimId);
    const amount = Math.min(amountMinor, claim.openMinor - claim.reservedMinor);
    if (amount <= 0) return 0;
    const entry = entryFor(claim, amount);
    const isNew = (await writeEntries(tx, [entry])).has(entry.key);
    if (isNew) await wake(tx, claim, byItsFlow ? flowOf(claim.cause) : null);
    return isNew ? amount : 0;
  };

  return {
    async openClaim(tx, claim) {
      positiveMinor(claim.amountMinor);
      await lockCause(tx, claim.cause);
      const claimId = claimIdOf(claim.form, claim.object, claim);
      const { form, account, currency, cause, part, causeCurrency, pairCauseMinor, pairClaimMinor } = claim;
      const { transfer, owner, sinceMs, effectiveMs } = claim;
      const identity = {
        form,
        account,
        currency,
        cause,
        part,
        causeCurrency,
        pairCauseMinor,
        pairClaimMinor,
      };
      const opening = { ...identity, claimId, transfer, owner, sinceMs };
      if (!(await insertClaim(tx, opening, effectiveMs))) return claimId;
      const head = { key: `claim_opened:${claimId}`, effectiveMs };
      await writeEntries(tx, [claimOpened(head, opening, claim.amountMinor)]);
      await wake(tx, claim, owner);
      return claimId;
    },

    async releaseClaim(tx, key, claimId, amountMinor, effectiveMs) {
      const head = { key: `claim_released:${key}:${claimId}`, effectiveMs };
      await reduce(tx, claimId, amountMinor, (claim, amount) => claimReleased(head, claim, amount), true);
    },

    async setOff(tx, key, from, claimId, amountMinor, effectiveMs) {
      const head = { key: `claim_set_off:${key}:${claimId}`, effectiveMs };
      await reduce(
        tx,
        claimId,
        amountMinor,
        (claim, amount) => {
          if (claim.causeCurrency !== from.currency || claim.account !== from.account) {
            throw new RangeError(
              `${claimId} of ${claim.account} in ${claim.causeCurrency} cannot be set off against what is owed to ` +
                `${from.account} in ${from.currency}: currencies and accounts never mix`,
            );
          }
          return claimSetOff(head, claim, from, amount);
        },
        true,
      );
    },

    async writeOff(tx, key, claimId, amountMinor, effectiveMs) {
      const head = { key: `written_off:${key}:${claimId}`, effectiveMs };
      await reduce(tx, claimId, amountMinor, (claim, amount) => claimWrittenOff(head, claim, amount), false);
    },

    async payOutside(tx, key, claimId, amountMinor, effectiveMs) {
      const head = { key: `paid_outside:${key}:${claimId}`, effectiveMs };
      await reduce(tx, claimId, amountMinor, (claim, amount) => claimPaidOutside(head, claim, amount), false);
    },

    async bookOffset(tx, line, claimId, amountMinor, effectiveMs) {
      const head = { key: `offset:${line}:${claimId}`, effectiveMs };
      return reduce(tx, claimId, amountMinor, (claim, amount) => claimOffset(head, claim, amount), false);
    },
  };
}

/** Releases and set-offs are the cause's own flow's doing (R15): it knows of them. */
function flowOf(cause: CauseId): WorkflowId | null {
  return causeKind(cause) === 'dispute' ? disputeWorkflowId(disputeId(cause)) : null;
}

async function causeOf(tx: Tx, claimId: ClaimId): Promise<CauseId> {
  const row = await tx
    .selectFrom('claims')
    .select('cause')
    .where('claim_id', '=', claimId)
    .executeTakeFirst();
  if (row === undefined) throw new UnknownClaimError(claimId);
  return row.cause as CauseId;
}

/** The claim, with what its cause's books say held still. @throws UnknownClaimError */
export async function lockedWithCause(tx: Tx, claimId: ClaimId): Promise<Claim> {
  await lockCause(tx, await causeOf(tx, claimId));
  const claim = await lockClaim(tx, claimId);
  if (claim === null) throw new UnknownClaimError(claimId);
  return claim;
}
