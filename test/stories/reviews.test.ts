import { afterEach, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS, WALL_CLOCK } from '../../src/domain/clock';
import { type AccountId, accountId } from '../../src/domain/ids';
import type { ReviewState } from '../../src/domain/review/state';
import { createControls } from '../../src/money/controls';
import { createPreflight } from '../../src/money/preflight';
import { type ActDeps, askForAct } from '../../src/money/reject-account';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import { createServices } from '../../src/workers/services';
import { flowStatusFrom } from '../../src/activities/sweep/flow-status';
import { settleReviewUpdate } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** Recoup switches no bank debit on, so that nothing but the story pays. */
function noDebits() {
  const { hash: _hash, ...policy } = defaultPolicy();
  return sealPolicy({ ...policy, debit: { ...policy.debit, createdAfterDays: {} } });
}

/** What people's commands work with, in this house. */
function office(of: House) {
  const services = createServices({
    db: of.db,
    stripe: of.stripe,
    policy: of.policy,
    clock: WALL_CLOCK,
    wallNow: () => of.nowMs(),
    platformAccount: of.simulator.world.platformId,
    flowStatus: flowStatusFrom(of.temporal.client),
  });
  const controls = createControls({
    ...services,
    platformAccount: of.simulator.world.platformId,
    preflight: createPreflight(services),
  });
  return {
    ask: (account: AccountId, what: Parameters<typeof askForAct>[2], by: string) =>
      askForAct(services satisfies ActDeps, account, what, { by, reason: 'agreed at the desk' }),
    approve: (id: string, by: string) => controls.answerApproval(id, true, { by, reason: 'seen' }),
  };
}

test('a capability slides silently, the account is held and told, then rejected by two and taken back', async () => {
  house = await openHouse({ policy: noDebits() });
  const { db, stripe, simulator } = house;
  const { acts } = simulator.world;
  const { seller, owe, sells, notices } = await debtor(house, {
    debitNegativeBalances: false,
    schedule: { interval: 'daily' },
  });
  const account = accountId(seller);
  const flow = `review:${seller}`;
  const review = () =>
    db.selectFrom('reviews').selectAll().where('account', '=', seller).orderBy('number').execute();
  const holds = async () =>
    (
      await db
        .selectFrom('accounts')
        .select('hold_reasons')
        .where('account', '=', seller)
        .executeTakeFirstOrThrow()
    ).hold_reasons;
  const schedule = async () =>
    (await stripe.balanceSettings.retrieve({}, { stripeAccount: seller })).payments.payouts?.schedule
      ?.interval;
  const told = async () =>
    (await notices())
      .filter(({ subject }) => subject.startsWith('review:'))
      .map((one) => `${one.template} ${one.audience}`);
  expect(await review()).toEqual([]);

  acts.setCapability(seller, 'transfers', 'pending');
  await house.settle();
  expect(await review()).toMatchObject([{ closed_clock: null, findings: [{ id: 'capability:transfers' }] }]);
  expect(await holds()).toEqual([flow]);
  expect(await schedule()).toBe('manual');
  expect(await told()).toEqual(['reviewOpened seller', 'reviewOpened team']);
  const { searchAttributes } = await house.temporal.client.workflow.getHandle(flow).describe();
  expect(searchAttributes).toMatchObject({ RecoupState: ['payouts held'], RecoupAccount: [seller] });

  await house.pass(4 * DAY_MS);
  expect(await told()).toHaveLength(4);
  acts.setCapability(seller, 'transfers', 'active');
  await house.pass(DAY_MS);
  expect(await review()).toMatchObject([{ close_reason: 'findings_gone' }]);
  expect(await holds()).toEqual([]);
  expect(await schedule()).toBe('daily');
  expect(await told()).toEqual(expect.arrayContaining(['reviewClosed seller', 'reviewClosed team']));

  sells(20_000);
  owe(15_000);
  await house.pass(DAY_MS);
  const { ask, approve } = office(house);
  const id = await ask(account, { kind: 'reject', reason: 'fraud_other', payouts: 'pause' }, 'ana');
  await house.pass(HOUR_MS);
  expect((await stripe.accounts.retrieve(seller)).requirements?.disabled_reason ?? null).toBeNull();
  await expect(approve(id, 'ana')).rejects.toThrow('somebody else');
  await approve(id, 'ben');
  await house.pass(DAY_MS);
  expect((await stripe.accounts.retrieve(seller)).requirements?.disabled_reason).toBe(
    'rejected.platform_fraud',
  );
  const state = await house.state<ReviewState>(flow);
  expect(state.look?.facts).toMatchObject({ act: { state: 'done' }, findings: [{ kind: 'rejected' }] });
  expect(await holds()).toContain(flow);
  const attention = await db
    .selectFrom('attention')
    .selectAll()
    .where('kind', '=', 'account_rejected')
    .execute();
  expect(attention).toMatchObject([{ subject: flow, settled_at: null }]);
  expect(attention[0]?.message).toContain('can be reversed');

  await approve(await ask(account, { kind: 'unreject' }, 'ben'), 'ana');
  await house.pass(DAY_MS);
  expect((await stripe.accounts.retrieve(seller)).requirements?.disabled_reason ?? null).toBeNull();
  expect(await review()).toMatchObject([
    { close_reason: 'findings_gone' },
    { close_reason: 'findings_gone', judged: [] },
  ]);
  expect(await holds()).not.toContain(flow);

  // A workflow that is lost is started again by the sweep, and a person settles what stands.
  acts.setRequirements(seller, { disabledReason: 'under_review' });
  await house.settle();
  await house.temporal.client.workflow.getHandle(flow).terminate('lost');
  await house.pass(DAY_MS);
  const handle = house.temporal.client.workflow.getHandle(flow);
  const message = { by: 'ana', note: 'spoke with Stripe' };
  await expect(
    handle.executeUpdate(settleReviewUpdate, { args: [{ ...message, note: '' }] }),
  ).rejects.toThrow('Update');
  await handle.executeUpdate(settleReviewUpdate, { args: [message], updateId: 'said-1' });
  await house.pass(DAY_MS);
  expect((await review()).at(-1)).toMatchObject({
    close_reason: 'judged',
    judged: ['disabled:under_review'],
  });
  expect(await holds()).not.toContain(flow);
}, 240_000);
