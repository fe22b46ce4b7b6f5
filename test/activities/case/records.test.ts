import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Choice, resolvedChoice } from '../../../src/domain/case/people';
import type { CaseRef } from '../../../src/domain/case/perform';
import { DAY_MS, momentAt, WALL_CLOCK } from '../../../src/domain/clock';
import { currency } from '../../../src/domain/money';
import { queueNotice } from '../../../src/store/notices';
import { type Driver, openDriver } from '../../simulation/driver';
import { sale, seller } from '../dispute/seller';

/** Nothing is raised or settled with it. */
const NOTHING = { raise: [], settle: [] };

const USD = currency('usd');
const BY = 'ana@example.com';

let driver: Driver;
let ref: CaseRef;
beforeEach(async () => {
  driver = await openDriver();
  const { acts } = driver.simulator.world;
  const account = await seller(driver, 'acct_A', 0);
  const charge = await sale(driver, account);
  acts.sellerPaysOut(account, 'usd');
  const { transfer } = await driver.stripe.charges.retrieve(charge);
  acts.dashboardReversal(typeof transfer === 'string' ? transfer : '', 4_000);
  const { facts } = await driver.lookAtCase(account, USD);
  ref = { account, currency: USD, number: facts?.number ?? null };
});
afterEach(async () => driver.close());

const decisions = () =>
  driver.db
    .selectFrom('decisions')
    .select(['kind', 'actor', 'reason'])
    .where('actor', 'in', [BY, 'signal', 'policy'])
    .orderBy('seq')
    .execute();

const rowOf = () =>
  driver.db
    .selectFrom('cases')
    .selectAll()
    .where('number', '=', ref.number ?? 0)
    .executeTakeFirstOrThrow();

describe('what a person said', () => {
  test.each<[Choice, string, string]>([
    [{ id: 1, atMs: 5, kind: 'assigned', by: BY, to: 'ben' }, 'person', 'assigned to ben'],
    [{ id: 1, atMs: 5, kind: 'assigned', by: BY, to: null }, 'person', 'nobody is assigned'],
    [{ id: 1, atMs: 5, kind: 'paused', by: BY, reason: 'contested', untilMs: null }, 'person', 'contested'],
    [{ id: 1, atMs: 5, kind: 'resumed', by: BY }, 'person', 'resumed'],
    [{ id: 1, atMs: 5, ...resolvedChoice({ by: BY, outcome: 'handled' }) }, 'person', 'handled'],
    [
      { id: 1, atMs: 5, ...resolvedChoice({ by: BY, outcome: 'agency', note: 'by contract' }) },
      'person',
      'by contract',
    ],
    [
      { id: 1, atMs: 5, kind: 'refusedMessage', by: 'signal', problem: 'by is missing' },
      'message_refused',
      'by is missing',
    ],
    [
      { id: 1, atMs: 5, kind: 'defaulted', by: 'policy', outcome: 'keepCollecting' },
      'person',
      "the gate was not answered in time: the policy's default, keepCollecting, stands",
    ],
  ])('is one decision however often it is recorded: %j', async (choice, kind, reason) => {
    await driver.activities.recordChoice(ref, choice, NOTHING);
    await driver.activities.recordChoice(ref, choice, NOTHING);
    expect(await decisions()).toEqual([{ kind, actor: choice.by, reason }]);
  });

  test('a pause takes back what was about to be said to the seller, and nothing else', async () => {
    const { number } = ref;
    if (number === null) throw new Error('the case has no number');
    const queue = (subject: string, audience: 'seller' | 'team') =>
      driver.db
        .transaction()
        .execute((tx) =>
          queueNotice(
            tx,
            { subject, audience, rung: 'day-7', template: 'rung', params: {}, account: ref.account },
            driver.nowMs() + DAY_MS,
            momentAt(WALL_CLOCK, driver.nowMs()),
          ),
        );
    await queue(`case:${number}`, 'seller');
    await queue(`case:${number}`, 'team');
    await queue(`case:${number + 1}`, 'seller');
    await driver.activities.recordChoice(
      ref,
      { id: 1, atMs: 5, kind: 'paused', by: BY, reason: 'insolvent', untilMs: null },
      NOTHING,
    );
    const rows = await driver.db
      .selectFrom('notices')
      .select(['subject', 'audience', 'state', 'error'])
      .where('rung', '=', 'day-7')
      .orderBy('notice_id')
      .execute();
    expect(rows).toEqual([
      {
        subject: `case:${number}`,
        audience: 'seller',
        state: 'withdrawn',
        error: 'the case is paused: insolvent',
      },
      { subject: `case:${number}`, audience: 'team', state: 'queued', error: null },
      { subject: `case:${number + 1}`, audience: 'seller', state: 'queued', error: null },
    ]);
  });

  test('again later is a decision of its own', async () => {
    const first: Choice = { id: 1, atMs: 5, kind: 'resumed', by: BY };
    await driver.activities.recordChoice(ref, first, NOTHING);
    await driver.activities.recordChoice(ref, { ...first, id: 2, atMs: 9 }, NOTHING);
    // A case that opened again counts from one, and is told apart by the instant.
    await driver.activities.recordChoice(ref, { ...first, atMs: 11 }, NOTHING);
    expect(await decisions()).toHaveLength(3);
  });

  test('shows in the row of a case that is open, and no more in one that is closed', async () => {
    await driver.activities.recordChoice(
      ref,
      { id: 1, atMs: 5, kind: 'assigned', by: BY, to: 'ben' },
      NOTHING,
    );
    expect(await rowOf()).toMatchObject({ state: 'open', assignee: 'ben' });
    driver.simulator.world.acts.topUpSeller(ref.account, 4_000, 'usd');
    await driver.advance(20 * DAY_MS);
    await driver.lookAtCase(ref.account, USD);
    expect(await rowOf()).toMatchObject({ state: 'closed', close_reason: 'recovered' });

    await driver.activities.recordChoice(
      ref,
      { id: 2, atMs: 9, kind: 'assigned', by: BY, to: 'cem' },
      NOTHING,
    );
    expect(await rowOf()).toMatchObject({ state: 'closed', assignee: 'ben' });
    expect(await decisions()).toHaveLength(2);
  });
});
