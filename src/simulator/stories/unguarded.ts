import { DAY_MS, HOUR_MS } from '../../domain/clock';
import { operations } from '../world/operations';
import type { Operation, Params, StripeObject, World } from '../world/port';
import { createWorld } from '../world/world';
import { ROLES } from './marketplace-cast';
import { guard, INCIDENT, PAID_BY_RUNS } from './marketplace-guard';

/** What came of the story where nobody looked before the money left. Amounts in minor units of `currency`. */
export interface Unguarded {
  readonly currency: string;
  /** What the capability was when the run paid, and what the run looked at instead. */
  readonly capability: string;
  readonly chargesEnabled: boolean;
  readonly paidToSellerMinor: number;
  readonly withdrawnMinor: number;
  /** The platform's available balance after the disputes, when the next run begins. */
  readonly platformMinor: number;
  readonly sellerMinor: number;
  /** What the loop went on paying, to the same seller too, while the platform was below zero. */
  readonly paidBelowZeroMinor: number;
  readonly takenBackMinor: number;
}

/**
 * The same story in a world of its own, with a payout loop that believes `charges_enabled` and `payouts_enabled` and
 * pays everybody all that is there, in both runs. Nobody follows a dispute. Nothing of it is assumed: every figure is read from Stripe's side of that world.
 */
export function withoutGuard(startMs: number): Unguarded {
  const world = createWorld({ seed: 4, startMs });
  const { currency, account, paidDay, paidHour, disputedDay, nextRunHour } = INCIDENT;
  for (const who of PAID_BY_RUNS) {
    const { account: id, country } = ROLES[who];
    world.acts.createSeller({ id, country, schedule: { interval: 'manual' } });
  }
  play(world, startMs);
  const at = (day: number, hour: number): void => world.advanceTo(startMs + day * DAY_MS + hour * HOUR_MS);

  at(paidDay, paidHour);
  const seller = call(world, 'GET /v1/accounts/{account}', { account });
  const paid = payLoop(world);
  // What the marketplace itself has earned goes to its bank, as it does every week.
  at(disputedDay, 8);
  world.acts.platformPaysOut(currency);
  at(disputedDay, nextRunHour);
  const platformMinor = availableOf(world, null);
  const sellerMinor = availableOf(world, account);
  const paidNext = payLoop(world);
  const disputes = list(world, 'GET /v1/disputes');
  const reversed = list(world, 'GET /v1/transfers').filter(({ destination }) => destination === account);
  return {
    currency,
    capability: String((seller['capabilities'] as Record<string, string>)['transfers']),
    chargesEnabled: seller['charges_enabled'] === true,
    paidToSellerMinor: paid.get(account) ?? 0,
    withdrawnMinor: sum(disputes, 'amount'),
    platformMinor,
    sellerMinor,
    paidBelowZeroMinor: platformMinor < 0 ? [...paidNext.values()].reduce((all, one) => all + one, 0) : 0,
    takenBackMinor: sum(reversed, 'amount_reversed'),
  };
}

/** The story's own lines; what a seller does in answer to Recoup's hold does not happen where there is none. */
function play(world: World, startMs: number): void {
  for (const { day, hour, act, args } of guard()) {
    if (act === 'sellerPaysOut') continue;
    world.acts.at(startMs + day * DAY_MS + hour * HOUR_MS, act, args);
  }
}

/** Pays everybody who looks enabled all that is available. Answers what each got. */
function payLoop(world: World): Map<string, number> {
  const paid = new Map<string, number>();
  for (const account of list(world, 'GET /v1/accounts')) {
    const id = String(account.id);
    if (account['charges_enabled'] !== true || account['payouts_enabled'] !== true) continue;
    const amount = availableOf(world, id);
    if (amount <= 0) continue;
    call(world, 'POST /v1/payouts', {}, { amount, currency: INCIDENT.currency }, id);
    paid.set(id, amount);
  }
  return paid;
}

function availableOf(world: World, account: string | null): number {
  const balance = call(world, 'GET /v1/balance', {}, {}, account);
  const rows = balance['available'] as unknown as readonly { amount: number; currency: string }[];
  return rows.find(({ currency }) => currency === INCIDENT.currency)?.amount ?? 0;
}

type Name = keyof typeof operations;

const operationOf = (name: Name): Operation => operations[name];

function call(
  world: World,
  name: Name,
  path: Readonly<Record<string, string>> = {},
  params: Params = {},
  account: string | null = null,
): StripeObject {
  return world.perform(operationOf(name), { account }, path, params) as StripeObject;
}

const list = (world: World, name: Name): readonly StripeObject[] =>
  world.perform(operationOf(name), { account: null }, {}, {}) as readonly StripeObject[];

const sum = (objects: readonly StripeObject[], field: string): number =>
  objects.reduce((total, object) => total + Number(object[field] ?? 0), 0);
