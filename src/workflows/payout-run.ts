import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { currency } from '../domain/money';
import type { PayoutActivities } from '../domain/payout/page';
import {
  applyToRun,
  isRunClosed,
  migrateRun,
  nextRunStep,
  openRun,
  type RunEvent,
  type RunState,
  type RunStep,
  runWord,
} from '../domain/payout/run';
import { summarizedActivities } from './activity-options';
import { entity, rollOver } from './entity';
import { hintSignal, type PayoutRunInput, stateQuery } from './messages';
import { ATTRIBUTES } from './search-attributes';

/** Well above what a history holds before it asks for a new run: pages are progress, not a streak. */
const MOST_PAGES = 2_000;

/** One payout run, page by page. Its lines are rows: whatever ends it, another one goes on with what is left. */
export async function payoutRun(input: PayoutRunInput<RunState>): Promise<{ readonly pages: number }> {
  const activities = summarizedActivities<PayoutActivities>(input.clock, {
    payPage: 'Decide and pay the next lines',
  });
  const flow = entity<RunState, RunStep, RunEvent>({
    clock: input.clock,
    initial: input.state === undefined ? openRun(input.run) : migrateRun(input.state),
    apply: applyToRun,
    nextStep: nextRunStep,
    perform: async (_page, { run, hints }, nowMs) => {
      const answer = await activities.payPage({ run });
      return { kind: 'paged', answer, answers: hints.counted, atMs: nowMs() };
    },
    unavailable: (_step, atMs) => ({ kind: 'unavailable', atMs }),
    isClosed: isRunClosed,
    show: display(),
    mostStepsWithoutWait: MOST_PAGES,
  });
  setHandler(
    hintSignal,
    (message) => {
      const upTo = message?.upTo;
      flow.learn({ kind: 'hinted', upTo: Number.isSafeInteger(upTo) ? (upTo ?? null) : null });
    },
    {
      description: 'Look again at what is left. {"upTo": n} repeats a wake; without input it always counts.',
    },
  );
  setHandler(stateQuery, () => flow.state(), { description: 'Where this run stands; its lines are rows' });

  const ended = await flow.live();
  const state = flow.state();
  if (ended === 'rollOver' || !isRunClosed(state)) return rollOver(() => ({ ...input, state: flow.state() }));
  return { pages: state.pages };
}

/** Attributes when something coarse changed, the details always. */
function display(): (state: RunState) => void {
  let shown: string | null = null;
  return (state) => {
    const word = runWord(state);
    const answer = state.last?.answer;
    const why = answer?.kind === 'waits' ? `: ${answer.why}` : '';
    setCurrentDetails(`**${state.run}** ${word}${why}; ${state.pages} pages so far.`);
    if (shown === word) return;
    const code = state.run.split(':')[2] ?? '';
    upsertSearchAttributes([
      { key: ATTRIBUTES.state, value: word },
      { key: ATTRIBUTES.currency, value: currency(code) as string },
    ]);
    shown = word;
  };
}
