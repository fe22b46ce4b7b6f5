import type { Clock } from '../domain/clock';
import type { Simulator } from '../simulator';
import { marketplace } from '../simulator/stories/marketplace';
import type { Database } from '../store/database';
import type { Closers } from './closers';
import { playPeople } from './play-people';
import { tellStoryEnd } from './story-end';
import { STORY_PEOPLE } from './story-people';
import type { Terminal } from './terminal';

const NAMES = new Map(marketplace.cast.map(({ account, name }) => [account, name]));

/** What somebody of the story is called. */
export const nameInStory = (account: string): string | null => NAMES.get(account) ?? null;

/** What a running story needs besides its Stripe: the people of the platform, and its end. */
export function followStory(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly simulator: Simulator;
  readonly terminal: Terminal;
  readonly closers: Closers;
}): void {
  const { clock, dataFolder, closers } = options;
  const { say, tell } = options.terminal;
  const end = tellStoryEnd({ ...options, say });
  closers.add("the story's end", () => end.stop());
  const { acts } = options.simulator.world;
  const people = playPeople({
    lines: STORY_PEOPLE,
    clock,
    dataFolder,
    tell,
    pay: ({ account, amountMinor, currency }) => acts.sellerPaysOutside(account, amountMinor, currency),
  });
  closers.add('the people of the story', () => people.stop());
}
