import { DAY_MS, HOUR_MS } from '../../domain/clock';
import type { ActName, Acts } from '../world/acts-port';
import type { JsonValue, World } from '../world/port';

/** Somebody in a story. */
export interface Role {
  readonly account: string;
  readonly name: string;
  readonly country: string;
  /** What happens to them, in a few words. */
  readonly part: string;
}

/** One thing that happens in a story. */
export interface StoryLine {
  /** Days after the story's beginning; it happens `hour` hours into that day. */
  readonly day: number;
  readonly hour: number;
  readonly seller: string | null;
  /** What happens to whom, how much, and why. Without it the act goes unsaid. */
  readonly what?: string;
  readonly act: ActName;
  readonly args: readonly JsonValue[];
}

export interface Story {
  readonly name: string;
  readonly cast: readonly Role[];
  readonly lines: readonly StoryLine[];
  /** By this day everything has happened that ever will, with time for what follows from it. */
  readonly endsDay: number;
}

/** A line of a story; the compiler holds the arguments against the act. */
export function line<Name extends ActName>(
  [day, hour]: readonly [day: number, hour: number],
  seller: string | null,
  act: Name,
  args: Readonly<Parameters<Acts[Name]>>,
  what?: string,
): StoryLine {
  return { day, hour, seller, act, args: args as unknown as readonly JsonValue[], ...(what && { what }) };
}

/** Puts a whole story on the world's calendar, from the world's present instant on. */
export function schedule(world: World, story: Story): void {
  const beginMs = world.nowMs;
  for (const { day, hour, seller, act, args, what } of story.lines) {
    const atMs = beginMs + day * DAY_MS + hour * HOUR_MS;
    world.acts.at(atMs, act, args, what === undefined ? undefined : { seller, what });
  }
}
