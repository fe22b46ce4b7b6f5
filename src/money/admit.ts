import type { Moment } from '../domain/clock';
import type { ClaimId } from '../domain/ids';
import type { Json } from '../domain/json';
import { takenBy } from '../domain/ledger/move-entry';
import { isOfLine, moveKey, moveObject, type HeldReason, type Move, type MoveOutcome } from '../domain/moves';
import { assertNever } from '../domain/never';
import { approvalState, requestApproval } from '../store/approvals';
import type { Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { readDoorState } from '../store/door-state';
import { hashOf } from '../store/hash';
import { lockedWithCause } from '../store/ledger-claims';
import { lockDoor, lockDoorForLine } from '../store/locks';
import {
  findMove,
  insertMove,
  markRefused,
  nextMoveNumber,
  unsettledLike,
  type MoveRow,
} from '../store/money-moves';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';
import { heldByCap, needsApproval } from './limits';
import { findingsIn, settleHaltOf, tellOfHalt } from './halts';
import type { Preflight } from './preflight';
import { callFor } from './stripe-call';

/** Either there is a row to follow up, or the door has answered already. */
export type Admitted =
  | { readonly kind: 'row'; readonly row: MoveRow }
  | { readonly kind: 'outcome'; readonly outcome: MoveOutcome };

/** Stripe takes keys of up to 255 characters. */
const LONGEST_KEY = 255;

/**
 * The transaction before the call: every reason to hold back is looked at under the door's lock; then the decision,
 * the request and the claim's reservation stand together or not at all. A move that is held stores its decision alone.
 */
export async function admit(
  deps: DoorDeps,
  move: Move,
  decision: DecisionInput,
  preflight: Preflight,
): Promise<Admitted> {
  if (preflight.kind === 'unavailable') return answered({ kind: 'unavailable' });
  return transact(deps.db, async (tx) => {
    const at = momentOf(deps);
    if (isOfLine(move)) await lockDoorForLine(tx, move.currency, move.account);
    else await lockDoor(tx, move.currency);
    const key = moveKey(move);
    const numbered = { ...move, object: moveObject(move) };
    const row = (await findMove(tx, key)) ?? (await unsettledLike(tx, numbered));
    if (row !== null) return { kind: 'row', row };

    const call = callFor(move, deps.platformAccount);
    const passage = await pass(deps, tx, move, call, preflight, at);
    const found = findingsIn(preflight);
    if (passage.kind === 'held') {
      if (isHalt(passage.reason)) await tellOfHalt(deps, tx, move, preflight, at);
      return answered(await held(tx, decision, call, passage.reason, found, at));
    }
    await settleHaltOf(tx, move, at);
    if (passage.kind === 'ask') {
      const inputs = { facts: decision.inputs, why: passage.why, ...found };
      const expiresAtMs = at.wallMs + deps.policy.approval.expiresAfterWallMs;
      const decisionId = await requestApproval(tx, { ...decision, inputs }, call, expiresAtMs, at);
      return answered({ kind: 'held', reason: { why: 'approval', decisionId } });
    }
    const decisionId = await appendDecision(
      tx,
      {
        ...decision,
        action: call,
        inputs: { facts: decision.inputs, preflight: preflight.kind, ...found },
        verdict: 'acted',
        ...(passage.uses === null ? {} : { uses: passage.uses }),
      },
      at,
    );
    const inserted = await insertMove(tx, { move, call }, idempotencyKey(key), decisionId, at);
    if (preflight.kind !== 'refuse') return { kind: 'row', row: inserted };
    await markRefused(tx, key, preflight.code, 'the check before the call found it', at.wallMs);
    return answered({ kind: 'refused', key, code: preflight.code });
  });
}

const answered = (outcome: MoveOutcome): Admitted => ({ kind: 'outcome', outcome });

/** The key itself, so that a look into Stripe's logs finds it; its hash where it is too long for Stripe. */
function idempotencyKey(key: string): string {
  return key.length <= LONGEST_KEY ? key : `recoup:v1:${hashOf(key)}`;
}

type Passage =
  | { readonly kind: 'free'; readonly uses: string | null }
  | { readonly kind: 'ask'; readonly why: string }
  | { readonly kind: 'held'; readonly reason: HeldReason };

const isHalt = (reason: HeldReason): boolean => reason.why === 'preflight' && reason.halted === true;

const isHeld = (reason: HeldReason): Passage => ({ kind: 'held', reason });

async function pass(
  deps: DoorDeps,
  tx: Tx,
  move: Move,
  action: Json,
  preflight: Preflight,
  at: Moment,
): Promise<Passage> {
  const { mode, frozen } = await readDoorState(tx);
  if (mode === 'observe') return isHeld({ why: 'observe' });
  if (frozen) return isHeld({ why: 'frozen' });
  const failed = [
    ...(await staleNumber(tx, move)),
    ...(await claimNotFree(tx, move)),
    ...(await offsetsNotFree(tx, move)),
  ];
  if (failed.length > 0) return isHeld({ why: 'preflight', failed });
  if (preflight.kind === 'halt') {
    const { failed: seen, findings } = preflight;
    return isHeld({ why: 'preflight', failed: seen, ...(findings.length === 0 ? {} : { halted: true }) });
  }
  // What is refused before it is sent moves nothing: it needs nobody's approval and counts towards no cap.
  if (preflight.kind === 'refuse') return { kind: 'free', uses: null };

  const why = await needsApproval(tx, deps, move);
  if (why === null) {
    const cap = await heldByCap(tx, deps.policy, move, at.clockMs);
    return cap === null ? { kind: 'free', uses: null } : isHeld(cap);
  }
  const approval = await approvalState(tx, action, at.wallMs);
  switch (approval.kind) {
    case 'none':
      return { kind: 'ask', why };
    case 'approved':
      return { kind: 'free', uses: approval.decisionId };
    case 'asked':
      return isHeld({ why: 'approval', decisionId: approval.decisionId });
    case 'declined':
      return isHeld({ why: 'declined', decisionId: approval.decisionId });
    default:
      return assertNever(approval);
  }
}

/** Every number below the next has its row; one above it comes from facts that these books never held. */
async function staleNumber(tx: Tx, move: Move): Promise<readonly string[]> {
  // A line's number is its version, and the line is unique.
  if (isOfLine(move)) return [];
  const next = await nextMoveNumber(tx, { ...move, object: moveObject(move) });
  return move.n === next ? [] : [`move number ${move.n}, but the books are at ${next}`];
}

/** What another move has reserved, or a person has taken over, is not collected. */
async function claimNotFree(tx: Tx, move: Move): Promise<readonly string[]> {
  return move.claimId === null ? [] : notFree(tx, move, move.claimId, takenBy(move));
}

async function notFree(tx: Tx, move: Move, claimId: ClaimId, wanted: number): Promise<readonly string[]> {
  const claim = await lockedWithCause(tx, claimId);
  if (claim.account !== move.account || claim.currency !== move.currency) {
    return [`claim ${claim.claimId} is owed by ${claim.account} in ${claim.currency}`];
  }
  if (claim.handled) return [`claim ${claim.claimId} was taken over by a person`];
  const freeMinor = claim.openMinor - claim.reservedMinor;
  return wanted <= freeMinor
    ? []
    : [`claim ${claim.claimId} has ${freeMinor} ${claim.currency} open and not reserved, below ${wanted}`];
}

async function offsetsNotFree(tx: Tx, move: Move): Promise<readonly string[]> {
  if (move.kind !== 'earnings') return [];
  const failed: string[] = [];
  for (const { claimId, amountMinor } of move.offsets) {
    failed.push(...(await notFree(tx, move, claimId, amountMinor)));
  }
  return failed;
}

/** What a rehearsal leaves: a held decision, with the checks that failed. */
export async function recordRehearsal(
  deps: DoorDeps,
  move: Move,
  decision: DecisionInput,
  preflight: Preflight,
): Promise<readonly string[]> {
  const failed = standsAgainst(preflight);
  const inputs = { facts: decision.inputs, held: { why: 'dry_run', failed }, ...findingsIn(preflight) };
  const action = callFor(move, deps.platformAccount);
  await transact(deps.db, (tx) =>
    appendDecision(tx, { ...decision, action, inputs, verdict: 'held' }, momentOf(deps)),
  );
  return failed;
}

function standsAgainst(preflight: Preflight): readonly string[] {
  switch (preflight.kind) {
    case 'go':
      return [];
    case 'halt':
      return preflight.failed;
    case 'refuse':
      return [`Stripe would refuse it: ${preflight.code}`];
    case 'unavailable':
      return ['Stripe could not be asked'];
    default:
      return assertNever(preflight);
  }
}

async function held(
  tx: Tx,
  decision: DecisionInput,
  action: Json,
  reason: HeldReason,
  found: { readonly findings?: Json },
  at: Moment,
): Promise<MoveOutcome> {
  const inputs = { facts: decision.inputs, held: { ...reason }, ...found };
  await appendDecision(tx, { ...decision, action, inputs, verdict: 'held' }, at);
  return { kind: 'held', reason };
}
