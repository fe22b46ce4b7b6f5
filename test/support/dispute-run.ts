import { apply } from '../../src/domain/dispute/apply';
import { nextStep } from '../../src/domain/dispute/next-step';
import { type DisputeActivities, perform } from '../../src/domain/dispute/perform';
import type { DisputeState } from '../../src/domain/dispute/state';
import { type DisputeAction, type DisputeStep, stepName } from '../../src/domain/dispute/steps';

/** The loop of the workflow without Temporal: steps until it waits or has closed. */
export async function runDispute(
  start: DisputeState,
  activities: DisputeActivities,
  clock: { readonly nowMs: () => number },
  hooks: {
    /** A hint while a step is under way: answers the state that the loop meets afterwards. */
    readonly during?: (step: DisputeAction) => (state: DisputeState) => DisputeState;
    readonly onStep?: (step: DisputeStep, state: DisputeState) => void;
    readonly isUnavailable?: (error: unknown) => boolean;
  } = {},
): Promise<{ readonly state: DisputeState; readonly wait: Extract<DisputeStep, { kind: 'wait' }> | null }> {
  let state = start;
  for (let steps = 0; state.closed === null; steps += 1) {
    if (steps > 200) throw new Error(`no progress: ${JSON.stringify(nextStep(state, clock.nowMs()))}`);
    const step = nextStep(state, clock.nowMs());
    hooks.onStep?.(step, state);
    if (step.kind === 'wait') return { state, wait: step };
    const before = state;
    const meanwhile = hooks.during?.(step) ?? ((unchanged: DisputeState) => unchanged);
    try {
      const event = await perform(step, before, () => clock.nowMs(), activities);
      state = apply(meanwhile(before), event);
    } catch (error) {
      if (hooks.isUnavailable?.(error) !== true) throw error;
      state = apply(meanwhile(before), {
        kind: 'unavailable',
        step: stepName(step),
        atMs: clock.nowMs(),
      });
    }
  }
  return { state, wait: null };
}
