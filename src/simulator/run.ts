import fs from 'node:fs';
import path from 'node:path';
import { DAY_MS, type Clock } from '../domain/clock';
import { createSimulator, type ConfiguredEndpoint, type Simulator } from './index';
import { marketplace } from './stories/marketplace';
import { schedule } from './stories/story';
import type { Narration } from './world/acts-port';

export interface RunOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** Wall milliseconds in one clock day; at least 500, a whole day for real time. */
  readonly msPerDay: number;
  /**
   * Wall and clock instant at which both agree, epoch ms. Default: the first start with this data folder, which the
   * folder remembers.
   */
  readonly originMs?: number;
  /** Where the state is kept, so that a later start goes on. Absent: in memory only. */
  readonly dataFolder?: string;
  /** Whether a new world plays the marketplace's story. */
  readonly story: boolean;
  readonly webhooks?: readonly ConfiguredEndpoint[];
  readonly requestsPerSecond?: number;
  readonly onNarration?: (line: Narration) => void;
}

export const DEFAULT_PORT = 12111;
const FASTEST_MS_PER_DAY = 500;
const CLOCK_FILE = 'clock.json';

/**
 * A simulator whose time goes by itself, as a program of its own or inside another. One that was stopped goes on
 * where it would stand had it not been: time passes while it is down.
 * @throws RangeError for a day that is too short, Error where the data folder belongs to another clock.
 */
export async function runSimulator(options: RunOptions): Promise<Simulator> {
  const { msPerDay, story, dataFolder, originMs, ...rest } = options;
  if (!Number.isInteger(msPerDay) || msPerDay < FASTEST_MS_PER_DAY || msPerDay > DAY_MS) {
    throw new RangeError(
      `A day of ${msPerDay} ms cannot be simulated: use from ${FASTEST_MS_PER_DAY} ms to ${DAY_MS} ms (a real day).`,
    );
  }
  const clock = steadyClock({ originMs: originMs ?? Date.now(), msPerDay }, originMs, dataFolder);
  const simulator = await createSimulator({
    ...rest,
    ...(dataFolder !== undefined && { dataFolder }),
    time: { kind: 'ticking', clock },
    prepare: story ? (world) => schedule(world, marketplace) : () => undefined,
  });
  return simulator;
}

/** The clock that the folder was begun with; a new folder takes and keeps the one given. */
function steadyClock(clock: Clock, originMs: number | undefined, dataFolder: string | undefined): Clock {
  if (dataFolder === undefined) return clock;
  const file = path.join(dataFolder, CLOCK_FILE);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataFolder, { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify(clock)}\n`);
    return clock;
  }
  const kept = JSON.parse(fs.readFileSync(file, 'utf8')) as Clock;
  if (kept.msPerDay !== clock.msPerDay || (originMs !== undefined && kept.originMs !== originMs)) {
    throw new Error(
      `${dataFolder} was begun with a day of ${kept.msPerDay} ms from ${new Date(kept.originMs).toISOString()} on: ` +
        'start with that clock again, or with another data folder.',
    );
  }
  return kept;
}
