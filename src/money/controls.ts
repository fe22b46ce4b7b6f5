import type { Json } from '../domain/json';
import { recordAnswer } from '../store/approvals';
import type { Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { writeFrozen, writeMode, type Mode } from '../store/door-state';
import { wakeFlow, wakeOpenFlows } from '../store/flow-wakes';
import { lockMove, markRefused } from '../store/money-moves';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';
import { lookFor } from './follow-up';
import { HOUR_MS } from '../domain/clock';
import { GIVEN_UP, settleMoveAttention } from './outcomes';

/** Who does it, and why: both are kept for good. */
export interface Person {
  readonly by: string;
  readonly reason: string;
}

/** What a person may do to the door. Each is a decision, and what waited for it looks again. */
export interface DoorControls {
  changeMode(mode: Mode, person: Person): Promise<void>;
  /** Shuts the door at once: no call that moves money is begun from here on. */
  freeze(person: Person): Promise<void>;
  unfreeze(person: Person): Promise<void>;
  /** @throws ApprovalError where the request is unknown, expired, already answered, or one's own. */
  answerApproval(decisionId: string, approve: boolean, person: Person): Promise<void>;
  /**
   * Gives up a move whose outcome stayed unknown, so that the next number may open. It is looked for once more first.
   * @throws NewAttemptError where its outcome is known, was found now, or has been unknown for less than an hour.
   */
  allowNewAttempt(key: string, person: Person): Promise<void>;
}

/** A new attempt was asked for where it is not, or not yet, to be given. */
export class NewAttemptError extends Error {
  override readonly name = 'NewAttemptError';

  constructor(key: string, why: string) {
    super(`no new attempt for ${key}: ${why}`);
  }
}

const KNOWN =
  'a new attempt is for a move whose outcome stayed unknown; copy the key from the attention item';

export function createControls(deps: DoorDeps): DoorControls {
  const decide = (tx: Tx, kind: string, subject: string, action: Json, { by, reason }: Person) =>
    appendDecision(
      tx,
      {
        kind,
        subject,
        actor: by,
        inputs: {},
        reason,
        policyHash: deps.policy.hash,
        action,
        verdict: 'recorded',
      },
      momentOf(deps),
    );
  const setFrozen = (frozen: boolean, person: Person) =>
    transact(deps.db, async (tx) => {
      await writeFrozen(tx, frozen);
      await wakeOpenFlows(tx, deps.raiseWake);
      await decide(tx, frozen ? 'freeze' : 'unfreeze', 'door', { frozen }, person);
    });

  return {
    changeMode: (mode, person) =>
      transact(deps.db, async (tx) => {
        await writeMode(tx, mode);
        await wakeOpenFlows(tx, deps.raiseWake);
        await decide(tx, 'mode', 'door', { mode }, person);
      }),
    freeze: (person) => setFrozen(true, person),
    unfreeze: (person) => setFrozen(false, person),

    answerApproval: (decisionId, approve, { by, reason }) =>
      transact(deps.db, async (tx) => {
        const answer = { decisionId, by, approve, reason };
        const { request } = await recordAnswer(tx, answer, momentOf(deps));
        await wakeFlow(tx, deps.raiseWake, request.subject);
      }),

    async allowNewAttempt(key, person) {
      const row = await deps.db
        .selectFrom('money_moves')
        .selectAll()
        .where('key', '=', key)
        .executeTakeFirst();
      if (row === undefined) throw new NewAttemptError(key, `it is not in the books; ${KNOWN}`);
      if (row.state !== 'unknown') throw new NewAttemptError(key, `it is ${row.state}; ${KNOWN}`);
      const unknownMs = deps.wallNow() - (row.first_sent_at ?? deps.wallNow());
      if (unknownMs < HOUR_MS) {
        throw new NewAttemptError(
          key,
          'it is unknown for less than an hour, and may still be on its way: wait',
        );
      }
      const found = await lookFor(deps, row, null);
      if (found !== 'nothing') {
        await transact(deps.db, (tx) => wakeFlow(tx, deps.raiseWake, row.workflow_id));
        const why =
          found.kind === 'moved'
            ? 'it was found at Stripe just now, and is booked'
            : 'Stripe could not be asked whether it was made: try again when it can be reached';
        throw new NewAttemptError(key, why);
      }
      await transact(deps.db, async (tx) => {
        const locked = await lockMove(tx, key);
        if (locked?.state !== 'unknown') throw new NewAttemptError(key, `it was settled meanwhile; ${KNOWN}`);
        await markRefused(tx, key, GIVEN_UP, `${person.by} allowed a new attempt`, deps.wallNow());
        await settleMoveAttention(tx, deps, key, person.by);
        await wakeFlow(tx, deps.raiseWake, locked.workflow_id);
        await decide(tx, 'new_attempt', locked.workflow_id, { key }, person);
      });
    },
  };
}
