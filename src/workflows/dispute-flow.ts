import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import { readAnswer, whyNotAnswer } from '../domain/dispute/answers';
import { apply } from '../domain/dispute/apply';
import { nextStep } from '../domain/dispute/next-step';
import { type DisputeActivities, perform } from '../domain/dispute/perform';
import {
  type CloseReason,
  type DisputeState,
  hasUnansweredHints,
  migrateDispute,
  openDispute,
  reopenDispute,
} from '../domain/dispute/state';
import { type DisputeEvent, type DisputeStep, stepName } from '../domain/dispute/steps';
import { summarizedActivities } from './activity-options';
import { entity, rollOver } from './entity';
import { answerUpdate, type DisputeInput, hintSignal, stateQuery, timelineQuery } from './messages';
import { disputeDisplay } from './show-dispute';

export interface DisputeOutcome {
  readonly reason: CloseReason;
}

/** One dispute, followed until each seller has borne their share, owes it, or was given back what was theirs. */
export async function disputeFlow(input: DisputeInput<DisputeState>): Promise<DisputeOutcome> {
  const activities = summarizedActivities<DisputeActivities>(input.clock, {
    lookAtDispute: 'Look: dispute, charge, transfers, books',
    takeFee: 'Debit the dispute fee from the account',
    reverseTransfer: 'Reverse the transfer',
    giveBack: 'Give back to the seller',
    settleMove: 'Learn what became of a move',
    bookForDispute: 'Book a claim, a release or a set-off',
    takeTogether: 'Move or book for several sellers',
    recordAnswer: 'Keep what a person answered',
    tellOfDispute: 'Tell seller and team',
    attendToDispute: 'Raise or settle what needs a person',
    closeDispute: 'Close the dispute',
  });
  const flow = entity<DisputeState, DisputeStep, DisputeEvent>({
    clock: input.clock,
    initial:
      input.state === undefined
        ? openDispute(input.dispute, input.account, input.clock)
        : migrateDispute(input.state),
    apply,
    nextStep,
    perform: (step, state, nowMs) => perform(step, state, nowMs, activities),
    unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step), atMs }),
    isClosed: (state) => state.closed !== null,
    show: disputeDisplay(),
  });
  setHandler(
    hintSignal,
    (message) => {
      const upTo = message?.upTo;
      flow.learn({ kind: 'hinted', upTo: Number.isSafeInteger(upTo) ? (upTo ?? null) : null });
    },
    { description: 'Look again at Stripe. {"upTo": n} repeats a wake; without input it always counts.' },
  );
  setHandler(
    answerUpdate,
    (message) => {
      const answer = readAnswer(message, currentUpdateInfo()?.id ?? '');
      flow.learn({ kind: 'answered', answer });
      return `${answer.question}: ${answer.answer}`;
    },
    {
      description:
        'Answer what is asked: {"by": "who", "question": "giveBack | above | sellers", "account": "acct_… or null", "answer": "…", "reason": "why"}',
      validator: (message) => {
        const problem = whyNotAnswer(flow.state(), message);
        if (problem !== null) throw new Error(problem);
      },
    },
  );
  setHandler(stateQuery, () => flow.state(), { description: 'All that this dispute knows' });
  setHandler(
    timelineQuery,
    () => flow.state().timeline.map((line) => `${new Date(line.atMs).toISOString()} ${line.what}`),
    { description: 'What happened, latest last' },
  );

  const ended = await flow.live();
  if (ended === 'rollOver') return rollOver(() => ({ ...input, state: flow.state() }));
  const state = flow.state();
  // A hint that came while the flow closed is a reason to look again, in a run of its own.
  if (hasUnansweredHints(state)) return rollOver(() => ({ ...input, state: reopenDispute(flow.state()) }));
  return { reason: state.closed?.reason ?? 'nothing_to_bear' };
}
