import type { AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Currency } from '../domain/money';
import type { HeldReason, Offset } from '../domain/moves';
import type { Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { readDoorState } from '../store/door-state';
import { lockedWithCause } from '../store/ledger-claims';
import { lockDoorForLine } from '../store/locks';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';

/** A line of which nothing is sent: all of the earnings stays where it is, and pays claims. `key` names the line. */
export interface WholeOffset {
  readonly key: string;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly offsets: readonly Offset[];
}

export type OffsetOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly reason: HeldReason }
  /** The claims are not as they were read: to be decided afresh. */
  | { readonly kind: 'stale' };

/**
 * Pays claims out of earnings without sending anything. No money moves, but the seller gets none: mode and freeze hold
 * as for a move. `close` belongs to the same transaction.
 */
export async function offsetWhole(
  deps: Pick<DoorDeps, 'db' | 'ledger' | 'clock' | 'wallNow'>,
  asked: WholeOffset,
  decision: DecisionInput,
  close: (tx: Tx) => Promise<void>,
): Promise<OffsetOutcome> {
  return transact(deps.db, async (tx) => {
    await lockDoorForLine(tx, asked.currency, asked.account);
    const at = momentOf(deps);
    const offsets = asked.offsets.map((one) => ({ ...one }));
    const action: Json = { offset: asked.key, account: asked.account, currency: asked.currency, offsets };
    const { mode, frozen } = await readDoorState(tx);
    if (mode === 'observe' || frozen) {
      const reason: HeldReason = { why: mode === 'observe' ? 'observe' : 'frozen' };
      const inputs = { facts: decision.inputs, held: { ...reason } };
      await appendDecision(tx, { ...decision, action, inputs, verdict: 'held' }, at);
      return { kind: 'held', reason };
    }
    for (const { claimId, amountMinor } of asked.offsets) {
      const claim = await lockedWithCause(tx, claimId);
      if (claim.handled || claim.openMinor - claim.reservedMinor < amountMinor) return { kind: 'stale' };
    }
    for (const { claimId, amountMinor } of asked.offsets) {
      await deps.ledger.bookOffset(tx, asked.key, claimId, amountMinor, at.clockMs);
    }
    await close(tx);
    await appendDecision(tx, { ...decision, action, verdict: 'acted' }, at);
    return { kind: 'done' };
  });
}
