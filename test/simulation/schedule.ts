import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { Dice } from './dice';
import { START_MS } from './driver';
import { addTo, someTrouble, type Trouble } from './fault-axes';
import { somethingHappens } from './happenings';
import { winSome } from './happenings/disputes';
import { Marketplace } from './marketplace';
import { peopleAnswer } from './people-answer';
import { openSystem, type System } from './system';
import { someTerms } from './terms';

export interface Ended {
  readonly system: System;
  readonly market: Marketplace;
  /** What happened, in order, for whoever has to understand a failure. */
  readonly story: readonly string[];
  readonly fired: ReadonlyMap<string, number>;
  readonly days: number;
  /** Whether sweeps ran. */
  readonly swept: boolean;
}

export interface ScheduleOptions {
  readonly trouble?: (dice: Dice) => Trouble;
  /** Flows take their steps in an order by lot. Default: by the schedule's number. */
  readonly steady?: boolean;
  /** Activities of different flows run at the same moment: what meets whom differs from run to run. */
  readonly sideBySide?: boolean;
  /** Sweeps run, a day or three apart. Default: none but for the list of collection transfers. */
  readonly sweeps?: boolean;
}

const HOURS = [0, 0, 1, 5, 20, 24, 48, 96, 170, 400] as const;
const LONG_DAYS = 186;

/** One random marketplace and what becomes of it, from one number; `judge` sees it at rest. */
export async function runSchedule<T>(
  seed: number,
  judge: (ended: Ended) => Promise<T>,
  options: ScheduleOptions = {},
): Promise<T> {
  const dice = new Dice(seed);
  const [acts, trouble, order, steps] = [dice.apart(), dice.apart(), dice.apart(), dice.apart()];
  const terms = someTerms(acts);
  const { rules, crashes } = (options.trouble ?? someTrouble)(trouble);
  const system = await openSystem({
    seed: 1 + Math.floor(dice.next() * 1_000_000),
    crashes,
    policy: terms.policy,
    ...(options.steady === true || dice.chance(0.5) ? {} : { order }),
    sideBySide: options.sideBySide ?? false,
    ...(options.sweeps === true ? { sweepDays: acts.pick([1, 3]) } : {}),
    longestStepMs: () => HOUR_MS * steps.pick([6, 24, 72, 240]),
    switches: {
      collectionLateDays: acts.pick([0, 0, 0, 2]),
      collectionPercent: acts.pick([100, 100, 60]),
      accountDebitBelowZero: acts.chance(0.1),
      reversalBelowZero: acts.chance(0.9),
      returnAfterBusinessDays: acts.whole(1, 5),
    },
  });
  const { simulator } = system.driver;
  const story: string[] = [];
  try {
    const market = new Marketplace(simulator, acts, terms);
    addTo(simulator.faults, rules);
    const longAfter = acts.chance(0.35) ? acts.whole(1, 5) : -1;
    for (let left = acts.whole(6, 12); left > 0; left -= 1) {
      story.push(`${day(system)} ${await somethingHappens(market, acts, system)}`);
      await system.pass(acts.pick(HOURS) * HOUR_MS);
      await peopleAnswer(system);
      if (left === longAfter) story.push(...(await halfAYear(system, market, acts)));
    }
    const fired = new Map<string, number>(Object.entries(simulator.faults.firedCounts()));
    await comeToRest(system, crashes);
    for (const [what, times] of crashes.fired) fired.set(what, times);
    const days = (system.driver.nowMs() - START_MS) / DAY_MS;
    return await judge({ system, market, story, fired, days, swept: options.sweeps === true });
  } catch (error) {
    const told = [`schedule of seed ${seed}`, ...story, ...rules.map((rule) => JSON.stringify(rule))];
    throw new Error(`${told.join('\n')}\n${error instanceof Error ? (error.stack ?? error.message) : ''}`, {
      cause: error,
    });
  } finally {
    await system.close();
  }
}

const day = ({ driver }: System): string => new Date(driver.nowMs()).toISOString().slice(0, 16);

/** Past day 180; in half of them disputes are decided before anybody has looked at what Stripe cleared. */
async function halfAYear(system: System, market: Marketplace, dice: Dice): Promise<readonly string[]> {
  await system.pass(DAY_MS);
  await peopleAnswer(system);
  if (dice.chance(0.5)) {
    await system.pass(LONG_DAYS * DAY_MS);
    return [];
  }
  await system.pass(dice.whole(165, 176) * DAY_MS);
  // Recoup was down meanwhile: what happened since is all learnt at once.
  await system.driver.advance(15 * DAY_MS);
  return winSome(market, dice).map((what) => `${day(system)} ${what}, unseen`);
}

/** What was delayed arrives, people settle what only they can, and everybody looks once more. */
async function comeToRest(system: System, crashes: Trouble['crashes']): Promise<void> {
  system.driver.simulator.faults.clear();
  crashes.over = true;
  await system.controls.unfreeze({ by: 'ana', reason: 'looked into' });
  const isRunLost = ['reset', 'lost', 'terminated'].some((what) => crashes.fired.has(what));
  for (let round = 0; round < 3; round += 1) {
    await system.pass(5 * DAY_MS);
    // What was sent for a person's word stays nobody's but the sweep's where the word went with its run.
    if (isRunLost) await system.driver.activities.sweepSlice('moves');
    await peopleAnswer(system);
    for (const flow of system.flows.open) flow.hint(null);
  }
  await system.pass(DAY_MS);
}
