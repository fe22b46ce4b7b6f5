import { apply } from '../../src/domain/refund/apply';
import { nextStep } from '../../src/domain/refund/next-step';
import { perform, type RefundActivities } from '../../src/domain/refund/perform';
import type { RefundState } from '../../src/domain/refund/state';
import { type RefundEvent, type RefundStep, stepName } from '../../src/domain/refund/steps';
import { type Hooks, runFlow } from './run-flow';

export const runRefund = (
  start: RefundState,
  activities: RefundActivities,
  clock: { readonly nowMs: () => number },
  hooks: Hooks<RefundState, RefundStep> = {},
) =>
  runFlow<RefundState, RefundStep, RefundEvent>(
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
