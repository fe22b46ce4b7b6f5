import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSimulator } from '../../../src/simulator';
import { runSimulator } from '../../../src/simulator/run';
import { marketplace } from '../../../src/simulator/stories/marketplace';
import { nextAttemptMs } from '../../../src/simulator/webhooks/retry-schedule';
import { startReceiver } from './support/receiver';

const DAY_MS = 86_400_000;

describe('a simulator whose time goes by itself', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('lets happen what is due, without a call from anybody, and sends its webhooks', async () => {
    const receiver = await startReceiver('whsec_1');
    let told: (what: string) => void = () => undefined;
    const happened = new Promise<string>((resolve) => {
      told = resolve;
    });
    const originMs = Date.now();
    const simulator = await createSimulator({
      time: { kind: 'ticking', clock: { originMs, msPerDay: 500 } },
      webhooks: [{ url: receiver.url, secret: receiver.secret, connect: false }],
      prepare: (world) =>
        world.acts.at(originMs + DAY_MS / 10, 'topUpPlatform', [500, 'usd'], { seller: null, what: 'five' }),
      onNarration: (line) => told(line.what),
    });
    expect(await happened).toBe('five');
    await simulator.settled();
    expect(receiver.events.map((event) => event.type)).toContain('topup.succeeded');
    expect(simulator.defects).toEqual([]);
    await simulator.close();
    await receiver.close();
  });

  it('cannot be moved by hand', async () => {
    const simulator = await runSimulator({ port: 0, msPerDay: 2_000, story: false });
    await expect(simulator.advanceTo(Date.now() + DAY_MS)).rejects.toThrow('ticks by itself');
    await simulator.close();
  });

  it('keeps its clock and its story over a restart', async () => {
    const options = { port: 0, msPerDay: DAY_MS, story: true, dataFolder: folder };
    const first = await runSimulator(options);
    expect(first.restored).toBe(false);
    const begin = first.world.nowMs;
    await first.close();
    const second = await runSimulator(options);
    expect(second.restored).toBe(true);
    expect(second.world.nowMs).toBeGreaterThanOrEqual(begin);
    const openings = marketplace.lines.filter((line) => line.day === 0 && line.hour === 0);
    expect(second.told.map((line) => line.what)).toEqual(openings.map((line) => line.what));
    await second.close();
  });

  it('is refused with another clock than its folder’s, and with a day that is too short', async () => {
    const first = await runSimulator({ port: 0, msPerDay: 2_000, story: false, dataFolder: folder });
    await first.close();
    const other = runSimulator({ port: 0, msPerDay: 3_000, story: false, dataFolder: folder });
    await expect(other).rejects.toThrow(/begun with a day of 2000 ms/);
    await expect(runSimulator({ port: 0, msPerDay: 499, story: false })).rejects.toThrow(/from 500 ms/);
  });
});

describe('the retries of a webhook', () => {
  const offsets = (goOn: boolean): (number | undefined)[] =>
    Array.from({ length: 13 }, (_, index) => nextAttemptMs(0, index + 1, goOn));

  it('end after three days', () => {
    const made = offsets(false).filter((one) => one !== undefined);
    expect(made[0]).toBe(5 * 60_000);
    expect(made.at(-1)).toBe(3 * DAY_MS);
    expect(made).toEqual([...made].sort((a, b) => a - b));
  });

  it('go on in half days while too little wall time has passed', () => {
    expect(offsets(true).slice(10)).toEqual([3.5 * DAY_MS, 4 * DAY_MS, 4.5 * DAY_MS]);
  });
});
