import type { Policy } from '../domain/policy/policy';
import { momentAt } from '../domain/clock';
import { accountId, type AccountId, reviewWorkflowId } from '../domain/ids';
import { isOwnRejection, type PayoutsAction, type RejectReason } from '../domain/review/acts';
import { isRejected } from '../domain/account/standing';
import type { ActOutcome } from '../domain/review/steps';
import { requestApproval } from '../store/approvals';
import { appendDecision } from '../store/decisions';
import { readDoorState } from '../store/door-state';
import {
  type ActAsked,
  actionOf,
  actionOfRow,
  currentAct,
  insertAct,
  lockAct,
  setActState,
} from '../store/review-acts';
import type { ActRow } from '../store/review-acts';
import { openReview } from '../store/reviews';
import type { RaiseWake } from '../store/ports';
import { transact } from '../store/transact';
import type { Tx } from '../store/database';
import { switched, type SwitchDeps } from './switches';

export type ActDeps = SwitchDeps & {
  readonly raiseWake: RaiseWake;
  readonly policy: Pick<Policy, 'approval' | 'hash'>;
};

/** What was asked for cannot be asked for now. */
export class ActError extends Error {
  override readonly name = 'ActError';
}

/**
 * Asks for a decision of two people: to reject an account at Stripe, or to take a rejection of the platform's own back.
 * Always two, whatever the amount: a rejected seller loses their income. Answers the id that a second person approves.
 * @throws ActError where one is under way already, or there is nothing to take back.
 */
export async function askForAct(
  deps: ActDeps,
  account: AccountId,
  asked: ActAsked,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<string> {
  const found = await deps.stripe.accounts.retrieve(account);
  const word = found.requirements?.disabled_reason ?? null;
  if (asked.kind === 'reject' && isRejected(found)) {
    throw new ActError(`${account} is rejected already (${word ?? ''}): nothing is left to decide`);
  }
  if (asked.kind === 'unreject' && !isOwnRejection(word)) {
    throw new ActError(
      word === null || !isRejected(found)
        ? `${account} is not rejected: nothing is left to take back`
        : `${account} was rejected by Stripe (${word}), which alone can take that back: ask its support`,
    );
  }
  return transact(deps.db, async (tx) => {
    const at = momentAt(deps.clock, deps.wallNow());
    await openReview(tx, deps.raiseWake, account, null, at);
    const open = await currentAct(tx, account, at);
    if (open !== null && (open.state === 'asked' || open.state === 'approved' || open.state === 'sending')) {
      throw new ActError(
        `to ${open.row.kind} ${account} is decided on already (${open.row.act_id}, ${open.state}): answer that first, with "bin/recoup approvals list"`,
      );
    }
    const actId = await requestApproval(
      tx,
      {
        kind: `${asked.kind}_account`,
        subject: reviewWorkflowId(account),
        actor: by,
        inputs: { disabled_reason: word, why: `to ${asked.kind} an account always needs two people` },
        reason,
        policyHash: deps.policy.hash,
      },
      actionOf(account, asked),
      at.wallMs + deps.policy.approval.expiresAfterWallMs,
      at,
    );
    await insertAct(tx, actId, account, asked, by, at);
    return actId;
  });
}

/**
 * Carries out what two people decided. Mode and freeze are looked at first; the decision is stored before Stripe is
 * called, and what was begun is finished: the same call again where its answer was lost. Throws only for what a retry
 * can mend.
 */
export async function actOnAccount(deps: ActDeps, actId: string): Promise<ActOutcome> {
  const begun = await transact(deps.db, (tx) => begin(deps, tx, actId));
  if (begun.kind !== 'send') return begun;
  const { row, again } = begun;
  const account = accountId(row.account);
  const outcome = again && (await isDone(deps, row)) ? DONE : await send(deps, row);
  await transact(deps.db, async (tx) => {
    const at = momentAt(deps.clock, deps.wallNow());
    const isOver = (await lockAct(tx, actId))?.state !== 'sending';
    if (isOver) return;
    await setActState(tx, actId, outcome.kind === 'done' ? 'done' : 'refused', codeOf(outcome), at);
    // What Stripe now says of it concerns all who follow the account; the webhook may be late.
    await deps.raiseWake(tx, { kind: 'account', account }, 'now');
  });
  return outcome;
}

type Begun = ActOutcome | { readonly kind: 'send'; readonly row: ActRow; readonly again: boolean };
const DONE = { kind: 'done' } as const;
const codeOf = (outcome: ActOutcome): string | null => (outcome.kind === 'refused' ? outcome.code : null);

async function begin(deps: ActDeps, tx: Tx, actId: string): Promise<Begun> {
  const at = momentAt(deps.clock, deps.wallNow());
  const row = await lockAct(tx, actId);
  switch (row?.state) {
    case 'sending':
      return { kind: 'send', row, again: true };
    case 'done':
      return DONE;
    case 'refused':
      return { kind: 'refused', code: row.code ?? 'unknown' };
    case 'asked':
      break;
    default:
      return { kind: 'stale' };
  }
  const current = await currentAct(tx, accountId(row.account), at);
  const answer = current?.row.act_id === actId && current.state === 'approved' ? current.answer : null;
  if (answer === null) return { kind: 'stale' };
  const decision = {
    kind: `${row.kind}_account`,
    subject: reviewWorkflowId(accountId(row.account)),
    actor: 'recoup',
    reason: `asked for by ${row.asked_by}, approved as ${answer}`,
    policyHash: deps.policy.hash,
    action: actionOfRow(row),
  };
  const { mode, frozen } = await readDoorState(tx);
  if (mode === 'observe' || frozen) {
    const why = mode === 'observe' ? 'observe' : 'frozen';
    await appendDecision(tx, { ...decision, inputs: { held: why }, verdict: 'held' }, at);
    return { kind: 'held', why };
  }
  await setActState(tx, actId, 'sending', null, at);
  await appendDecision(tx, { ...decision, inputs: { request: actId }, verdict: 'acted', uses: answer }, at);
  return { kind: 'send', row, again: false };
}

/** Keys are forgotten after a day: whether it was done is asked before it is sent a second time. */
async function isDone({ stripe }: ActDeps, row: ActRow): Promise<boolean> {
  const found = await stripe.accounts.retrieve(row.account);
  return isRejected(found) === (row.kind === 'reject');
}

async function send({ stripe }: ActDeps, row: ActRow): Promise<ActOutcome> {
  const options = { idempotencyKey: `recoup:v1:${row.kind}:${row.account}:${row.act_id}` };
  const { reason, payouts } = row;
  const outcome = await switched(async () => {
    if (reason === null || payouts === null) await stripe.accounts.unreject(row.account, {}, options);
    else await stripe.accounts.reject(row.account, rejection(reason, payouts), options);
  });
  // `switched` calls Stripe whatever the mode: that was looked at before.
  return outcome.kind === 'refused' ? outcome : DONE;
}

const rejection = (reason: RejectReason, payouts: PayoutsAction) => ({ reason, payouts_action: payouts });
