import { CancellationScope, currentUpdateInfo, isCancellation, setHandler } from '@temporalio/workflow';
import { apply } from '../domain/case/apply';
import { nextStep } from '../domain/case/next-step';
import { whyNotAssign, whyNotPause, whyNotResolve, whyNotResume } from '../domain/case/may';
import { isAsk, type NewChoice, resolvedChoice } from '../domain/case/people';
import { type CaseActivities, perform } from '../domain/case/perform';
import {
  type CaseState,
  type CloseReason,
  isOver,
  migrateCase,
  newCase,
  reopened,
} from '../domain/case/state';
import { type CaseAction, type CaseEvent, type CaseStep, stepName } from '../domain/case/step';
import { summarizedActivities } from './activity-options';
import { entity, rollOver } from './entity';
import {
  type CaseInput,
  assignUpdate,
  hintSignal,
  pauseUpdate,
  resolveSignal,
  resolveUpdate,
  resumeUpdate,
  stateQuery,
  timelineQuery,
} from './messages';
import { caseDisplay } from './show-case';

export interface CaseOutcome {
  readonly number: number | null;
  readonly reason: CloseReason;
}

/** One account owing in one currency, followed until nothing is owed or somebody has decided to let it go. */
export async function negativeBalanceCase(input: CaseInput): Promise<CaseOutcome> {
  const activities = summarizedActivities<CaseActivities>(input.clock, {
    lookAtCase: 'Look: balance, account, debits, books',
    recordChoice: 'Record what a person said',
    attendToCase: 'Raise or settle what needs a person',
    holdPayouts: 'Hold payouts',
    enableBankDebit: 'Enable the bank debit',
    collectClaim: 'Collect a claim',
    answerAsk: 'Do what a person asked for',
    releaseHold: 'Give up the hold at its limit',
    tellCase: 'Tell seller and team',
    closeCase: 'Close the case',
  });
  const flow = entity<CaseState, CaseStep, CaseEvent>({
    clock: input.clock,
    initial: input.state === undefined ? newCase(input.account, input.currency) : migrateCase(input.state),
    apply,
    nextStep,
    perform: (step, state, nowMs) => perform(step as CaseAction, state, nowMs, activities),
    unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step as CaseAction), atMs }),
    isClosed: isOver,
    show: caseDisplay(),
  });
  hear(flow);

  const ended = await flow.live().catch(async (error: unknown) => {
    if (!isCancellation(error)) throw error;
    // A cancelled case is handed to a person: it must not end in silence.
    const ref = {
      account: input.account,
      currency: input.currency,
      number: flow.state().facts?.number ?? null,
    };
    const handOver = () => activities.attendToCase(ref, { raise: ['cancelled'], settle: [] });
    await CancellationScope.nonCancellable(handOver);
    throw error;
  });
  const state = flow.state();
  if (ended === 'rollOver') return rollOver(() => ({ ...input, state: flow.state() }));
  // A hint that came while the case closed is a reason to look again, in a run of its own.
  if (state.hints.counted > state.answeredHints && state.closed?.reason !== 'handled') {
    return rollOver(() => ({ ...input, state: reopened(flow.state()) }));
  }
  return { number: state.facts?.number ?? null, reason: state.closed?.reason ?? 'nothing_owed' };
}

/** Every handler is set before the first await; signals and updates only learn. Signals never throw. */
function hear(flow: { learn(event: CaseEvent): void; state(): CaseState; nowMs(): number }): void {
  const say = (choice: NewChoice): void => {
    flow.learn({ kind: 'said', choice, updateId: currentUpdateInfo()?.id ?? null, atMs: flow.nowMs() });
  };
  // One that was heard already, by an earlier run too, is answered again and does nothing.
  const refuse = (why: (updateId: string | null) => string | null): void => {
    const updateId = currentUpdateInfo()?.id ?? null;
    if (updateId !== null && flow.state().handledUpdates.includes(updateId)) return;
    const problem = why(updateId);
    if (problem !== null) throw new Error(problem);
  };

  setHandler(
    hintSignal,
    (message) => {
      const upTo = message?.upTo;
      flow.learn({
        kind: 'hinted',
        upTo: Number.isSafeInteger(upTo) ? (upTo ?? null) : null,
        atMs: flow.nowMs(),
      });
    },
    { description: 'Look again at Stripe. {"upTo": n} repeats a wake; without input it always counts.' },
  );
  setHandler(
    resolveSignal,
    (message) => {
      const problem = whyNotResolve(flow.state(), message, null);
      if (problem !== null) return say({ kind: 'refusedMessage', by: 'signal', problem });
      const choice = resolvedChoice(message);
      const { outcome } = choice;
      say(isAsk(outcome) ? { ...choice, kind: 'proposed', outcome } : choice);
    },
    {
      description:
        'Steer: {"by": "who", "outcome": "handled | waitForClearing | keepCollecting | agency | reject", "note": ""}. What moves or lets go of money becomes a proposal.',
    },
  );
  setHandler(
    resolveUpdate,
    (message) => {
      say(resolvedChoice(message));
      return `${message.outcome}: recorded`;
    },
    {
      description:
        'As the signal, and answers. Also outcome forgive | advance (amountMinor), paidOutside (amountMinor, reference), writeOffClaim (claim)',
      validator: (message) => refuse((updateId) => whyNotResolve(flow.state(), message, updateId)),
    },
  );
  setHandler(
    pauseUpdate,
    ({ by, reason, until }) => {
      say({ kind: 'paused', by, reason, untilMs: until === null ? null : Date.parse(until) });
      return 'paused';
    },
    {
      description:
        'Stop money, holds and seller notices: {"by": "who", "reason": "why", "until": "ISO 8601 or null"}',
      validator: (message) => refuse(() => whyNotPause(flow.state(), message)),
    },
  );
  setHandler(
    resumeUpdate,
    ({ by }) => {
      say({ kind: 'resumed', by });
      return 'resumed';
    },
    {
      description: 'End a pause: {"by": "who"}',
      validator: (message) => refuse(() => whyNotResume(flow.state(), message)),
    },
  );
  setHandler(
    assignUpdate,
    ({ by, to }) => {
      say({ kind: 'assigned', by, to });
      return to === null ? 'nobody' : to;
    },
    {
      description: 'Give the case to somebody: {"by": "who", "to": "whom or null"}',
      validator: (message) => refuse(() => whyNotAssign(flow.state(), message)),
    },
  );
  setHandler(stateQuery, () => flow.state(), { description: 'All that this case knows' });
  setHandler(
    timelineQuery,
    () => flow.state().timeline.map((line) => `${new Date(line.atMs).toISOString()} ${line.what}`),
    { description: 'What happened, latest last' },
  );
}
