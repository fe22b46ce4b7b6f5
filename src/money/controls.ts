import type { Json } from '../domain/json';
import { recordAnswer } from '../store/approvals';
import type { Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { writeFrozen, writeMode, type Mode } from '../store/door-state';
import { subjectOf, wakeOpenFlows } from '../store/flow-wakes';
import { lockMove, markRefused } from '../store/money-moves';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';
import { followUp } from './follow-up';
import { settleMoveAttention } from './outcomes';

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
   * @throws MoveNotUnknownError where there is nothing to give up.
   */
  allowNewAttempt(key: string, person: Person): Promise<void>;
}

/** A new attempt was asked for where the outcome of the last one is known, or never was one. */
export class MoveNotUnknownError extends Error {
  override readonly name = 'MoveNotUnknownError';

  constructor(key: string, state: string) {
    super(
      `${key} is ${state}, not unknown: a new attempt is allowed only where an outcome stayed unknown; ` +
        'copy the key from the attention item',
    );
  }
}

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
        await wakeFlow(tx, deps, request.subject);
      }),

    async allowNewAttempt(key, person) {
      const row = await deps.db
        .selectFrom('money_moves')
        .selectAll()
        .where('key', '=', key)
        .executeTakeFirst();
      if (row === undefined) throw new MoveNotUnknownError(key, 'not in the books');
      const outcome = await followUp(deps, row);
      if (outcome.kind !== 'unknown') throw new MoveNotUnknownError(key, outcome.kind);
      await transact(deps.db, async (tx) => {
        const locked = await lockMove(tx, key);
        if (locked?.state !== 'unknown') throw new MoveNotUnknownError(key, locked?.state ?? 'gone');
        await markRefused(tx, key, 'given_up', `${person.by} allowed a new attempt`, deps.wallNow());
        await settleMoveAttention(tx, deps, key, person.by);
        await wakeFlow(tx, deps, locked.workflow_id);
        await decide(tx, 'new_attempt', locked.workflow_id, { key }, person);
      });
    },
  };
}

async function wakeFlow(tx: Tx, deps: DoorDeps, workflowId: string): Promise<void> {
  const subject = await subjectOf(tx, workflowId);
  if (subject !== null) await deps.raiseWake(tx, subject, 'now');
}
