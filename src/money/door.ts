import type { AccountId } from '../domain/ids';
import { positiveMinor } from '../domain/money';
import { moveKey, moveObject, type Move, type MoveOutcome } from '../domain/moves';
import { readDoorState } from '../store/door-state';
import { findMove, unsettledLike, unsettledMoves, unsettledSentFor } from '../store/money-moves';
import { wakeFlow } from '../store/flow-wakes';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { admit, recordRehearsal } from './admit';
import type { DoorDeps } from './deps';
import { followUp, lookFor } from './follow-up';
import { GO, type Preflight } from './preflight';

export interface Door {
  /**
   * The only way to money. Stores the decision and the immutable request under its logical key, calls Stripe with the
   * idempotency key made from that, and stores the outcome. Asked again for the same key it answers what is stored,
   * whatever amount it is asked for; it never throws for what Stripe says.
   * @throws RangeError for an amount that is not a whole number of minor units above zero.
   */
  moveMoney(move: Move, decision: DecisionInput): Promise<MoveOutcome>;
  /**
   * As `moveMoney`, but nothing moves and nothing is kept of it except the decision, held, with what the check before
   * the call found. Answers what stands against the move.
   */
  rehearse(move: Move, decision: DecisionInput): Promise<readonly string[]>;
  /**
   * Learns what became of moves without a known outcome, oldest first, sends again what may be, and wakes their
   * flows. Answers how many are still unknown of those it looked at.
   */
  settleUnknown(limit?: number): Promise<number>;
  /**
   * Looks at Stripe for what was sent for an account and has no known outcome, and stores what it finds; sends
   * nothing. Whoever books the account's balance asks first: what arrived there must not pass for somebody else's.
   * @throws Error where Stripe cannot be asked.
   */
  learnSent(account: AccountId): Promise<void>;
}

const SETTLE_AT_ONCE = 50;

export function createDoor(deps: DoorDeps): Door {
  return {
    async moveMoney(move, decision) {
      positiveMinor(move.amountMinor, `amount of ${moveKey(move)}`);
      const known = await findMove(deps.db, moveKey(move));
      if (known !== null) return followUp(deps, known);
      const open = await unsettledLike(deps.db, { ...move, object: moveObject(move) });
      if (open !== null) return followUp(deps, open);

      const admitted = await admit(deps, move, decision, await preflight(deps, move));
      return admitted.kind === 'outcome' ? admitted.outcome : followUp(deps, admitted.row);
    },

    async rehearse(move, decision) {
      positiveMinor(move.amountMinor, `amount of ${moveKey(move)}`);
      return recordRehearsal(deps, move, decision, await deps.preflight(move));
    },

    async settleUnknown(limit = SETTLE_AT_ONCE) {
      let left = 0;
      for (const row of await unsettledMoves(deps.db, limit)) {
        const { kind } = await followUp(deps, row);
        if (kind === 'moved' || kind === 'refused') {
          await transact(deps.db, (tx) => wakeFlow(tx, deps.raiseWake, row.workflow_id));
        } else {
          left += 1;
        }
      }
      return left;
    },

    async learnSent(account) {
      for (const row of await unsettledSentFor(deps.db, account)) {
        const found = await lookFor(deps, row, row.created_clock);
        if (found === 'nothing') continue;
        if (found.kind !== 'moved') throw new Error(`Stripe could not be asked what became of ${row.key}`);
        await transact(deps.db, (tx) => wakeFlow(tx, deps.raiseWake, row.workflow_id));
      }
    },
  };
}

/** Where the door is shut anyway, Stripe is not asked. */
async function preflight(deps: DoorDeps, move: Move): Promise<Preflight> {
  const { mode, frozen } = await readDoorState(deps.db);
  return frozen || mode === 'observe' ? GO : deps.preflight(move);
}
