import { type AnswerOutcome, type Ask, askCause } from '../../../domain/case/asks';
import type { CaseFigures, CaseRef } from '../../../domain/case/perform';
import { caseWorkflowId } from '../../../domain/ids';
import { formatMoney } from '../../../domain/money';
import { letGo } from '../../../money/let-go';
import { raiseAttention } from '../../../store/attention';
import type { DecisionInput } from '../../../store/ports';
import { type ActivityDeps, momentOf } from '../../deps';
import { decision } from '../case-money';
import { credit } from './credit';
import { heldAnswer } from './outcome';
import { payClaimsOutside } from './pay-claims-outside';

/**
 * Does what a person asked for, as far as it can be done now. Each part is keyed by the ask: again after a crash, a
 * reset or a second try it does what is left and nothing twice.
 */
export async function answerAsk(
  deps: ActivityDeps,
  ref: CaseRef,
  ask: Ask,
  figures: CaseFigures,
): Promise<AnswerOutcome> {
  const said = decisionOf(deps, ref, ask, figures);
  if (ask.outcome === 'writeOffClaim') return letGoOf(deps, ref, ask, said);
  const credited = await credit(deps, ref, ask, ask.outcome, said);
  if (credited.kind !== 'credited') return credited;
  const done = { kind: 'done', creditedMinor: credited.amountMinor, claimsMinor: 0, restMinor: 0 } as const;
  if (ask.outcome !== 'paidOutside') return done;

  const leftMinor = (ask.amountMinor ?? 0) - credited.amountMinor;
  const claimsMinor = await payClaimsOutside(deps, ref, ask, leftMinor, said);
  const restMinor = leftMinor - claimsMinor;
  if (restMinor > 0) await raiseRest(deps, ref, ask, restMinor);
  return { ...done, claimsMinor, restMinor };
}

/** The decision names the person: who asked cannot approve. */
function decisionOf(deps: ActivityDeps, ref: CaseRef, ask: Ask, figures: CaseFigures): DecisionInput {
  const { id, amountMinor, reference, claim } = ask;
  const asked = { ask: id, amountMinor, reference, claim };
  return { ...decision(deps, ref, ask.outcome, figures, `${ask.by} asked for it`, asked), actor: ask.by };
}

async function letGoOf(
  deps: ActivityDeps,
  ref: CaseRef,
  ask: Ask,
  said: DecisionInput,
): Promise<AnswerOutcome> {
  const { account, currency } = ref;
  const key = askCause(ask, currency);
  const outcome = await letGo(deps, { key, account, currency, claim: ask.claim }, said);
  if (outcome.kind === 'held') return heldAnswer(outcome.reason);
  return { kind: 'done', creditedMinor: 0, claimsMinor: outcome.amountMinor, restMinor: 0 };
}

async function raiseRest(deps: ActivityDeps, ref: CaseRef, ask: Ask, restMinor: number): Promise<void> {
  const rest = formatMoney(restMinor, ref.currency);
  const flow = caseWorkflowId(ref.account, ref.currency);
  await raiseAttention(
    deps.db,
    {
      key: `${flow}:paid_outside_rest:${ask.id}`,
      // The case may close right after this, and closing settles what was asked about it.
      subject: `account:${ref.account}`,
      kind: 'paid_outside_rest',
      message: `${ref.account} paid ${rest} more than it owed (payment ${ask.reference ?? ask.id}, entered by ${ask.by}). Nothing is owed for it: send it back, or keep it for what is to come.`,
      command: `bin/recoup attention settle ${flow}:paid_outside_rest:${ask.id} --by YOU`,
    },
    momentOf(deps),
  );
}
