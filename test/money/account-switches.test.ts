import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountSwitches, type AccountSwitches } from '../../src/money/account-switches';
import { putEverythingBack } from '../../src/money/leave';
import { readAccount } from '../../src/store/accounts';
import { accountId } from '../../src/domain/ids';
import { createBench, DECISION, type Bench } from './bench';

const ANA = { by: 'ana', reason: 'drill' };
const WEEKLY = { interval: 'weekly' as const, weekly_payout_days: ['tuesday'] };

let bench: Bench;
let switches: AccountSwitches;
beforeEach(async () => {
  bench = await createBench();
  switches = createAccountSwitches(bench.deps);
  bench.simulator.world.acts.changeSchedule(bench.seller, WEEKLY);
});
afterEach(async () => bench.close());

const settings = async () =>
  (await bench.deps.stripe.balanceSettings.retrieve({}, { stripeAccount: bench.seller })).payments;
const schedule = async () => (await settings()).payouts?.schedule;
const add = (reason: string) => switches.addHoldReason(bench.seller, reason, DECISION);
const drop = (reason: string) => switches.dropHoldReason(bench.seller, reason, DECISION);
const verdicts = async () =>
  (await bench.fresh.db.selectFrom('decisions').select('verdict').orderBy('seq').execute()).map(
    (row) => row.verdict,
  );

describe('a hold', () => {
  test('stands while it has a reason, and gives back the schedule that was found before the first', async () => {
    expect(await add('case:1')).toEqual({ kind: 'switched' });
    expect(await schedule()).toMatchObject({ interval: 'manual' });
    await add('case:2');
    await add('case:2');
    await drop('case:1');
    expect(await schedule()).toMatchObject({ interval: 'manual' });
    expect((await readAccount(bench.fresh.db, bench.seller))?.hold_reasons).toEqual(['case:2']);
    expect(await drop('case:2')).toEqual({ kind: 'switched' });
    expect(await schedule()).toMatchObject(WEEKLY);
    expect(await readAccount(bench.fresh.db, bench.seller)).toMatchObject({
      hold_reasons: [],
      hold_found_schedule: null,
    });
    expect(await verdicts()).toEqual(['acted', 'acted', 'acted', 'acted']);
  });

  test('leaves alone what somebody has changed since', async () => {
    await add('case:1');
    bench.simulator.world.acts.changeSchedule(bench.seller, { interval: 'daily' });
    await drop('case:1');
    expect(await schedule()).toMatchObject({ interval: 'daily' });
  });

  test('found on manual stays manual', async () => {
    bench.simulator.world.acts.changeSchedule(bench.seller, { interval: 'manual' });
    await add('case:1');
    await drop('case:1');
    expect(await schedule()).toMatchObject({ interval: 'manual' });
  });

  test('does not lose the schedule where Stripe fails between finding and setting it', async () => {
    bench.simulator.faults.add({ kind: 'api-error-after', match: 'POST /v1/balance_settings', times: 1 });
    await expect(add('case:1')).rejects.toThrow('An unknown error occurred');
    expect(await add('case:1')).toEqual({ kind: 'switched' });
    await drop('case:1');
    expect(await schedule()).toMatchObject(WEEKLY);
  });

  test('is neither set while the door is shut, nor kept by that', async () => {
    await add('case:1');
    await bench.controls.freeze(ANA);
    expect(await add('case:2')).toEqual({ kind: 'held', why: 'frozen' });
    expect(await drop('case:1')).toEqual({ kind: 'switched' });
    expect(await schedule()).toMatchObject(WEEKLY);
    expect(await verdicts()).toEqual(['acted', 'recorded', 'held', 'acted']);
  });

  test('of an account that cannot be reached is refused', async () => {
    await add('case:1');
    bench.simulator.world.acts.deauthorize(bench.seller);
    expect(await add('case:2')).toEqual({ kind: 'refused', code: 'account_unreachable' });
    expect(await drop('case:1')).toEqual({ kind: 'refused', code: 'account_unreachable' });
    expect((await readAccount(bench.fresh.db, bench.seller))?.hold_reasons).toEqual(['case:1']);
  });
});

describe('the bank debit', () => {
  const enable = () => switches.enableBankDebit(bench.seller, DECISION);

  test('is switched on once, and who did it is remembered', async () => {
    bench.simulator.world.acts.setDebitNegativeBalances(bench.seller, false);
    expect(await enable()).toEqual({ kind: 'switched' });
    expect((await settings()).debit_negative_balances).toBe(true);
    expect((await readAccount(bench.fresh.db, bench.seller))?.debit_enabled_by_us).toBe(true);
    expect(await enable()).toEqual({ kind: 'switched' });
    expect(await verdicts()).toEqual(['acted']);
  });

  test('that was on already is nobody’s doing', async () => {
    bench.simulator.world.acts.setDebitNegativeBalances(bench.seller, true);
    expect(await enable()).toEqual({ kind: 'switched' });
    expect((await readAccount(bench.fresh.db, bench.seller))?.debit_enabled_by_us ?? false).toBe(false);
    expect(await verdicts()).toEqual([]);
  });

  test('is left as it is in observe', async () => {
    bench.simulator.world.acts.setDebitNegativeBalances(bench.seller, false);
    await bench.controls.changeMode('observe', ANA);
    expect(await enable()).toEqual({ kind: 'held', why: 'observe' });
    expect((await settings()).debit_negative_balances).toBe(false);
  });
});

describe('leaving', () => {
  const leave = () => putEverythingBack(bench.deps, () => ({ ...DECISION, kind: 'leave', actor: 'ana' }));

  test('puts back schedules and bank debits that Recoup switched, and nothing else', async () => {
    const other = accountId(bench.simulator.world.acts.createSeller({ country: 'US' }));
    await add('case:1');
    await add('case:2');
    bench.simulator.world.acts.setDebitNegativeBalances(bench.seller, false);
    await switches.enableBankDebit(bench.seller, DECISION);
    expect(await leave()).toEqual([
      { account: bench.seller, what: 'payout schedule', outcome: { kind: 'switched' } },
      { account: bench.seller, what: 'payout schedule', outcome: { kind: 'switched' } },
      { account: bench.seller, what: 'bank debit', outcome: { kind: 'switched' } },
    ]);
    expect(await schedule()).toMatchObject(WEEKLY);
    expect((await settings()).debit_negative_balances).toBe(false);
    expect(await readAccount(bench.fresh.db, bench.seller)).toMatchObject({
      hold_reasons: [],
      debit_enabled_by_us: false,
    });
    expect(await readAccount(bench.fresh.db, other)).toBeNull();
    expect(await leave()).toEqual([]);
  });

  test('says what Stripe refused and does the rest at the next call', async () => {
    await add('case:1');
    bench.simulator.world.acts.deauthorize(bench.seller);
    expect(await leave()).toMatchObject([
      { what: 'payout schedule', outcome: { kind: 'refused', code: 'account_unreachable' } },
    ]);
    expect((await readAccount(bench.fresh.db, bench.seller))?.hold_reasons).toEqual(['case:1']);
  });
});
