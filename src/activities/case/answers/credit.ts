import { type Ask, type AskOutcome, askCause } from '../../../domain/case/asks';
import type { CaseRef } from '../../../domain/case/perform';
import { type CauseId, caseWorkflowId, type MoveKey, transferId } from '../../../domain/ids';
import type { CreditMove, CreditReversalMove } from '../../../domain/moves';
import { claimsSettledBy, creditsOf, leftAboveZero } from '../../../store/credits';
import type { MoveRow } from '../../../store/money-moves';
import type { DecisionInput } from '../../../store/ports';
import type { ActivityDeps } from '../../deps';
import { bookAccount } from '../book-account';
import { readBeforeCredit } from './before-credit';
import { type NotDone, notMoved } from './outcome';

type Purpose = Exclude<AskOutcome, 'writeOffClaim'>;
type Credited = { readonly kind: 'credited'; readonly amountMinor: number };

/**
 * Worked rules R13 and R18: at most one credit for one ask, at most the shortfall read right before. What it left
 * above zero, because something else paid in the same moment, is taken back at once; not so the seller's own money,
 * and an advance is a claim that what is above zero pays by itself.
 */
export async function credit(
  deps: ActivityDeps,
  ref: CaseRef,
  ask: Ask,
  purpose: Purpose,
  said: DecisionInput,
): Promise<Credited | NotDone> {
  const cause = askCause(ask, ref.currency);
  const before = await creditsOf(deps.db, ref.account, cause);
  let made = before.find((row) => row.state === 'moved');
  if (made === undefined) {
    const found = await readBeforeCredit(deps, ref, ask);
    if (found.kind === 'waits') return found;
    const wantedMinor = await wanted(deps, ask, cause, found.shortfallMinor);
    const open = before.find((row) => row.state === 'pending' || row.state === 'unknown');
    if (wantedMinor === 0 && open === undefined) return { kind: 'credited', amountMinor: 0 };
    const move: CreditMove = {
      ...base(ref, cause),
      kind: 'credit',
      purpose,
      amountMinor: open?.amount_minor ?? wantedMinor,
      n: open?.n ?? before.length,
    };
    const outcome = await deps.moveMoney(move, said);
    if (outcome.kind !== 'moved') return notMoved(outcome);
    made = (await creditsOf(deps.db, ref.account, cause)).find((row) => row.state === 'moved');
    if (made === undefined) return { kind: 'unavailable' };
  }
  if (purpose !== 'forgive') return { kind: 'credited', amountMinor: made.amount_minor };
  return takeBackRest(deps, ref, cause, made, said);
}

const base = (ref: CaseRef, cause: CauseId) => ({
  cause,
  part: 'principal' as const,
  account: ref.account,
  currency: ref.currency,
  workflowId: caseWorkflowId(ref.account, ref.currency),
  claimId: null,
});

/** What of the ask is not done yet, at most the shortfall. Claims that it has paid already count. */
async function wanted(deps: ActivityDeps, ask: Ask, cause: CauseId, shortfallMinor: number): Promise<number> {
  if (ask.amountMinor === null) return shortfallMinor;
  const paidMinor = await claimsSettledBy(deps.db, 'paid_outside', cause);
  return Math.max(0, Math.min(ask.amountMinor - paidMinor, shortfallMinor));
}

async function takeBackRest(
  deps: ActivityDeps,
  ref: CaseRef,
  cause: CauseId,
  made: MoveRow,
  said: DecisionInput,
): Promise<Credited | NotDone> {
  const { availableMinor } = await bookAccount(deps, ref.account, ref.currency);
  const leftMinor = await leftAboveZero(deps.db, ref.account, ref.currency, cause);
  const amountMinor = Math.min(made.amount_minor, leftMinor, Math.max(0, availableMinor));
  if (amountMinor === 0 || made.stripe_id === null) {
    return { kind: 'credited', amountMinor: made.amount_minor };
  }
  const move: CreditReversalMove = {
    ...base(ref, cause),
    kind: 'credit_reversal',
    transfer: transferId(made.stripe_id),
    credit: made.key as MoveKey,
    amountMinor,
    // The first stands for good: what it could not take back stays with the seller.
    n: 0,
  };
  const outcome = await deps.moveMoney(move, { ...said, kind: 'credit_reversal' });
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'credited', amountMinor: made.amount_minor - outcome.amountMinor };
    case 'refused':
      return { kind: 'credited', amountMinor: made.amount_minor };
    case 'held':
    case 'unavailable':
    case 'unknown':
      return notMoved(outcome);
  }
}
