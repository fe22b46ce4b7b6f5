import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS, WALL_CLOCK } from '../../../src/domain/clock';
import { type AccountId, accountId, reviewWorkflowId } from '../../../src/domain/ids';
import { apply } from '../../../src/domain/review/apply';
import { openReviewState, reopenReview, type ReviewState } from '../../../src/domain/review/state';
import { createControls } from '../../../src/money/controls';
import { createPreflight } from '../../../src/money/preflight';
import { type ActDeps, askForAct } from '../../../src/money/reject-account';
import { createAccountLook } from '../../../src/relay';
import { writeFrozen, writeMode } from '../../../src/store/door-state';
import { latestReview, openReview } from '../../../src/store/reviews';
import { openDriver, type Driver } from '../../simulation/driver';
import { runReview } from '../../support/review-run';

let driver: Driver;
let A: AccountId;
let state: ReviewState;

beforeEach(async () => {
  driver = await openDriver();
  A = accountId('acct_A');
  driver.simulator.world.acts.createSeller({ id: A, country: 'US', schedule: { interval: 'daily' } });
  state = openReviewState(A, WALL_CLOCK);
  await look();
});
afterEach(() => driver.close());

const acts = () => driver.simulator.world.acts;
const look = () => createAccountLook({ ...driver.deps, clock: WALL_CLOCK })(A);
const actDeps = (): ActDeps => driver.deps;

/** A hint after the look gap, and everything that follows from it until the review waits or has closed. */
async function review(): Promise<ReviewState> {
  await driver.advance(HOUR_MS);
  if (state.closed !== null) state = reopenReview(state);
  state = apply(state, { kind: 'hinted', upTo: null });
  ({ state } = await runReview(state, driver.activities, driver));
  return state;
}

const at = () => ({ wallMs: driver.nowMs(), clockMs: driver.nowMs() });
const row = () => latestReview(driver.db, A);
const wakes = async () => {
  const woken = await driver.db
    .selectFrom('wakes')
    .select('number')
    .where('target', '=', reviewWorkflowId(A))
    .executeTakeFirst();
  return woken?.number ?? 0;
};
const accountWakes = async () => {
  const woken = await driver.db
    .selectFrom('wakes')
    .select('number')
    .where('target', '=', `account:${A}`)
    .executeTakeFirst();
  return woken?.number ?? 0;
};
const sweepPart = () => driver.activities.sweepSlice('flows');
const notices = () =>
  driver.db
    .selectFrom('notices')
    .select(['template', 'audience', 'rung'])
    .where('account', '=', A)
    .orderBy('notice_id')
    .execute();
const attention = async () => {
  const open = await driver.db
    .selectFrom('attention')
    .select(['kind', 'message'])
    .where('subject', '=', reviewWorkflowId(A))
    .where('settled_at', 'is', null)
    .execute();
  return new Map(open.map(({ kind, message }) => [kind, message]));
};
async function schedule(): Promise<string | undefined> {
  const settings = await driver.stripe.balanceSettings.retrieve({}, { stripeAccount: A });
  return settings.payments.payouts?.schedule?.interval ?? undefined;
}
const settle = (by = 'ana') => {
  const said = { by, note: 'looked at it', atMs: driver.nowMs() };
  state = apply(state, { kind: 'resolved', said, updateId: null });
};

describe('an account look', () => {
  test('starts nothing for an update without a finding', async () => {
    acts().sale({ model: 'destination', seller: A, amountMinor: 1_000, currency: 'usd' });
    await look();
    expect(await row()).toBeNull();
    expect(await wakes()).toBe(0);
  });

  test('opens a review for a capability that leaves active, and not for one that never was', async () => {
    acts().setCapability(A, 'card_payments', 'pending');
    await look();
    expect(await row()).toMatchObject({ account: A, closed_clock: null });
    expect(await wakes()).toBe(1);

    const other = accountId('acct_B');
    acts().createSeller({ id: other, country: 'US' });
    acts().setCapability(other, 'transfers', 'pending');
    await createAccountLook({ ...driver.deps, clock: WALL_CLOCK })(other);
    expect(await latestReview(driver.db, other)).toBeNull();
  });

  test('does not open another for what a person has judged, but for something new', async () => {
    acts().setCapability(A, 'transfers', 'pending');
    await look();
    await review();
    settle();
    await review();
    expect(state.closed).toMatchObject({ reason: 'judged' });
    await look();
    expect(await row()).toMatchObject({ number: 1, judged: ['capability:transfers'] });

    acts().setCapability(A, 'transfers', 'active');
    await look();
    acts().setCapability(A, 'transfers', 'inactive');
    await look();
    expect(await row()).toMatchObject({ number: 2, closed_clock: null });
  });
});

describe('a review', () => {
  test('holds payouts, tells seller and team once, reminds, and gives up when the capability is back', async () => {
    acts().setCapability(A, 'transfers', 'pending');
    await look();
    await review();
    expect(await schedule()).toBe('manual');
    const rung = 'found:capability:transfers';
    expect(await notices()).toEqual([
      { template: 'reviewOpened', audience: 'seller', rung },
      { template: 'reviewOpened', audience: 'team', rung },
    ]);
    await review();
    expect(await notices()).toHaveLength(2);

    await driver.advance(8 * DAY_MS);
    await review();
    expect((await notices()).slice(2)).toEqual([
      { template: 'reviewReminder', audience: 'seller', rung: 'reminder-7' },
      { template: 'reviewReminder', audience: 'team', rung: 'reminder-7' },
    ]);

    acts().setCapability(A, 'transfers', 'active');
    await look();
    await review();
    expect(state.closed).toMatchObject({ reason: 'findings_gone' });
    expect(await schedule()).toBe('daily');
    expect(await row()).toMatchObject({ close_reason: 'findings_gone', judged: [] });
    expect((await notices()).slice(4).map(({ template }) => template)).toEqual([
      'reviewClosed',
      'reviewClosed',
    ]);
  });

  test('for a deadline alone tells the seller and holds nothing', async () => {
    acts().setRequirements(A, {
      currentlyDue: ['individual.verification.document'],
      deadlineMs: driver.nowMs() + 20 * DAY_MS,
    });
    await look();
    expect(await row()).toBeNull();
    await sweepPart();
    expect(await accountWakes()).toBe(0);
    // No event says that it has come near: the sweep has the account looked at, once.
    await driver.advance(7 * DAY_MS);
    await sweepPart();
    expect(await accountWakes()).toBe(1);
    await look();
    await sweepPart();
    expect(await accountWakes()).toBe(1);
    await review();
    expect(await row()).toMatchObject({ findings: [{ kind: 'deadline', severity: 'soft' }] });
    expect(await schedule()).toBe('daily');
    expect(await notices()).toMatchObject([{ template: 'reviewOpened', audience: 'seller' }]);
  });

  test('that a person opens holds until a person settles it, whose name the decision bears', async () => {
    const why = { kind: 'person' as const, by: 'ana', reason: 'odd sales', atMs: driver.nowMs() };
    await driver.db
      .transaction()
      .execute((tx) =>
        openReview(tx, driver.deps.raiseWake, A, why, { wallMs: driver.nowMs(), clockMs: driver.nowMs() }),
      );
    await review();
    expect(await schedule()).toBe('manual');
    settle('ben');
    await review();
    expect(await schedule()).toBe('daily');
    const closed = await driver.db
      .selectFrom('decisions')
      .select(['actor', 'reason'])
      .where('kind', '=', 'review_close')
      .execute();
    expect(closed).toEqual([{ actor: 'ben', reason: 'looked at it' }]);
  });

  test('stays open for what is asked for while it closes, and looks into that', async () => {
    acts().setCapability(A, 'transfers', 'pending');
    await look();
    await review();
    acts().setCapability(A, 'transfers', 'active');
    await look();
    await driver.advance(HOUR_MS);
    const atMs = driver.nowMs() + 1;
    const open = () =>
      driver.db
        .transaction()
        .execute((tx) =>
          openReview(tx, driver.deps.raiseWake, A, { kind: 'person', by: 'ana', reason: 'odd', atMs }, at()),
        );
    state = apply(state, { kind: 'hinted', upTo: null });
    const isClosing = { ...driver.activities };
    isClosing.closeReview = async (...args) => {
      await open();
      await driver.activities.closeReview(...args);
    };
    ({ state } = await runReview(state, isClosing, driver));
    expect(await row()).toMatchObject({ number: 1, closed_clock: null });
    await driver.advance(HOUR_MS);
    await review();
    expect(await row()).toMatchObject({ number: 1, findings: [{ kind: 'person' }] });
    expect(await schedule()).toBe('manual');
  });

  test('only observes where Recoup does, says so, and holds once it may act', async () => {
    await driver.db.transaction().execute((tx) => writeMode(tx, 'observe'));
    acts().setCapability(A, 'transfers', 'pending');
    await look();
    await review();
    expect(await schedule()).toBe('daily');
    expect([...(await attention()).keys()]).toEqual(['review_step_held']);
    await driver.db.transaction().execute((tx) => writeMode(tx, 'act'));
    await review();
    expect(await schedule()).toBe('manual');
    expect((await attention()).size).toBe(0);
  });

  test('sees a payout by hand and a changed schedule under its hold, and gives the hold up at the limit', async () => {
    acts().topUpPlatform(100_000, 'usd');
    acts().sale({ model: 'destination', seller: A, amountMinor: 10_000, currency: 'usd' });
    acts().setCapability(A, 'card_payments', 'pending');
    await look();
    await review();
    await driver.advance(5 * DAY_MS);
    acts().sellerPaysOut(A, 'usd');
    await review();
    expect((await attention()).get('paid_out_by_hand')).toContain('po_');

    acts().changeSchedule(A, { interval: 'weekly', weekly_payout_days: ['friday'] });
    await review();
    expect([...(await attention()).keys()]).toContain('review_schedule_changed');
    acts().changeSchedule(A, { interval: 'manual' });

    await driver.advance(705 * DAY_MS);
    await review();
    expect((await attention()).get('review_hold_limit')).toContain("Stripe's limit");
    await driver.advance(21 * DAY_MS);
    await review();
    expect(await schedule()).toBe('daily');
    expect(state).toMatchObject({ holdGivenUp: true, closed: null });
  });

  test('of an account that left ends all the same, and says that the hold stands', async () => {
    acts().setCapability(A, 'transfers', 'pending');
    await look();
    await review();
    acts().deauthorize(A);
    await look();
    settle();
    await review();
    expect(state.closed).toMatchObject({ reason: 'judged' });
    expect([...(await attention()).keys()]).toEqual(['hold_not_released']);
  });
});

describe('rejecting an account', () => {
  const ask = (kind: 'reject' | 'unreject', by = 'ana') =>
    askForAct(
      actDeps(),
      A,
      kind === 'reject' ? { kind, reason: 'fraud_other', payouts: 'pause' } : { kind },
      { by, reason: 'sells nothing' },
    );
  const controls = () =>
    createControls({
      ...driver.deps,
      platformAccount: driver.simulator.world.platformId,
      preflight: createPreflight(driver.deps),
    });
  const answer = (id: string, by: string, approve = true) =>
    controls().answerApproval(id, approve, { by, reason: 'seen' });
  const disabledReason = async () =>
    (await driver.stripe.accounts.retrieve(A)).requirements?.disabled_reason ?? null;

  test('takes two people, freezes the account, shows what is left, and is taken back by two', async () => {
    acts().topUpPlatform(100_000, 'usd');
    acts().sale({ model: 'destination', seller: A, amountMinor: 10_000, currency: 'usd' });
    const id = await ask('reject');
    await review();
    expect(await disabledReason()).toBeNull();
    await expect(answer(id, 'ana')).rejects.toThrow('somebody else has to answer it');
    await expect(ask('reject', 'ben')).rejects.toThrow('is decided on already');

    await answer(id, 'ben');
    await review();
    expect(await disabledReason()).toBe('rejected.platform_fraud');
    expect(await schedule()).toBe('manual');
    expect(state.look?.facts.act).toMatchObject({ id, state: 'done' });
    expect(await row()).toMatchObject({
      closed_clock: null,
      recoverable: [{ currency: 'usd', availableMinor: 10_000, reversibleMinor: 10_000, transfers: 1 }],
    });
    expect((await attention()).get('account_rejected')).toContain('can be reversed');
    expect((await notices()).map(({ audience }) => audience)).toEqual(['seller', 'team', 'risk']);
    await expect(ask('reject')).rejects.toThrow('is rejected already');

    await answer(await ask('unreject'), 'ben');
    await review();
    expect(await disabledReason()).toBeNull();
    expect(state.closed).toMatchObject({ reason: 'findings_gone' });
    expect(await schedule()).toBe('daily');
    const said = await driver.db
      .selectFrom('decisions')
      .select(['kind', 'verdict', 'actor'])
      .where('kind', 'like', '%reject_account')
      .orderBy('seq')
      .execute();
    expect(said.map(({ kind, verdict, actor }) => `${kind} ${verdict} ${actor}`)).toEqual([
      'reject_account requested ana',
      'reject_account approved ben',
      'reject_account acted recoup',
      'unreject_account requested ana',
      'unreject_account approved ben',
      'unreject_account acted recoup',
    ]);
  });

  test('that is declined or expires does nothing, and can be asked for anew', async () => {
    await answer(await ask('reject'), 'ben', false);
    await review();
    expect(state.closed).toMatchObject({ reason: 'findings_gone' });
    expect(state.look?.facts.act).toMatchObject({ state: 'declined' });

    await ask('reject');
    await review();
    expect(state.closed).toBeNull();
    await driver.advance(25 * HOUR_MS);
    await review();
    expect(state.look?.facts.act).toMatchObject({ state: 'expired' });
    expect(state.closed).toMatchObject({ reason: 'findings_gone' });
    await ask('reject');
    expect(await disabledReason()).toBeNull();
  });

  test('waits while Recoup is frozen, and is said', async () => {
    await driver.db.transaction().execute((tx) => writeFrozen(tx, true));
    await answer(await ask('reject'), 'ben');
    await review();
    expect(await disabledReason()).toBeNull();
    expect((await attention()).get('review_step_held')).toContain('frozen');
    await driver.db.transaction().execute((tx) => writeFrozen(tx, false));
    await review();
    expect(await disabledReason()).toBe('rejected.platform_fraud');
  });

  test('of which the answer was lost is finished, and not sent again where it was done', async () => {
    const id = await ask('reject');
    await answer(id, 'ben');
    await review();
    await driver.db.updateTable('review_acts').set({ state: 'sending' }).execute();
    expect(await driver.deps.switches.actOnAccount(id)).toEqual({ kind: 'done' });
    const [act] = await driver.db.selectFrom('review_acts').selectAll().execute();
    expect(act).toMatchObject({ state: 'done', code: null });
  });

  test('by Stripe itself is not for the platform to take back', async () => {
    acts().reject(A, 'fraud');
    await expect(ask('unreject')).rejects.toThrow('which alone can take that back');
    acts().unreject(A);
    await expect(ask('unreject')).rejects.toThrow('is not rejected');
  });
});
