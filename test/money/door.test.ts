import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/clock';
import { admit } from '../../src/money/admit';
import { recordMoved } from '../../src/money/outcomes';
import { GO } from '../../src/money/preflight';
import { verifyChain } from '../../src/store/decision-chain';
import { openAttention } from '../../src/store/attention';
import { cause, createBench, DECISION, type Bench } from './bench';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(async () => bench.close());

const taken = () =>
  bench.fresh.db.transaction().execute(async (tx) => {
    const books = await bench.deps.ledger.causeBooks(tx, cause);
    return books.map((row) => [row.part, row.takenMinor]);
  });
const rows = () => bench.fresh.db.selectFrom('money_moves').selectAll().orderBy('n').execute();
const wakes = async () =>
  (await bench.fresh.db.selectFrom('wakes').select('target').orderBy('target').execute()).map(
    (row) => row.target,
  );
const ANA = { by: 'ana', reason: 'not in the Dashboard' };
const POST_REVERSAL = 'POST /v1/transfers/*';

describe('a move', () => {
  test('has its decision, its request under its key, its effect, its books and its wakes', async () => {
    const outcome = await bench.door.moveMoney(bench.reversal(), DECISION);
    const key = `recoup:v1:reversal:dp_1:${bench.transfer}:0`;
    expect(outcome).toMatchObject({ kind: 'moved', key, amountMinor: 10_000 });
    expect(await bench.reversals()).toEqual([10_000]);
    const [row] = await rows();
    expect(row).toMatchObject({
      key,
      idempotency_key: key,
      state: 'moved',
      attempts: 1,
      counterpart_id: expect.stringMatching(/^pyr_/),
    });
    const decision = await bench.fresh.db.selectFrom('decisions').selectAll().executeTakeFirstOrThrow();
    expect(decision).toMatchObject({
      decision_id: row?.decision_id,
      verdict: 'acted',
      inputs: { facts: { targetMinor: 10_000 } },
    });
    expect(await taken()).toEqual([['principal', 10_000]]);
    expect(await wakes()).toEqual([`account:${bench.seller}`]);
    const [reversal] = (await bench.deps.stripe.transfers.listReversals(bench.transfer)).data;
    expect(reversal?.metadata?.['recoup_key']).toBe(key);
  });

  test('asked for again meets its stored outcome, whatever amount is asked', async () => {
    const first = await bench.door.moveMoney(bench.reversal({ amountMinor: 4_000 }), DECISION);
    expect(await bench.door.moveMoney(bench.reversal({ amountMinor: 6_000 }), DECISION)).toEqual(first);
    expect(await bench.reversals()).toEqual([4_000]);
    const next = await bench.door.moveMoney(bench.reversal({ amountMinor: 6_000, n: 1 }), DECISION);
    expect(next).toMatchObject({ kind: 'moved', amountMinor: 6_000 });
    expect(await taken()).toEqual([['principal', 10_000]]);
  });

  test('asked for by many at once has one effect', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => bench.door.moveMoney(bench.reversal({ amountMinor: 4_000 }), DECISION)),
    );
    expect(await bench.reversals()).toEqual([4_000]);
    expect(outcomes.some((one) => one.kind === 'moved')).toBe(true);
    expect(outcomes.every((one) => ['moved', 'unavailable', 'unknown'].includes(one.kind))).toBe(true);
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({
      kind: 'moved',
      amountMinor: 4_000,
    });
    expect(await taken()).toEqual([['principal', 4_000]]);
  });

  test('that Stripe refuses says why, moves nothing, and opens the next number', async () => {
    await bench.door.moveMoney(bench.reversal(), DECISION);
    const refused = await bench.door.moveMoney(bench.reversal({ amountMinor: 1, n: 1 }), DECISION);
    expect(refused).toMatchObject({ kind: 'refused' });
    expect(await taken()).toEqual([['principal', 10_000]]);
    expect((await rows()).map((row) => row.state)).toEqual(['moved', 'refused']);
  });

  test('with a number that the books never gave is held', async () => {
    const outcome = await bench.door.moveMoney(bench.reversal({ n: 3 }), DECISION);
    expect(outcome).toMatchObject({ kind: 'held', reason: { why: 'preflight' } });
    expect(await rows()).toEqual([]);
  });

  test.each([0, -5, 1.5, Number.NaN])(
    'of %p minor units is refused as a mistake of the caller',
    async (amountMinor) => {
      await expect(bench.door.moveMoney(bench.reversal({ amountMinor }), DECISION)).rejects.toThrow(
        RangeError,
      );
      expect(await rows()).toEqual([]);
    },
  );
});

describe('an account debit', () => {
  test('takes what is available, and shows on the account as itself', async () => {
    const outcome = await bench.door.moveMoney(bench.debit(), DECISION);
    expect(outcome).toMatchObject({ kind: 'moved' });
    const [row] = await rows();
    expect(row?.counterpart_id).toBe(row?.stripe_id);
    expect(await taken()).toEqual([['fee', 1_500]]);
  });

  test('that would make the balance negative is refused without being sent', async () => {
    const outcome = await bench.door.moveMoney(bench.debit({ amountMinor: 10_001 }), DECISION);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'balance_insufficient' });
    expect((await rows())[0]).toMatchObject({ state: 'refused', attempts: 0 });
  });

  test('of a deauthorized account is refused', async () => {
    bench.simulator.world.acts.deauthorize(bench.seller);
    expect(await bench.door.moveMoney(bench.debit(), DECISION)).toMatchObject({
      kind: 'refused',
      code: 'account_unreachable',
    });
  });
});

describe('a give-back', () => {
  test('reaches the account and lowers what was taken', async () => {
    await bench.door.moveMoney(bench.reversal(), DECISION);
    const outcome = await bench.door.moveMoney(bench.giveBack({ amountMinor: 2_500 }), DECISION);
    expect(outcome).toMatchObject({ kind: 'moved' });
    expect(await taken()).toEqual([['principal', 7_500]]);
    expect((await rows()).find((row) => row.kind === 'give_back')?.counterpart_id).toMatch(/^py_/);
  });

  test('to an account that cannot receive transfers is held, with the state it saw', async () => {
    bench.simulator.world.acts.setCapability(bench.seller, 'transfers', 'inactive');
    const outcome = await bench.door.moveMoney(bench.giveBack(), DECISION);
    expect(outcome).toMatchObject({
      kind: 'held',
      reason: { why: 'preflight', failed: [expect.stringContaining('inactive')] },
    });
  });
});

test('a give-back of more than was taken is outside the formula: a person has to approve it', async () => {
  await bench.door.moveMoney(bench.reversal({ amountMinor: 400 }), DECISION);
  const outcome = await bench.door.moveMoney(bench.giveBack({ amountMinor: 401 }), DECISION);
  expect(outcome).toMatchObject({ kind: 'held', reason: { why: 'approval' } });
});

describe('one effect, whatever fails:', () => {
  const settles = async (kind: 'moved' | 'unknown') => {
    const first = await bench.door.moveMoney(bench.reversal(), DECISION);
    let last = first;
    for (let n = 0; n < 4 && last.kind !== 'moved'; n += 1)
      last = await bench.door.moveMoney(bench.reversal({ amountMinor: 77 }), DECISION);
    expect(last.kind).toBe(kind);
    return first;
  };

  test('a 500 after the effect is found by looking', async () => {
    bench.simulator.faults.add({ kind: 'api-error-after', match: POST_REVERSAL, times: 1 });
    expect(await settles('moved')).toMatchObject({ kind: 'moved', amountMinor: 10_000 });
    expect(bench.simulator.faults.fired('api-error-after')).toBe(1);
    expect(await bench.reversals()).toEqual([10_000]);
    expect(await taken()).toEqual([['principal', 10_000]]);
  });

  test('a stored 500 without an effect stays unknown until a person allows a new attempt', async () => {
    bench.simulator.faults.add({ kind: 'api-error-before', match: POST_REVERSAL, times: 1 });
    expect(await settles('unknown')).toMatchObject({ kind: 'unknown' });
    const tooEarly = bench.controls.allowNewAttempt(`recoup:v1:reversal:dp_1:${bench.transfer}:0`, ANA);
    await expect(tooEarly).rejects.toThrow('less than an hour');
    expect(await openAttention(bench.fresh.db)).toEqual([]);
    await bench.pass(HOUR_MS);
    await bench.door.moveMoney(bench.reversal(), DECISION);
    const key = `recoup:v1:reversal:dp_1:${bench.transfer}:0`;
    expect(await openAttention(bench.fresh.db)).toMatchObject([
      { kind: 'outcome_unknown', command: expect.stringContaining(key) },
    ]);
    // Nothing else opens for the same cause and object meanwhile, under any number.
    expect(await bench.door.moveMoney(bench.reversal({ n: 1 }), DECISION)).toEqual({ kind: 'unknown', key });
    await bench.controls.allowNewAttempt(key, { by: 'ana', reason: 'not in the Dashboard' });
    expect(await openAttention(bench.fresh.db)).toEqual([]);
    expect(await bench.door.moveMoney(bench.reversal({ n: 1 }), DECISION)).toMatchObject({ kind: 'moved' });
    expect(await bench.reversals()).toEqual([10_000]);
    await expect(bench.controls.allowNewAttempt(key, { by: 'ana', reason: '' })).rejects.toThrow(
      'it is refused',
    );
  });

  test('a time-out after the effect', async () => {
    bench.simulator.faults.add({ kind: 'api-timeout-after', match: POST_REVERSAL, times: 2 });
    await settles('moved');
    expect(bench.simulator.faults.fired('api-timeout-after')).toBeGreaterThan(0);
    expect(await bench.reversals()).toEqual([10_000]);
  });

  test('a time-out before the effect', async () => {
    bench.simulator.faults.add({ kind: 'api-timeout-before', match: POST_REVERSAL, times: 2 });
    await settles('moved');
    expect(await bench.reversals()).toEqual([10_000]);
  });

  test('keys that Stripe has forgotten after an effect that nobody saw', async () => {
    bench.simulator.faults.add({ kind: 'api-error-after', match: POST_REVERSAL, times: 1 });
    bench.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/transfers/*', times: 1 });
    expect(await bench.door.moveMoney(bench.reversal({ amountMinor: 4_000 }), DECISION)).toMatchObject({
      kind: 'unknown',
    });
    expect(bench.simulator.forgetKeys()).toBeGreaterThan(0);
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({
      kind: 'moved',
      amountMinor: 4_000,
    });
    expect(await bench.reversals()).toEqual([4_000]);
  });

  test('after 23 hours the key is not sent again, only looked for', async () => {
    bench.simulator.faults.add({ kind: 'api-timeout-before', match: POST_REVERSAL, times: 2 });
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'unknown' });
    await bench.pass(23 * HOUR_MS + MINUTE_MS);
    bench.simulator.faults.clear();
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'unknown' });
    expect(await bench.reversals()).toEqual([]);
    expect((await rows())[0]?.attempts).toBe(1);
  });

  test.each(['api-rate-limit', 'api-conflict'] as const)(
    '%s: asks for patience, and the same key goes again',
    async (kind) => {
      bench.simulator.faults.add({ kind, match: POST_REVERSAL, times: 1 });
      expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toEqual({ kind: 'unavailable' });
      expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'moved' });
      expect(await bench.reversals()).toEqual([10_000]);
    },
  );

  test('a give-back and an account debit are found by destination and time', async () => {
    await bench.door.moveMoney(bench.reversal({ amountMinor: 300 }), DECISION);
    for (const move of [bench.debit({ amountMinor: 700 }), bench.giveBack({ amountMinor: 300 })]) {
      bench.simulator.faults.add({ kind: 'api-error-after', match: 'POST /v1/transfers', times: 1 });
      expect(await bench.door.moveMoney(move, DECISION)).toMatchObject({
        kind: 'moved',
        amountMinor: move.amountMinor,
      });
    }
    expect(bench.simulator.faults.fired('api-error-after')).toBe(2);
  });

  test('Stripe cannot be reached', async () => {
    await bench.simulator.close();
    expect(await bench.door.moveMoney(bench.debit(), DECISION)).toEqual({ kind: 'unavailable' });
    expect(await rows()).toEqual([]);
  });
});

test('a move that a person gave up and that turns up after all is booked', async () => {
  bench.simulator.faults.add({ kind: 'api-error-after', match: POST_REVERSAL, times: 1 });
  bench.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/transfers/*', times: 1 });
  expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'unknown' });
  const [row] = await rows();
  if (row === undefined) throw new Error('no row');
  await bench.fresh.db
    .updateTable('money_moves')
    .set({ state: 'refused', failure_code: 'given_up' })
    .execute();
  const late = { stripeId: 'trr_late', counterpartId: null };
  expect(await recordMoved(bench.deps, row, late)).toMatchObject({ kind: 'moved' });
  expect(await taken()).toEqual([['principal', 10_000]]);
});

describe('a process that dies', () => {
  const crash = (): never => {
    throw new Error('killed');
  };

  test('before the call has made its decision, and moves once when it is asked again', async () => {
    const dying = bench.rebuilt({ stripe: new Proxy(bench.deps.stripe, { get: crash }) });
    await expect(dying.door.moveMoney(bench.reversal(), DECISION)).rejects.toThrow('killed');
    expect((await rows())[0]).toMatchObject({ state: 'pending' });
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'moved' });
    expect(await bench.reversals()).toEqual([10_000]);
    expect(await bench.fresh.db.selectFrom('decisions').selectAll().execute()).toHaveLength(1);
  });

  test('between its decision and the call', async () => {
    await admit(bench.deps, bench.reversal(), DECISION, GO);
    expect((await rows())[0]).toMatchObject({ state: 'pending', attempts: 0 });
    await bench.controls.freeze({ by: 'ana', reason: 'drill' });
    const frozen = { kind: 'held', reason: { why: 'frozen' } };
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toEqual(frozen);
    await bench.controls.unfreeze({ by: 'ana', reason: 'over' });
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'moved' });
    expect(await bench.reversals()).toEqual([10_000]);
  });

  test('after the call, before its outcome is stored, finds what it did', async () => {
    const dying = bench.rebuilt({
      ledger: { ...bench.deps.ledger, bookMove: () => Promise.reject(new Error('killed')) },
    });
    await expect(dying.door.moveMoney(bench.reversal(), DECISION)).rejects.toThrow('killed');
    expect(await taken()).toEqual([]);
    expect(await bench.door.settleUnknown()).toBe(0);
    expect(await bench.reversals()).toEqual([10_000]);
    expect(await taken()).toEqual([['principal', 10_000]]);
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'moved' });
  });
  test('what was sent for an account is learnt before its balance is booked, and nothing is sent for it', async () => {
    await admit(bench.deps, bench.debit({ amountMinor: 100 }), DECISION, GO);
    const dying = bench.rebuilt({
      ledger: { ...bench.deps.ledger, bookMove: () => Promise.reject(new Error('killed')) },
    });
    await expect(dying.door.moveMoney(bench.reversal(), DECISION)).rejects.toThrow('killed');
    await bench.door.learnSent(bench.seller);
    expect((await rows()).map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
      'account_debit pending',
      'reversal moved',
    ]);
    expect(await taken()).toEqual([['principal', 10_000]]);
  });

  test('what was sent cannot be learnt while Stripe is away: whoever asks comes again', async () => {
    const dying = bench.rebuilt({
      ledger: { ...bench.deps.ledger, bookMove: () => Promise.reject(new Error('killed')) },
    });
    await expect(dying.door.moveMoney(bench.reversal(), DECISION)).rejects.toThrow('killed');
    bench.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/transfers*', times: 1 });
    await expect(bench.door.learnSent(bench.seller)).rejects.toThrow('could not be asked what became of');
    await bench.door.learnSent(bench.seller);
    expect(await taken()).toEqual([['principal', 10_000]]);
  });
});

test('the chain of decisions verifies after all kinds of outcomes', async () => {
  await bench.door.moveMoney(bench.reversal({ n: 5 }), DECISION);
  await bench.door.moveMoney(bench.reversal(), DECISION);
  await bench.door.moveMoney(bench.debit({ amountMinor: 99_999 }), DECISION);
  await bench.controls.freeze({ by: 'ana', reason: 'drill' });
  await bench.door.moveMoney(bench.giveBack(), DECISION);
  expect(await verifyChain(bench.fresh.db)).toMatchObject({ kind: 'intact', count: 5 });
});
