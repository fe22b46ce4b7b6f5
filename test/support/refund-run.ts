import { apply } from '../../src/domain/refund/apply';
import { nextStep } from '../../src/domain/refund/next-step';
import { perform, type RefundActivities } from '../../src/domain/refund/perform';
import type { RefundState } from '../../src/domain/refund/state';
import { type RefundAction, type RefundStep, stepName } from '../../src/domain/refund/steps';

/** The loop of the workflow without Temporal: steps until it waits or has closed. */
export async function runRefund(
  start: RefundState,
  activities: RefundActivities,
  clock: { readonly nowMs: () => number },
  hooks: {
    /** A hint while a step is under way: answers the state that the loop meets afterwards. */
    readonly during?: (step: RefundAction) => (state: RefundState) => RefundState;
    readonly onStep?: (step: RefundStep, state: RefundState) => void;
    readonly isUnavailable?: (error: unknown) => boolean;
  } = {},
): Promise<{ readonly state: RefundState; readonly wait: Extract<RefundStep, { kind: 'wait' }> | null }> {
  let state = start;
  for (let steps = 0; state.closed === null; steps += 1) {
    if (steps > 200) throw new Error(`no progress: ${JSON.stringify(nextStep(state, clock.nowMs()))}`);
    const step = nextStep(state, clock.nowMs());
    hooks.onStep?.(step, state);
    if (step.kind === 'wait') return { state, wait: step };
    const before = state;
    const meanwhile = hooks.during?.(step) ?? ((unchanged: RefundState) => unchanged);
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
