import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TokenBucket } from '../../src/stripe/token-bucket';
import { shareStripeLimit, type StripeShare } from '../../src/workers/stripe-share';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const LIMIT = 60;
const BEAT_MS = 40;

describe('Stripe’s limit is shared out between processes', () => {
  let database: FreshDatabase;
  let open: StripeShare[];
  beforeEach(async () => {
    database = await freshDatabase();
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((share) => share.stop()));
    await database.close();
  });

  /** A process: the shares that it was given, newest last. */
  const join = async (caller: string, beatMs = BEAT_MS) => {
    const shares: number[] = [];
    const share = await shareStripeLimit({
      db: database.db,
      bucket: new TokenBucket(LIMIT),
      requestsPerSecond: LIMIT,
      caller,
      beatMs,
      onShare: (perSecond) => shares.push(perSecond),
    });
    open.push(share);
    return { shares, share, now: () => shares.at(-1) ?? 0 };
  };
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await delay(5);
  };

  test('one has all of it; three have a third each; one that leaves gives its part back', async () => {
    const first = await join('first');
    expect(first.shares).toEqual([LIMIT]);
    const others = [await join('second'), await join('third')];
    const all = [first, ...others];
    await until(() => all.every((process) => process.now() === LIMIT / 3));
    await first.share.stop();
    await until(() => others.every((process) => process.now() === LIMIT / 2));
  });

  test('one that joins takes little until the others have counted it', async () => {
    const first = await join('first');
    const second = await join('second');
    expect(second.shares[0]).toBeLessThan(LIMIT / 10);
    await until(() => first.now() === LIMIT / 2 && second.now() === LIMIT / 2);
    expect(Math.max(...second.shares)).toBe(LIMIT / 2);
  });

  test('one that was killed is forgotten', async () => {
    const first = await join('first');
    // Says once that it is there and then never again.
    await join('killed', 3_600_000);
    await until(() => first.now() === LIMIT / 2);
    await until(() => first.now() === LIMIT);
    expect(first.shares).toEqual(expect.arrayContaining([LIMIT / 2]));
  });

  test('one that cannot reach the database for long takes little', async () => {
    const first = await join('first');
    await database.db.destroy();
    await until(() => first.now() < LIMIT / 10);
    // The table was away, not the wish: nothing was thrown at anybody.
    expect(first.shares.at(-1)).toBe(LIMIT / 20);
  });
});
