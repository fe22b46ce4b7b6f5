import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { playPeople } from '../src/embedded/play-people';
import { freePort } from '../src/embedded/ports';
import { startPostgres } from '../src/embedded/postgres';
import { removeOutside } from '../src/embedded/postgres-place';
import { STORY_PEOPLE } from '../src/embedded/story-people';
import { storyEndsDay } from '../src/simulator/stories/marketplace';
import { Balancer } from './two-of-each/balancer';
import { Fleet } from './two-of-each/fleet';
import { startTemporalOnPostgres } from './two-of-each/temporal';
import { closing, printClosing } from './two-of-each/verdict';

const MS_PER_DAY = 1_000;
/** Into the story, in days: early enough that every kind of trouble is still to come or under way. */
const KILLS = { webhooks: 40, worker: 60, console: 80 } as const;
const SETTLES_WITHIN_MS = 120_000;

/**
 * Recoup as in production, two of each process, on a real Temporal server with PostgreSQL: the marketplace's story from
 * beginning to end, while one of each is killed with -9. The economic book of the simulated Stripe judges the end.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recoup-two-of-each-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const postgres = await startPostgres({
      dataFolder: folder,
      port: await freePort(0),
      settings: ['max_connections=300'],
      say: console.log,
    });
    stops.push(() => postgres.stop());
    console.log('PostgreSQL runs');
    const temporal = await startTemporalOnPostgres(path.join(folder, 'temporal'), postgres.url);
    stops.push(() => temporal.stop());
    console.log(`Temporal runs on it, at ${temporal.address}`);
    const balancer = await Balancer.open();
    stops.push(() => balancer.close());
    const fleet = new Fleet({
      databaseUrl: postgres.url,
      temporalAddress: temporal.address,
      simulatorPort: await freePort(0),
      msPerDay: MS_PER_DAY,
      webhooksUrl: balancer.url,
      folder,
    });
    stops.push(() => fleet.stop());
    await play(fleet, balancer, folder);
  } finally {
    for (const stop of stops.toReversed())
      await stop().catch((error: unknown) => console.error('while stopping:', error));
    removeOutside(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(fleet: Fleet, balancer: Balancer, folder: string): Promise<void> {
  await fleet.run('migrate');
  for (const kind of ['webhooks', 'worker', 'console'] as const) {
    for (const n of [1, 2]) await fleet.start(kind, n);
  }
  balancer.send(fleet.webhooksPorts());
  await fleet.startSimulator();
  await fleet.ready();
  console.log('two receivers, two workers and two consoles are ready; the story begins');
  const people = playPeople({
    lines: STORY_PEOPLE,
    clock: fleet.clock(),
    dataFolder: folder,
    tell: (_atMs, _account, what, more) => console.log([what, ...(more ?? [])].join('\n  ')),
    pay: ({ account, amountMinor, currency }) =>
      void fleet.act('sellerPaysOutside', account, amountMinor, currency).catch(console.error),
    command: (args, signal) => fleet.command(args, signal),
  });
  const kills = Object.entries(KILLS).map(([kind, day]) => ({ kind: kind as keyof typeof KILLS, day }));
  for (const { kind, day } of kills.toSorted((a, b) => a.day - b.day)) {
    await fleet.untilDay(day);
    fleet.kill(kind, 1);
    console.log(`day ${day}: killed (-9) one ${kind}; the other goes on`);
  }
  await fleet.untilDay(storyEndsDay);
  await people.stop();
  console.log(`day ${storyEndsDay}: the story has ended`);
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const end = await closing(fleet);
    if (end.problems.length === 0) {
      printClosing(end);
      console.log('Clean: everybody bears what is theirs.');
      return;
    }
    if (Date.now() > deadline) {
      printClosing(end);
      throw new Error(`the story did not end well:\n  ${end.problems.join('\n  ')}`);
    }
    await delay(1_000);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
