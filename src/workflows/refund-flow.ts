import { setHandler } from '@temporalio/workflow';
import { apply } from '../domain/refund/apply';
import { nextStep } from '../domain/refund/next-step';
import { perform, type RefundActivities } from '../domain/refund/perform';
import {
  type CloseReason,
  hasUnansweredHints,
  migrateRefund,
  openRefund,
  type RefundState,
  reopenRefund,
} from '../domain/refund/state';
import { type RefundEvent, type RefundStep, stepName } from '../domain/refund/steps';
import { summarizedActivities } from './activity-options';
import { entity, rollOver } from './entity';
import { hintSignal, type RefundInput, stateQuery, timelineQuery } from './messages';
import { refundDisplay } from './show-refund';

export interface RefundOutcome {
  readonly reason: CloseReason;
}

/** One refund or failed payment, followed until the money is where it belongs, or owed as a claim. */
export async function refundFlow(input: RefundInput<RefundState>): Promise<RefundOutcome> {
  const activities = summarizedActivities<RefundActivities>(input.clock, {
    lookAtRefund: 'Look: refund, charge, transfers, books',
    makeRefund: 'Refund the customer',
    reverseForRefund: 'Reverse the transfer',
    giveBackForRefund: 'Give back to the seller',
    settleRefundMove: 'Learn what became of a move',
    bookForRefund: 'Book a claim or a release',
    tellOfRefund: 'Tell the seller',
    attendToRefund: 'Raise or settle what needs a person',
    closeRefund: 'Close the refund',
  });
  const flow = entity<RefundState, RefundStep, RefundEvent>({
    clock: input.clock,
    initial:
      input.state === undefined
        ? openRefund(input.subject, input.account, input.clock)
        : migrateRefund(input.state),
    apply,
    nextStep,
    perform: (step, state, nowMs) => perform(step, state, nowMs, activities),
    unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step), atMs }),
    isClosed: (state) => state.closed !== null,
    show: refundDisplay(),
  });
  setHandler(
    hintSignal,
    (message) => {
      const upTo = message?.upTo;
      flow.learn({ kind: 'hinted', upTo: Number.isSafeInteger(upTo) ? (upTo ?? null) : null });
    },
    { description: 'Look again at Stripe. {"upTo": n} repeats a wake; without input it always counts.' },
  );
  setHandler(stateQuery, () => flow.state(), { description: 'All that this refund knows' });
  setHandler(
    timelineQuery,
    () => flow.state().timeline.map((line) => `${new Date(line.atMs).toISOString()} ${line.what}`),
    { description: 'What happened, latest last' },
  );

  const ended = await flow.live();
  if (ended === 'rollOver') return rollOver(() => ({ ...input, state: flow.state() }));
  const state = flow.state();
  // A hint that came while the flow closed is a reason to look again, in a run of its own.
  if (hasUnansweredHints(state)) return rollOver(() => ({ ...input, state: reopenRefund(flow.state()) }));
  return { reason: state.closed?.reason ?? 'nothing_to_bear' };
}
