import type { AccountId, ClaimId } from '../domain/ids';
import type { Json } from '../domain/json';
import { formatMoney, type Currency } from '../domain/money';
import type { HeldReason } from '../domain/moves';
import { assertNever } from '../domain/never';
import { amountFor, reaches } from '../domain/policy/policy';
import { approvalState, requestApproval } from '../store/approvals';
import { claimsSettledBy } from '../store/credits';
import type { Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { readDoorState } from '../store/door-state';
import { lockDoor } from '../store/locks';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { momentOf, type DoorDeps } from './deps';

/** Claims that a named person lets go of. `key` names the answer: it lets go once. */
export interface LetGo {
  readonly key: string;
  readonly account: AccountId;
  readonly currency: Currency;
  /** Null: every open one that no person has taken over. */
  readonly claim: ClaimId | null;
}

export type LetGoOutcome =
  | { readonly kind: 'done'; readonly amountMinor: number }
  | { readonly kind: 'held'; readonly reason: HeldReason };

export type LetGoDeps = Pick<DoorDeps, 'db' | 'ledger' | 'policy' | 'clock' | 'wallNow'>;

/**
 * Writes claims off. No money moves, but it is given up: mode, freeze and the policy's four eyes hold as for a move,
 * and what a move has reserved is not let go.
 */
export async function letGo(deps: LetGoDeps, asked: LetGo, decision: DecisionInput): Promise<LetGoOutcome> {
  return transact(deps.db, async (tx) => {
    await lockDoor(tx, asked.currency);
    const doneMinor = await claimsSettledBy(tx, 'written_off', asked.key);
    if (doneMinor > 0) return { kind: 'done', amountMinor: doneMinor };
    const parts = await open(deps, tx, asked);
    const amountMinor = parts.reduce((sum, part) => sum + part.amountMinor, 0);
    if (amountMinor === 0) return { kind: 'done', amountMinor };

    const claims = parts.map((part) => ({ ...part }));
    const action: Json = { letGo: asked.key, account: asked.account, currency: asked.currency, claims };
    const passage = await pass(deps, tx, asked.currency, amountMinor, action, decision);
    if (passage.kind === 'held') return passage;
    const at = momentOf(deps);
    for (const part of parts) {
      await deps.ledger.writeOff(tx, asked.key, part.claimId, part.amountMinor, at.clockMs);
    }
    const uses = passage.uses === null ? {} : { uses: passage.uses };
    await appendDecision(tx, { ...decision, action, verdict: 'acted', ...uses }, at);
    return { kind: 'done', amountMinor };
  });
}

async function open(
  { ledger }: LetGoDeps,
  tx: Tx,
  { account, currency, claim }: LetGo,
): Promise<readonly { readonly claimId: ClaimId; readonly amountMinor: number }[]> {
  const claims = await ledger.openClaims(tx, account, currency);
  return claims
    .filter((one) => !one.handled && (claim === null || one.claimId === claim))
    .map((one) => ({ claimId: one.claimId, amountMinor: one.openMinor - one.reservedMinor }))
    .filter((one) => one.amountMinor > 0);
}

type Passage =
  | { readonly kind: 'free'; readonly uses: string | null }
  | { readonly kind: 'held'; readonly reason: HeldReason };

async function pass(
  deps: LetGoDeps,
  tx: Tx,
  code: Currency,
  amountMinor: number,
  action: Json,
  decision: DecisionInput,
): Promise<Passage> {
  const { mode, frozen } = await readDoorState(tx);
  if (mode === 'observe' || frozen) {
    const reason: HeldReason = { why: mode === 'observe' ? 'observe' : 'frozen' };
    const inputs = { facts: decision.inputs, held: { ...reason } };
    await appendDecision(tx, { ...decision, action, inputs, verdict: 'held' }, momentOf(deps));
    return { kind: 'held', reason };
  }
  const { writeOff } = deps.policy.fourEyes;
  if (amountFor(writeOff, code) !== null && !reaches(writeOff, code, amountMinor)) {
    return { kind: 'free', uses: null };
  }
  const at = momentOf(deps);
  const approval = await approvalState(tx, action, at.wallMs);
  switch (approval.kind) {
    case 'approved':
      return { kind: 'free', uses: approval.decisionId };
    case 'asked':
      return { kind: 'held', reason: { why: 'approval', decisionId: approval.decisionId } };
    case 'declined':
      return { kind: 'held', reason: { why: 'declined', decisionId: approval.decisionId } };
    case 'none': {
      const why = `letting go of ${formatMoney(amountMinor, code)} takes two people`;
      const inputs = { facts: decision.inputs, why };
      const expiresAtMs = at.wallMs + deps.policy.approval.expiresAfterWallMs;
      const decisionId = await requestApproval(tx, { ...decision, inputs }, action, expiresAtMs, at);
      return { kind: 'held', reason: { why: 'approval', decisionId } };
    }
    default:
      return assertNever(approval);
  }
}
