/** A flow's pure core, and what carries out its steps. */
export interface Core<State, Step extends { readonly kind: string }, Event> {
  readonly apply: (state: State, event: Event) => State;
  readonly nextStep: (state: State, nowMs: number) => Step;
  readonly perform: (step: Exclude<Step, { kind: 'wait' }>, state: State) => Promise<Event>;
  readonly unavailable: (step: Exclude<Step, { kind: 'wait' }>, atMs: number) => Event;
}

export interface Hooks<State, Step extends { readonly kind: string }> {
  /** A hint while a step is under way: answers the state that the loop meets afterwards. */
  readonly during?: (step: Exclude<Step, { kind: 'wait' }>) => (state: State) => State;
  readonly onStep?: (step: Step, state: State) => void;
  readonly isUnavailable?: (error: unknown) => boolean;
}

/** The loop of the workflow without Temporal: steps until it waits or has closed. */
export async function runFlow<
  State extends { readonly closed: unknown },
  Step extends { readonly kind: string },
  Event,
>(
  core: Core<State, Step, Event>,
  start: State,
  clock: { readonly nowMs: () => number },
  hooks: Hooks<State, Step>,
): Promise<{ readonly state: State; readonly wait: Extract<Step, { kind: 'wait' }> | null }> {
  let state = start;
  for (let steps = 0; state.closed === null; steps += 1) {
    if (steps > 200) throw new Error(`no progress: ${JSON.stringify(core.nextStep(state, clock.nowMs()))}`);
    const next = core.nextStep(state, clock.nowMs());
    hooks.onStep?.(next, state);
    if (next.kind === 'wait') return { state, wait: next as Extract<Step, { kind: 'wait' }> };
    const step = next as Exclude<Step, { kind: 'wait' }>;
    const before = state;
    const meanwhile = hooks.during?.(step) ?? ((unchanged: State) => unchanged);
    try {
      const event = await core.perform(step, before);
      state = core.apply(meanwhile(before), event);
    } catch (error) {
      if (hooks.isUnavailable?.(error) !== true) throw error;
      state = core.apply(meanwhile(before), core.unavailable(step, clock.nowMs()));
    }
  }
  return { state, wait: null };
}
