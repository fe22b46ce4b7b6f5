import { describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../src/domain/clock';
import { moveObject, type Move } from '../../src/domain/moves';
import type { ApiFault } from '../../src/simulator/faults/rule';
import { nextMoveNumber, unsettledMoves } from '../../src/store/money-moves';
import { cause, createBench, DECISION, type Bench } from './bench';

const FAULTS: readonly ApiFault[] = [
  'api-error-before',
  'api-error-after',
  'api-timeout-after',
  'api-rate-limit',
  'api-conflict',
  'api-keys-pruned',
];
const SEEDS = Array.from({ length: 10 }, (_, n) => n + 1);
const fired: { [kind in string]?: number } = {};

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Asks for moves as flows do: with the number that the books gave, again and again, with time in between. */
async function ask(bench: Bench, next: () => number): Promise<void> {
  const amountMinor = 1 + Math.floor(next() * 300);
  const kinds = [
    bench.reversal({ amountMinor }),
    bench.debit({ amountMinor }),
    bench.giveBack({ amountMinor: 1 }),
  ];
  const move: Move = kinds[Math.floor(next() * kinds.length)] ?? bench.reversal();
  const n = await nextMoveNumber(bench.fresh.db, { ...move, object: moveObject(move) });
  const times = 1 + Math.floor(next() * 2);
  await Promise.all(Array.from({ length: times }, () => bench.door.moveMoney({ ...move, n }, DECISION)));
  if (next() < 0.2) await bench.pass(HOUR_MS * (1 + Math.floor(next() * 30)));
}

/** Faults end: what stays unknown after an hour is given up by a person, after one more look. */
async function settle(bench: Bench): Promise<void> {
  bench.simulator.faults.clear();
  await bench.pass(HOUR_MS);
  await bench.door.settleUnknown();
  for (const row of await unsettledMoves(bench.fresh.db, 100)) {
    await bench.controls.allowNewAttempt(row.key, { by: 'ana', reason: 'not at Stripe' });
  }
}

/** What Stripe shows of all that carries a key, by key. */
async function effects(bench: Bench): Promise<readonly (readonly [string, number])[]> {
  const { stripe, platformAccount } = bench.deps;
  const found: (readonly [string, number])[] = [];
  const keep = (one: {
    readonly amount: number;
    readonly metadata: { readonly [name: string]: string } | null;
  }) => {
    const key = one.metadata?.['recoup_key'];
    if (key !== undefined) found.push([key, one.amount]);
  };
  for await (const one of stripe.transfers.listReversals(bench.transfer, { limit: 100 })) keep(one);
  for await (const one of stripe.transfers.list({ destination: bench.seller, limit: 100 })) keep(one);
  const onAccount = { stripeAccount: bench.seller };
  for await (const one of stripe.transfers.list({ destination: platformAccount, limit: 100 }, onAccount))
    keep(one);
  return found.sort(byKey);
}

const byKey = (a: readonly [string, number], b: readonly [string, number]): number => (a[0] < b[0] ? -1 : 1);

describe('one effect for each logical key, and the books agree with Stripe', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const bench = await createBench();
      try {
        const next = random(seed);
        for (const kind of FAULTS) {
          bench.simulator.faults.add({ kind, match: 'POST /v1/transfers*', probability: 0.12 });
          bench.simulator.faults.add({
            kind: 'api-rate-limit',
            match: 'GET /v1/transfers*',
            probability: 0.05,
          });
        }
        for (let n = 0; n < 25; n += 1) await ask(bench, next);
        for (const kind of FAULTS) fired[kind] = (fired[kind] ?? 0) + bench.simulator.faults.fired(kind);
        await settle(bench);

        const rows = await bench.fresh.db
          .selectFrom('money_moves')
          .selectAll()
          .where('state', '=', 'moved')
          .execute();
        const booked = rows.map((row) => [row.key, row.amount_minor] as const).sort(byKey);
        expect(await effects(bench)).toEqual(booked);
        const sum = (part: string, sign: (kind: string) => number) =>
          rows
            .filter((row) => row.part === part)
            .reduce((total, row) => total + sign(row.kind) * row.amount_minor, 0);
        const books = await bench.fresh.db
          .transaction()
          .execute((tx) => bench.deps.ledger.causeBooks(tx, cause));
        for (const part of ['principal', 'fee'] as const) {
          const taken = books.find((row) => row.part === part)?.takenMinor ?? 0;
          expect(taken).toBe(sum(part, (kind) => (kind === 'give_back' ? -1 : 1)));
        }
      } finally {
        await bench.close();
      }
    },
    60_000,
  );

  test('and every kind of fault did strike', () => {
    for (const kind of FAULTS) expect([kind, (fired[kind] ?? 0) > 0]).toEqual([kind, true]);
  });
});
