import { DAY_MS } from '../../domain/clock';
import type { RequirementsInput } from './acts-port';
import { withoutUndefined } from './blank';
import type { Core } from './core';
import type { Account, Requirements } from './objects';
import { noRequirements } from './requirement-lists';
import { changeStanding } from './standing';

export type RequirementList = 'requirements' | 'future_requirements';

/** Stripe asks for something, by a day or without one; what is not given stays as it was. */
export function setRequirements(core: Core, id: string, input: RequirementsInput): void {
  const before = core.need<Account>(id, 'account');
  const requirements = withInput(core, before.requirements, input);
  const futureRequirements = withInput(core, before.future_requirements, input.future ?? {});
  changeStanding(
    core,
    id,
    {
      ...(input.disabledReason === undefined ? {} : { disabledReason: input.disabledReason }),
      requirements,
      futureRequirements,
    },
    { silently: input.silently ?? false },
  );
  awaitDeadline(core, id, 'requirements', before.requirements, requirements);
  awaitDeadline(core, id, 'future_requirements', before.future_requirements, futureRequirements);
}

/** The seller hands in all that is asked, and Stripe is content with it. */
export function meetRequirements(core: Core, id: string): void {
  changeStanding(core, id, {
    disabledReason: null,
    requirements: noRequirements(),
    futureRequirements: noRequirements(),
  });
}

/** The day by which it had to be there: what is missing is past due, and shuts the account. */
export function deadlinePasses(core: Core, id: string, list: RequirementList, deadlineSeconds: number): void {
  const account = core.need<Account>(id, 'account');
  const { requirements, future_requirements: future } = account;
  if (account[list].current_deadline !== deadlineSeconds) return;
  const due = union(requirements.currently_due, list === 'requirements' ? [] : future.currently_due);
  changeStanding(core, id, {
    requirements: {
      ...requirements,
      current_deadline: null,
      currently_due: due,
      eventually_due: union(
        requirements.eventually_due,
        list === 'requirements' ? [] : future.eventually_due,
      ),
      past_due: union(requirements.past_due, due),
    },
    // Stripe's words: the future list "becomes the main requirements hash", and is empty after that.
    ...(list === 'requirements' ? {} : { futureRequirements: noRequirements() }),
  });
}

function withInput(core: Core, before: Requirements, input: RequirementsInput): Requirements {
  const { deadlineInDays: days, deadlineMs = days === undefined ? undefined : core.nowMs + days * DAY_MS } =
    input;
  const given = withoutUndefined({
    currently_due: input.currentlyDue,
    eventually_due: input.eventuallyDue,
    past_due: input.pastDue,
    pending_verification: input.pendingVerification,
    current_deadline: typeof deadlineMs === 'number' ? Math.floor(deadlineMs / 1000) : deadlineMs,
  });
  return { ...before, ...given };
}

function awaitDeadline(
  core: Core,
  account: string,
  list: RequirementList,
  before: Requirements,
  after: Requirements,
): void {
  const deadlineSeconds = after.current_deadline;
  if (deadlineSeconds === null || deadlineSeconds === before.current_deadline) return;
  const atMs = Math.max(deadlineSeconds * 1000, core.nowMs + 1);
  core.schedule(atMs, { kind: 'requirements_due', account, list, deadlineSeconds });
}

const union = (some: readonly string[], more: readonly string[]): string[] => [
  ...new Set([...some, ...more]),
];
