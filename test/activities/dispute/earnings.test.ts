import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askForRuns } from '../../../src/activities/payout/ask-run';
import { WALL_CLOCK } from '../../../src/domain/clock';
import { chargeId as charge, type AccountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { payoutDate, type RunId } from '../../../src/domain/payout/run-id';
import { createAccountLook } from '../../../src/relay';
import { readLines } from '../../../src/store/payout-lines';
import { openPolicy } from '../payout/bench';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, seller } from './seller';

const usd = currency('usd');

let driver: Driver;
let A: AccountId;
let B: AccountId;
beforeEach(async () => {
  driver = await openDriver({ policy: openPolicy() });
  A = await seller(driver, 'acct_A', 0);
  B = await seller(driver, 'acct_B', 0);
  const look = createAccountLook({ ...driver.deps, clock: WALL_CLOCK });
  await look(A);
  await look(B);
});
afterEach(async () => driver.close());

/** A sale of 10000 whose money the platform keeps: 5000 and 3000 of it are the sellers'. */
const sale = (): string =>
  driver.simulator.world.acts.sale({
    model: 'separate',
    amountMinor: 10_000,
    currency: 'usd',
    parts: [
      { seller: A, amountMinor: 5_000, later: true },
      { seller: B, amountMinor: 3_000, later: true },
    ],
  }).chargeId;

async function ask(charges: readonly string[], date = '2027-01-04'): Promise<RunId> {
  const line = (account: AccountId, each: number, index: number) => ({
    line: index + 2,
    account,
    currency: usd,
    amountMinor: each * charges.length,
    charges: charges.map((id) => ({ charge: charge(id), amountMinor: each })),
  });
  const earnings = [line(A, 5_000, 0), line(B, 3_000, 1)];
  const asked = {
    wish: { mode: 'transfer' as const, earnings },
    date: payoutDate(date),
    dryRun: false,
    by: 'ana',
    idempotencyKey: null,
  };
  const nowMs = driver.nowMs();
  const { runs } = await askForRuns(driver.deps, asked, { wallMs: nowMs, clockMs: nowMs });
  return runs[0] as RunId;
}

describe('a dispute of a charge that a payout run paid for', () => {
  test('finds its sellers by the earnings, and takes each part from the transfer that paid for many charges', async () => {
    const [first, second] = [sale(), sale()];
    const run = await ask([first, second]);
    await driver.activities.payPage({ run });
    expect((await readLines(driver.db, run)).map((row) => [row.status, row.target_minor])).toEqual([
      ['paid', 10_000],
      ['paid', 6_000],
    ]);
    const dispute = disputed(driver, first);
    const state = await driver.lookAtDispute(dispute);
    expect(state.look?.facts.attribution).toBe('earnings');
    expect(movesOf(driver).slice(-4)).toEqual([
      'account_debit 937',
      'account_debit 562',
      'reversal 5000',
      'reversal 3000',
    ]);
    // The other charge of the same transfer still has its own money to take.
    const other = disputed(driver, second);
    await driver.lookAtDispute(other);
    expect(movesOf(driver).slice(-2)).toEqual(['reversal 5000', 'reversal 3000']);
    expect(await openAttention(driver)).toEqual([]);
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
  });

  test('owes it as a claim while the earnings wait for their run, which then pays it', async () => {
    const sold = sale();
    const run = await ask([sold], '2027-02-03');
    const dispute = disputed(driver, sold);
    await driver.lookAtDispute(dispute);
    driver.simulator.world.acts.lose(dispute);
    await driver.lookAtDispute(dispute);
    const open = await driver.db.transaction().execute((tx) => driver.deps.ledger.openClaims(tx, A, usd));
    expect(open.map(({ form, openMinor }) => [form, openMinor])).toEqual([
      ['rest', 5_000],
      ['fee', 937],
    ]);
    await driver.advance(10 * 86_400_000);
    const look = createAccountLook({ ...driver.deps, clock: WALL_CLOCK });
    await look(A);
    await look(B);
    await driver.activities.payPage({ run });
    expect(
      (await readLines(driver.db, run)).map((row) => [row.status, row.target_minor, row.offset_minor]),
    ).toEqual([
      ['paid', 0, 5_000],
      ['paid', 0, 3_000],
    ]);
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
  });
});
