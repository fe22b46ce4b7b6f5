import { DAY_MS } from '../../../../src/domain/clock';
import type { Deal, Switches } from '../../../../src/simulator/world/acts-port';
import { operations } from '../../../../src/simulator/world/operations';
import { StripeFailure } from '../../../../src/simulator/world/port';
import type {
  Operation,
  Params,
  PathValues,
  StripeObject,
  World,
} from '../../../../src/simulator/world/port';
import { createWorld } from '../../../../src/simulator/world/world';

/** A Monday morning, UTC. */
export const START_MS = Date.UTC(2026, 0, 5, 9);

/** A world in which the platform has money. */
export function aWorld(switches: Partial<Switches> = {}): World {
  const world = createWorld({ seed: 7, startMs: START_MS, switches });
  world.acts.topUpPlatform(100_000, 'usd');
  return world;
}

export const daysLater = (world: World, days: number): void => world.advanceTo(world.nowMs + days * DAY_MS);

type Name = keyof typeof operations;

/** One call, by the platform unless an account is named. */
export function call(
  world: World,
  name: Name,
  path: PathValues = {},
  params: Params = {},
  account: string | null = null,
): StripeObject {
  const answer = world.perform(operations[name] as Operation, { account }, path, params);
  if (Array.isArray(answer)) throw new Error(`${name} answers a list`);
  return answer as StripeObject;
}

export function list(
  world: World,
  name: Name,
  params: Params = {},
  account: string | null = null,
  path: PathValues = {},
): StripeObject[] {
  const answer = world.perform(operations[name] as Operation, { account }, path, params);
  return [...(answer as readonly StripeObject[])];
}

/** The code with which a call is refused. */
export function refusal(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    if (error instanceof StripeFailure) return error.code;
    throw error;
  }
  throw new Error('the call was not refused');
}

/** A field that is a text or a number, as text; '' where it is neither. */
export function field(object: StripeObject | undefined, name: string): string {
  const value = object?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export interface Amounts {
  readonly available: number;
  readonly pending: number;
  readonly reserved: number;
}

export function amounts(world: World, account: string | null = null, currency = 'usd'): Amounts {
  const balance = call(world, 'GET /v1/balance', {}, {}, account);
  const of = (name: string): number => {
    const rows = (balance[name] ?? []) as unknown as readonly { amount: number; currency: string }[];
    return rows.find((row) => row.currency === currency)?.amount ?? 0;
  };
  return { available: of('available'), pending: of('pending'), reserved: of('connect_reserved') };
}

/** Types of an account's balance transactions with their net amounts, oldest first. */
export function postings(world: World, account: string | null = null): string[] {
  return list(world, 'GET /v1/balance_transactions', {}, account)
    .reverse()
    .map((row) => `${field(row, 'type')} ${field(row, 'net')} ${field(row, 'currency')}`);
}

let keys = 0;
const key = (kind: string, cause: string): { recoup_key: string } => ({
  recoup_key: `recoup:v1:${kind}:${cause}:object:${(keys += 1)}`,
});

/** What a product does, through the API and with its keys. */
export const product = {
  reverse: (world: World, cause: string, transfer: string, amount: number, more: Params = {}): StripeObject =>
    call(
      world,
      'POST /v1/transfers/{id}/reversals',
      { id: transfer },
      { amount, metadata: key('reversal', cause), ...more },
    ),
  debit: (world: World, cause: string, account: string, amount: number, currency = 'usd'): StripeObject =>
    call(
      world,
      'POST /v1/transfers',
      {},
      { amount, currency, destination: world.platformId, metadata: key('account_debit', cause) },
      account,
    ),
  giveBack: (world: World, cause: string, account: string, amount: number, currency = 'usd'): StripeObject =>
    call(
      world,
      'POST /v1/transfers',
      {},
      { amount, currency, destination: account, metadata: key('give_back', cause) },
    ),
  credit: (world: World, cause: string, account: string, amount: number, currency = 'usd'): StripeObject =>
    call(
      world,
      'POST /v1/transfers',
      {},
      { amount, currency, destination: account, metadata: key('credit', cause) },
    ),
};

/** Seller A sells for 100.00 by a destination charge with a fee of 10.00: `tr_1`, 90.00 reach the account. */
export function sellerWithSale(world: World, options: { paidOut: boolean }): string {
  const account = world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const sale = {
    model: 'destination',
    amountMinor: 10_000,
    currency: 'usd',
    applicationFeeMinor: 1_000,
  } as const;
  world.acts.sale({ ...sale, id: 'ch_1', seller: account, transferId: 'tr_1' });
  if (options.paidOut) world.acts.sellerPaysOut(account, 'usd');
  return account;
}

/** A sale that has nothing to do with any dispute. */
export function laterSale(world: World, account: string, amountMinor: number): void {
  world.acts.sale({
    model: 'separate',
    amountMinor,
    currency: 'usd',
    parts: [{ seller: account, amountMinor }],
  });
}

/** Faults of one seller, in the order overpaid, recovered twice. */
export function faults(
  world: World,
  account = 'acct_A',
  currency = 'usd',
): { overpaid: number; twice: number } {
  const row = world
    .verdict()
    .sellers.find((seller) => seller.account === account && seller.currency === currency);
  return { overpaid: row?.overpaidMinor ?? 0, twice: row?.recoveredTwiceMinor ?? 0 };
}

/** Seller A sells as above and has 200.00 more; `dp_1` disputes the sale. */
export function disputed(
  world: World,
  input: { amountMinor?: number; feeMinor?: number } = {},
  deal: Deal = {},
): string {
  const account = world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const sale = {
    model: 'destination',
    amountMinor: 10_000,
    currency: 'usd',
    applicationFeeMinor: 1_000,
    deal,
  } as const;
  world.acts.sale({ ...sale, id: 'ch_1', seller: account, transferId: 'tr_1' });
  laterSale(world, account, 20_000);
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1', ...input });
  return account;
}
