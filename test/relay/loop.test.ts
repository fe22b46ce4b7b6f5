import { describe, expect, it } from '@jest/globals';
import { retryAfter } from '../../src/relay/backoff';
import { startLoop, type Turn } from '../../src/relay/loop';

const NEVER_MS = 600_000;
const done: Turn = { taken: 0, more: false };

interface Held {
  readonly end: (turn: Turn | Error) => void;
}

/** A loop whose turns end when the test says so. */
function heldLoop(pollMs = NEVER_MS) {
  const begun: Held[] = [];
  const errors: unknown[] = [];
  let announce: (() => void) | null = null;
  const loop = startLoop({
    pollMs,
    gatherMs: 0,
    onError: (error) => errors.push(error),
    turn: () =>
      new Promise((resolve, reject) => {
        begun.push({ end: (turn) => (turn instanceof Error ? reject(turn) : resolve(turn)) });
        announce?.();
      }),
  });
  const turn = async (number: number): Promise<Held> => {
    while (begun.length < number) await new Promise<void>((resolve) => (announce = resolve));
    const held = begun[number - 1];
    if (held === undefined) throw new Error(`turn ${number} has not begun`);
    return held;
  };
  return { loop, turn, errors, begun };
}

describe('a loop', () => {
  it('goes on without a pause while a turn leaves something behind', async () => {
    const { loop, turn, begun } = heldLoop();
    (await turn(1)).end({ taken: 5, more: true });
    (await turn(2)).end(done);
    await loop.stop();
    expect(begun).toHaveLength(2);
  });

  it('does not lose news that comes during a turn', async () => {
    const { loop, turn, begun } = heldLoop();
    const first = await turn(1);
    loop.nudge();
    first.end(done);
    (await turn(2)).end(done);
    await loop.stop();
    expect(begun).toHaveLength(2);
  });

  it('looks by itself when the poll is due', async () => {
    const { loop, turn, begun } = heldLoop(1);
    (await turn(1)).end(done);
    const second = await turn(2);
    const stopping = loop.stop();
    second.end(done);
    await stopping;
    expect(begun).toHaveLength(2);
  });

  it('tells of a failed turn and repeats it', async () => {
    const { loop, turn, errors } = heldLoop();
    (await turn(1)).end(new Error('away'));
    (await turn(2)).end(done);
    expect(errors).toEqual([new Error('away')]);
    await loop.stop();
  });

  it('stops when the turn under way is over, and begins no other', async () => {
    const { loop, turn, begun } = heldLoop();
    const first = await turn(1);
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    loop.nudge();
    await Promise.resolve();
    expect(stopped).toBe(false);
    first.end({ taken: 1, more: true });
    await stopping;
    expect(begun).toHaveLength(1);
  });
});

it('waits twice as long after each failure, and gives up after the last', () => {
  const retries = { attempts: 4, firstMs: 100 };
  expect([0, 1, 2, 3, 9].map((failed) => retryAfter(retries, failed))).toEqual([100, 200, 400, null, null]);
  expect(retryAfter({ attempts: 99, firstMs: 1_000 }, 60)).toBe(300_000);
});
