import { CancellationScope, currentUpdateInfo, isCancellation, setHandler } from '@temporalio/workflow';
import { apply } from '../domain/review/apply';
import { cancelledAttention } from '../domain/review/needs';
import { nextStep } from '../domain/review/next-step';
import { whyNotResolve } from '../domain/review/people';
import { perform, type ReviewActivities } from '../domain/review/perform';
import {
  type CloseReason,
  hasUnansweredHints,
  migrateReview,
  openReviewState,
  reopenReview,
  type ReviewState,
} from '../domain/review/state';
import { type ReviewEvent, type ReviewStep, stepName } from '../domain/review/steps';
import { summarizedActivities } from './activity-options';
import { entity, rollOver } from './entity';
import { hintSignal, type ReviewInput, settleReviewUpdate, stateQuery, timelineQuery } from './messages';
import { reviewDisplay } from './show-review';

export interface ReviewOutcome {
  readonly number: number | null;
  readonly reason: CloseReason;
}

/** One account in which something was found, followed until nothing stands against it or a person says so. */
export async function accountReview(input: ReviewInput<ReviewState>): Promise<ReviewOutcome> {
  const activities = summarizedActivities<ReviewActivities>(input.clock, {
    lookAtReview: 'Look: account, payout schedule, payouts, decisions',
    holdForReview: 'Hold payouts',
    releaseForReview: 'Give up the hold on payouts',
    actOnAccount: 'Reject the account at Stripe, or take that back',
    tellOfReview: 'Tell seller and team',
    attendToReview: 'Raise or settle what needs a person',
    closeReview: 'Close the review',
  });
  const flow = entity<ReviewState, ReviewStep, ReviewEvent>({
    clock: input.clock,
    initial:
      input.state === undefined ? openReviewState(input.account, input.clock) : migrateReview(input.state),
    apply,
    nextStep,
    perform: (step, state, nowMs) => perform(step, state, nowMs, activities),
    unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step), atMs }),
    isClosed: (state) => state.closed !== null,
    show: reviewDisplay(),
  });
  hear(flow);

  const ended = await flow.live().catch(async (error: unknown) => {
    if (!isCancellation(error)) throw error;
    // A cancelled review is handed to a person: it must not end in silence.
    const ref = { account: input.account, number: flow.state().look?.facts.number ?? null };
    const handOver = () =>
      activities.attendToReview(ref, { raise: [cancelledAttention(input.account)], settle: [] });
    await CancellationScope.nonCancellable(handOver);
    throw error;
  });
  if (ended === 'rollOver') return rollOver(() => ({ ...input, state: flow.state() }));
  const state = flow.state();
  // A hint that came while the review closed is a reason to look again, in a run of its own.
  if (hasUnansweredHints(state)) return rollOver(() => ({ ...input, state: reopenReview(flow.state()) }));
  return { number: state.look?.facts.number ?? null, reason: state.closed?.reason ?? 'nothing_found' };
}

/** Every handler is set before the first await; signals and updates only learn. Signals never throw. */
function hear(flow: { learn(event: ReviewEvent): void; state(): ReviewState; nowMs(): number }): void {
  setHandler(
    hintSignal,
    (message) => {
      const upTo = message?.upTo;
      flow.learn({ kind: 'hinted', upTo: Number.isSafeInteger(upTo) ? (upTo ?? null) : null });
    },
    { description: 'Look again at Stripe. {"upTo": n} repeats a wake; without input it always counts.' },
  );
  const wasHeard = (updateId: string | null): boolean =>
    updateId !== null && flow.state().handledUpdates.includes(updateId);
  setHandler(
    settleReviewUpdate,
    ({ by, note }) => {
      const updateId = currentUpdateInfo()?.id ?? null;
      if (!wasHeard(updateId)) {
        flow.learn({ kind: 'resolved', said: { by, note, atMs: flow.nowMs() }, updateId });
      }
      return 'settled';
    },
    {
      description:
        'Say that it is settled, whatever still stands: {"by": "who", "note": "why"}. Gives up the hold and closes.',
      validator: (message) => {
        // One that was heard already, by an earlier run too, is answered again and does nothing.
        if (wasHeard(currentUpdateInfo()?.id ?? null)) return;
        const problem = whyNotResolve(flow.state(), message);
        if (problem !== null) throw new Error(problem);
      },
    },
  );
  setHandler(stateQuery, () => flow.state(), { description: 'All that this review knows' });
  setHandler(
    timelineQuery,
    () => flow.state().timeline.map((line) => `${new Date(line.atMs).toISOString()} ${line.what}`),
    { description: 'What happened, latest last' },
  );
}
