import { setTimeout as delay } from 'node:timers/promises';
import type { AllActivities } from '../../src/activities';
import { caseWorkflowId, disputeWorkflowId } from '../../src/domain/ids';
import type { CaseRef } from '../../src/domain/case/perform';
import type { DisputeRef } from '../../src/domain/dispute/perform';
import type { Around, Rooms } from './house';

export type ActivityName = keyof AllActivities;

interface Call {
  readonly name: ActivityName;
  /** Undefined where the activity is of no one flow. */
  readonly flow: string | undefined;
}

/** Longer than anything takes to arrive, shorter than an activity may take. */
const PATIENCE_MS = 20_000;

/** Stands between the workflows and their activities: lets one wait at the door until a test has done its part. */
export class Gate {
  readonly calls: Call[] = [];
  private readonly shut = new Map<ActivityName, { wait: Promise<void>; open: () => void; waiting: Call[] }>();

  /** The next call of this activity waits before it begins. */
  block(name: ActivityName): void {
    let open = (): void => undefined;
    const wait = new Promise<void>((resolve) => (open = resolve));
    this.shut.set(name, { wait, open, waiting: [] });
  }

  release(name: ActivityName): void {
    this.shut.get(name)?.open();
    this.shut.delete(name);
  }

  releaseAll(): void {
    for (const name of [...this.shut.keys()]) this.release(name);
  }

  /** Lets the house work until the blocked activity has been asked for. */
  async arrival(name: ActivityName, house: Rooms): Promise<void> {
    const sinceMs = Date.now();
    while ((this.shut.get(name)?.waiting.length ?? 0) === 0) {
      if (Date.now() - sinceMs > PATIENCE_MS) throw new Error(`${name} was never asked for`);
      await house.simulator.settled();
      await house.relay.drain();
      await delay(10);
    }
  }

  readonly around: Around = (activities) => {
    const guarded = Object.entries(activities).map(([name, run]) => [
      name,
      (...args: unknown[]) => this.pass(name as ActivityName, args, run as Run),
    ]);
    return Object.fromEntries(guarded) as AllActivities;
  };

  private async pass(name: ActivityName, args: readonly unknown[], run: Run): Promise<unknown> {
    const call = { name, flow: flowOf(args[0]) };
    this.calls.push(call);
    const door = this.shut.get(name);
    door?.waiting.push(call);
    await door?.wait;
    return run(...args);
  }
}

type Run = (...args: readonly unknown[]) => Promise<unknown>;

function flowOf(ref: unknown): string | undefined {
  if (typeof ref !== 'object' || ref === null) return undefined;
  if ('dispute' in ref) return disputeWorkflowId((ref as DisputeRef).dispute);
  if (!('currency' in ref)) return undefined;
  const { account, currency } = ref as CaseRef;
  return caseWorkflowId(account, currency);
}
