import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TokenBucket, type Priority } from '../../src/stripe/token-bucket';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Who was served so far, in order. */
function callers(bucket: TokenBucket) {
  const served: string[] = [];
  const call = (name: string, priority: Priority) => void bucket.take(priority).then(() => served.push(name));
  return { served, call };
}

test('lets a second’s worth through at once and spreads the rest', async () => {
  const { served, call } = callers(new TokenBucket(5));
  for (let n = 0; n < 8; n += 1) call(`${n}`, 'read');
  await jest.advanceTimersByTimeAsync(0);
  expect(served).toHaveLength(5);
  await jest.advanceTimersByTimeAsync(399);
  expect(served).toHaveLength(6);
  await jest.advanceTimersByTimeAsync(201);
  expect(served).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});

test('never exceeds its rate over any longer time', async () => {
  const { served, call } = callers(new TokenBucket(10));
  for (let n = 0; n < 500; n += 1) call(`${n}`, n % 3 === 0 ? 'money' : 'read');
  for (let second = 1; second <= 20; second += 1) {
    await jest.advanceTimersByTimeAsync(1_000);
    expect(served.length).toBeLessThanOrEqual(10 * (second + 1));
    expect(served.length).toBeGreaterThanOrEqual(10 * second);
  }
});

test('serves money before reads that came earlier, each kind in its own order', async () => {
  const { served, call } = callers(new TokenBucket(1));
  call('first', 'read');
  call('read a', 'read');
  call('read b', 'read');
  call('money a', 'money');
  call('money b', 'money');
  await jest.advanceTimersByTimeAsync(5_000);
  expect(served).toEqual(['first', 'money a', 'money b', 'read a', 'read b']);
});

test('goes on when the wall clock is set back', async () => {
  let wallMs = 100_000;
  const { served, call } = callers(new TokenBucket(1, () => wallMs));
  call('a', 'read');
  call('b', 'read');
  wallMs = 50_000;
  await jest.advanceTimersByTimeAsync(1_000);
  wallMs = 51_000;
  await jest.advanceTimersByTimeAsync(2_000);
  expect(served).toEqual(['a', 'b']);
});

test('refuses a rate of nothing', () => {
  expect(() => new TokenBucket(0)).toThrow('requestsPerSecond');
});

test('keeps a new rate from the moment it is given, without what was saved up for the old one', async () => {
  const bucket = new TokenBucket(10);
  const { served, call } = callers(bucket);
  bucket.setRate(2);
  for (let n = 0; n < 12; n += 1) call(`${n}`, 'read');
  await jest.advanceTimersByTimeAsync(0);
  expect(served).toHaveLength(2);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(served).toHaveLength(4);
  bucket.setRate(8);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(served).toHaveLength(12);
});

test('serves at less than one a second too', async () => {
  const { served, call } = callers(new TokenBucket(0.5));
  for (let n = 0; n < 3; n += 1) call(`${n}`, 'read');
  await jest.advanceTimersByTimeAsync(4_100);
  expect(served).toHaveLength(2);
  expect(() => new TokenBucket(1).setRate(0)).toThrow('must be above zero');
});
