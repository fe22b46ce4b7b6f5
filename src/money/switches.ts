import { momentAt } from '../domain/clock';
import type { SwitchOutcome } from '../domain/case/step';
import type { AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Tx } from '../store/database';
import { appendDecision, type NewDecision } from '../store/decisions';
import { readDoorState } from '../store/door-state';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { stripeFailure } from '../stripe/errors';
import type { DoorDeps } from './deps';

/** What switches need: they move no money, but each has a decision. */
export type SwitchDeps = Pick<DoorDeps, 'db' | 'stripe' | 'clock' | 'wallNow'>;

/** Why nothing is switched now, or null. */
export async function switchShut(deps: SwitchDeps): Promise<'observe' | 'frozen' | null> {
  const { mode, frozen } = await readDoorState(deps.db);
  if (mode === 'observe') return 'observe';
  return frozen ? 'frozen' : null;
}

export async function decideSwitch(
  tx: Tx,
  deps: SwitchDeps,
  decision: DecisionInput,
  action: Json,
  verdict: NewDecision['verdict'],
  held: 'observe' | 'frozen' | null = null,
): Promise<void> {
  const inputs = held === null ? decision.inputs : { facts: decision.inputs, held };
  await appendDecision(tx, { ...decision, action, inputs, verdict }, momentAt(deps.clock, deps.wallNow()));
}

/** A switch that is held stores its decision alone. */
export async function heldSwitch(
  deps: SwitchDeps,
  decision: DecisionInput,
  action: Json,
  why: 'observe' | 'frozen',
): Promise<SwitchOutcome> {
  await transact(deps.db, (tx) => decideSwitch(tx, deps, decision, action, 'held', why));
  return { kind: 'held', why };
}

/** Runs a call to Stripe. A refusal is an answer; what a retry can mend is thrown for the retry. */
export async function switched(call: () => Promise<void>): Promise<SwitchOutcome> {
  try {
    await call();
    return { kind: 'switched' };
  } catch (error) {
    const failure = stripeFailure(error, true);
    switch (failure?.kind) {
      case 'refused':
      case 'other':
        return { kind: 'refused', code: failure.code };
      case 'missing':
        return { kind: 'refused', code: 'resource_missing' };
      case 'unreachable_account':
        return { kind: 'refused', code: 'account_unreachable' };
      case 'idempotency':
      case 'in_use':
      case 'unavailable':
      case 'ambiguous':
      case undefined:
      default:
        throw error;
    }
  }
}

export const onAccount = (account: AccountId): { readonly stripeAccount: string } => ({
  stripeAccount: account,
});
