import { apply } from '../../src/domain/review/apply';
import { nextStep } from '../../src/domain/review/next-step';
import { perform, type ReviewActivities } from '../../src/domain/review/perform';
import type { ReviewState } from '../../src/domain/review/state';
import { type ReviewEvent, type ReviewStep, stepName } from '../../src/domain/review/steps';
import { type Hooks, runFlow } from './run-flow';

export const runReview = (
  start: ReviewState,
  activities: ReviewActivities,
  clock: { readonly nowMs: () => number },
  hooks: Hooks<ReviewState, ReviewStep> = {},
) =>
  runFlow<ReviewState, ReviewStep, ReviewEvent>(
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
