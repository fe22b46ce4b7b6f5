import {
  ActivityFailure,
  CancellationScope,
  allHandlersFinished,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { type Clock, toClock, toWall } from '../domain/clock';

/** Every step union has a wait: to an absolute clock instant, or (null) until something is learnt. */
export interface WaitStep {
  readonly kind: 'wait';
  readonly untilMs: number | null;
  readonly why: string;
}

export interface EntitySpec<State, Step extends { readonly kind: string }, Event> {
  readonly clock: Clock;
  readonly initial: State;
  /** Pure: what has become known. */
  apply(state: State, event: Event): State;
  /** Pure: what to do next, or how long to wait. */
  nextStep(state: State, nowMs: number): Step | WaitStep;
  /** One activity. */
  perform(step: Exclude<Step, WaitStep>, state: State, nowMs: () => number): Promise<Event>;
  /** The event for a step whose activity gave up: the world was unavailable, the workflow stays. */
  unavailable(step: Exclude<Step, WaitStep>, nowMs: number): Event;
  isClosed(state: State): boolean;
  /** Search attributes and details for the Temporal UI; called before every step, writes only what changed. */
  show(state: State): void;
  /** For cores whose every step is progress; default 200. */
  readonly mostStepsWithoutWait?: number;
}

export interface Entity<State, Event> {
  /** The one writer of the state; signals and updates only learn, and so wake the loop. */
  learn(event: Event): void;
  state(): State;
  nowMs(): number;
  /** Runs until closed, or until history asks for a new run. */
  live(): Promise<'closed' | 'rollOver'>;
}

/** A wait always ends the streak: a core that takes this many steps without one is wrong, and must not spend money. */
const MAX_STEPS_WITHOUT_WAIT = 200;

/** A scope costs about as much as a turn that it lets go of; measured. */
const TURNS_IN_A_SCOPE = 10;

/**
 * The loop around a pure core. Set every handler between this call and the first `await` of `live()`.
 * The workflow task is blocked, loudly, by a core that makes no progress.
 */
export function entity<State, Step extends { readonly kind: string }, Event>(
  spec: EntitySpec<State, Step, Event>,
): Entity<State, Event> {
  let state = spec.initial;
  const learn = (event: Event): void => {
    state = spec.apply(state, event);
  };
  const nowMs = (): number => toClock(spec.clock, Date.now());
  const alarm = oneTimer();

  const wait = async ({ untilMs, why }: WaitStep): Promise<void> => {
    // Taken in the same synchronous turn as nextStep, so that nothing falls between decision and wait.
    const seen = state;
    if (untilMs === null) alarm.cancel();
    else alarm.set(toWall(spec.clock, untilMs), why);
    await condition(() => state !== seen || alarm.rang() || wantsNewRun());
  };

  const perform = async (step: Exclude<Step, WaitStep>): Promise<void> => {
    try {
      const event = await spec.perform(step, state, nowMs);
      learn(event);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      learn(spec.unavailable(step, nowMs()));
    }
  };

  const mostSteps = spec.mostStepsWithoutWait ?? MAX_STEPS_WITHOUT_WAIT;
  let steps = 0;
  const turn = async (): Promise<void> => {
    spec.show(state);
    const step = spec.nextStep(state, nowMs());
    if (isWait(step)) {
      steps = 0;
      await wait(step);
      return;
    }
    steps += 1;
    if (steps > mostSteps) throw new Error(`no progress after ${steps} steps: ${step.kind}`);
    await perform(step as Exclude<Step, WaitStep>);
  };

  const isOver = (): boolean => spec.isClosed(state) || wantsNewRun();
  const live = async (): Promise<'closed' | 'rollOver'> => {
    while (!isOver()) {
      await inScopeOfItsOwn(async () => {
        for (let turns = 0; turns < TURNS_IN_A_SCOPE && !isOver(); turns += 1) await turn();
      });
    }
    const isClosed = spec.isClosed(state);
    if (isClosed) spec.show(state);
    alarm.cancel();
    await condition(allHandlersFinished);
    return isClosed ? 'closed' : 'rollOver';
  };

  return { learn, state: () => state, nowMs, live };
}

/**
 * Starts the next run of the chain with the state as it is after every handler has finished.
 * The memo is passed on explicitly: an upserted one would fall back to the first run's.
 */
export async function rollOver(input: () => unknown): Promise<never> {
  await condition(allHandlersFinished);
  const next = makeContinueAsNewFunc<(input: unknown) => Promise<unknown>>({
    memo: workflowInfo().memo ?? {},
  });
  return next(input());
}

function isWait(step: { readonly kind: string }): step is WaitStep {
  return step.kind === 'wait';
}

function wantsNewRun(): boolean {
  return workflowInfo().continueAsNewSuggested;
}

/**
 * What is awaited in a scope is kept, with all that it refers to, until the scope ends, and the workflow's own lasts
 * half a year.
 */
async function inScopeOfItsOwn(work: () => Promise<void>): Promise<void> {
  const scope = new CancellationScope();
  try {
    await scope.run(work);
  } finally {
    scope.cancel();
  }
}

/** One timer to an absolute instant, set again only when the deadline changed: each timer is billed. */
function oneTimer() {
  let deadline = Number.NaN;
  let rang = false;
  let scope: CancellationScope | undefined;
  // It outlives the turn that set it.
  const parent = CancellationScope.current();
  return {
    rang: () => rang,
    cancel(): void {
      scope?.cancel();
      scope = undefined;
      deadline = Number.NaN;
      rang = false;
    },
    set(wallMs: number, summary: string): void {
      if (wallMs === deadline && !rang) return;
      scope?.cancel();
      deadline = wallMs;
      rang = false;
      const mine = new CancellationScope({ cancellable: true, parent });
      scope = mine;
      mine
        .run(() => sleep(Math.max(1, wallMs - Date.now()), { summary }))
        .then(
          () => {
            if (scope === mine) rang = true;
          },
          (error: unknown) => {
            if (!isCancellation(error)) throw error;
          },
        );
    },
  };
}
