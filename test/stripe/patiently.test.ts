import { describe, expect, it, test } from '@jest/globals';
import Stripe from 'stripe';
import { patiently, someAtOnce } from '../../src/stripe/patiently';

const AT_ONCE = [0, 0];
const { StripeAPIError, StripePermissionError, StripeRateLimitError } = Stripe.errors;
const unavailable = () => new StripeRateLimitError({ message: 'slow down', type: 'api_error' });

/** Fails so often before it answers. */
function failing(times: number, error: () => Error) {
  let calls = 0;
  return {
    read: async () => {
      calls += 1;
      if (calls <= times) throw error();
      return 'read';
    },
    calls: () => calls,
  };
}

describe('a patient read', () => {
  test.each([0, 1, 2])(
    'that fails %d times for want of an answer is made once more each time',
    async (times) => {
      const { read, calls } = failing(times, unavailable);
      expect(await patiently(read, AT_ONCE)).toBe('read');
      expect(calls()).toBe(times + 1);
    },
  );

  it('gives up after the last pause', async () => {
    const { read, calls } = failing(9, () => new StripeAPIError({ message: 'broken', type: 'api_error' }));
    await expect(patiently(read, AT_ONCE)).rejects.toThrow('broken');
    expect(calls()).toBe(3);
  });

  test.each([
    ['a refusal', () => new StripePermissionError({ message: 'no', type: 'invalid_request_error' })],
    ['a defect', () => new TypeError('no')],
  ])('does not repeat %s', async (_what, error) => {
    const { read, calls } = failing(9, error);
    await expect(patiently(read, AT_ONCE)).rejects.toThrow('no');
    expect(calls()).toBe(1);
  });
});

describe('some at once', () => {
  it('are so many at most, and answered in order', async () => {
    let [running, most] = [0, 0];
    const answers = await someAtOnce([1, 2, 3, 4, 5], 2, async (n) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return n * 10;
    });
    expect(answers).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(2);
  });

  it('end with the first error once those beside it have ended, and begin no more', async () => {
    const ended: number[] = [];
    const work = async (n: number) => {
      if (n === 1) throw new Error('first');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(n);
    };
    await expect(someAtOnce([1, 2, 3], 2, work)).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});
