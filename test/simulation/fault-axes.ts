import { HOUR_MS } from '../../src/domain/clock';
import type { Faults } from '../../src/simulator/faults/faults';
import type { FaultRule } from '../../src/simulator/faults/rule';
import type { Dice } from './dice';
import type { Crashes } from './flow';

const MONEY = 'POST /v1/transfers*';

const WEBHOOKS: readonly FaultRule[] = [
  { kind: 'webhook-duplicate', copies: 3, probability: 0.4 },
  { kind: 'webhook-reorder', probability: 0.4 },
  { kind: 'webhook-delay', delayMs: 5 * HOUR_MS, probability: 0.2 },
  { kind: 'webhook-delay', delayMs: 72 * HOUR_MS, probability: 0.2 },
  { kind: 'webhook-corrupt', probability: 0.2 },
];

const STRIPE: readonly FaultRule[] = [
  { kind: 'api-error-before', match: MONEY, probability: 0.2 },
  { kind: 'api-error-after', match: MONEY, probability: 0.3 },
  { kind: 'api-timeout-before', match: MONEY, probability: 0.3 },
  { kind: 'api-timeout-after', match: MONEY, probability: 0.3 },
  { kind: 'api-rate-limit', match: MONEY, probability: 0.3 },
  { kind: 'api-conflict', match: MONEY, probability: 0.3 },
  { kind: 'api-keys-pruned', match: MONEY, probability: 0.5 },
  { kind: 'api-error-after', match: 'POST /v1/balance_settings', probability: 0.5 },
  { kind: 'api-timeout-after', match: 'POST /v1/balance_settings', probability: 0.5 },
  { kind: 'api-rate-limit', match: 'GET /v1/transfers*', probability: 0.2 },
  { kind: 'api-error-before', match: 'GET /v1/balance_transactions', probability: 0.1 },
  { kind: 'api-rate-limit', match: 'GET /v1/disputes*', probability: 0.2 },
  { kind: 'api-timeout-before', match: 'GET /v1/balance', probability: 0.1 },
];

/** Never sent: what nobody announces is found by the sweep. */
export const LOST_WEBHOOK = 'webhook-drop';

export function someLost(dice: Dice): Trouble {
  const { rules, crashes } = someTrouble(dice);
  const lost = { kind: LOST_WEBHOOK, probability: dice.pick([0.3, 0.7, 1]) } as const;
  return { rules: [lost, ...rules], crashes: { ...crashes, terminated: dice.pick([0, 0, 0.01]) } };
}

export const WEBHOOK_AXES = [...new Set(WEBHOOKS.map((rule) => rule.kind))];
export const STRIPE_AXES = [...new Set(STRIPE.map((rule) => rule.kind))];
export const CRASH_AXES = ['answerLost', 'hintMeanwhile', 'reset', 'lost'] as const;

/** What goes wrong in one schedule: a few kinds, so that each has schedules with little else. */
export interface Trouble {
  readonly rules: readonly FaultRule[];
  readonly crashes: Crashes;
}

export function noTrouble(dice: Dice): Trouble {
  const crashes = {
    dice,
    answerLost: 0,
    hintMeanwhile: 0,
    reset: 0,
    lost: 0,
    terminated: 0,
    tries: 1,
    fired: new Map(),
    over: false,
  };
  return { rules: [], crashes };
}

export function someTrouble(dice: Dice): Trouble {
  const crash = (): number => (dice.chance(0.3) ? dice.next() * 0.1 : 0);
  return {
    rules: [...dice.some(WEBHOOKS, 2), ...dice.some(STRIPE, 3)],
    crashes: {
      dice: dice.apart(),
      answerLost: crash(),
      hintMeanwhile: crash(),
      reset: crash(),
      lost: crash() / 2,
      terminated: 0,
      tries: dice.whole(1, 4),
      fired: new Map(),
      over: false,
    },
  };
}

export function addTo(faults: Faults, rules: readonly FaultRule[]): void {
  for (const rule of rules) faults.add(rule);
}
