import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { CaseActivities } from '../domain/case/perform';
import { type Clock, DAY_MS } from '../domain/clock';
import type { DisputeActivities } from '../domain/dispute/perform';
import type { RefundActivities } from '../domain/refund/perform';

const REAL_DAY: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** Where a day lasts seconds, an hour of patience would be weeks of clock time. */
const SCALED_DAY: ActivityOptions = {
  startToCloseTimeout: '6 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { initialInterval: '250 milliseconds', backoffCoefficient: 2, maximumInterval: '5 seconds' },
};

/** Temporal's default is 3, and 5 comes last. */
const FIRST = { priorityKey: 1 };

/** Where tasks wait, money goes before looks and notices. */
const MOVE_MONEY: ReadonlySet<string> = new Set<
  keyof CaseActivities | keyof DisputeActivities | keyof RefundActivities
>([
  'collectClaim',
  'answerAsk',
  'takeFee',
  'takeTogether',
  'reverseTransfer',
  'giveBack',
  'settleMove',
  'makeRefund',
  'reverseForRefund',
  'giveBackForRefund',
  'settleRefundMove',
]);

type Activities<A> = { readonly [Name in keyof A & string]: string };

/** Proxies whose rows in the Temporal UI say what they do: one summary an activity. */
export function summarizedActivities<A extends object>(
  clock: Clock,
  summaries: Activities<A>,
  more: ActivityOptions = {},
): A {
  const options = { ...(clock.msPerDay === DAY_MS ? REAL_DAY : SCALED_DAY), ...more };
  const proxies: { [name: string]: unknown } = {};
  for (const [name, summary] of Object.entries<string>(summaries)) {
    const proxy = proxyActivities<{ [activity: string]: (...args: unknown[]) => Promise<unknown> }>({
      ...options,
      ...(MOVE_MONEY.has(name) ? { priority: FIRST } : {}),
      summary,
    });
    proxies[name] = proxy[name];
  }
  return proxies as A;
}
