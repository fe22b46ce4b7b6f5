import { apply } from '../../src/domain/dispute/apply';
import { nextStep } from '../../src/domain/dispute/next-step';
import { type DisputeActivities, perform } from '../../src/domain/dispute/perform';
import type { DisputeState } from '../../src/domain/dispute/state';
import { type DisputeEvent, type DisputeStep, stepName } from '../../src/domain/dispute/steps';
import { type Hooks, runFlow } from './run-flow';

export const runDispute = (
  start: DisputeState,
  activities: DisputeActivities,
  clock: { readonly nowMs: () => number },
  hooks: Hooks<DisputeState, DisputeStep> = {},
) =>
  runFlow<DisputeState, DisputeStep, DisputeEvent>(
    {
      apply,
      nextStep,
      perform: (step, state) => perform(step, state, () => clock.nowMs(), activities),
      unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step), atMs }),
    },
    start,
    clock,
    hooks,
  );
