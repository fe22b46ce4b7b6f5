import { askForRuns } from '../../src/activities/payout/ask-run';
import { DAY_MS, momentAt, WALL_CLOCK } from '../../src/domain/clock';
import { chargeId as toChargeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { payoutDate } from '../../src/domain/payout/run-id';
import { requestRefund } from '../../src/store/refund-requests';
import { raiseWake } from '../../src/store/wakes';
import { assignUpdate, resolveSignal, resolveUpdate } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import type { House, Rooms } from '../support/house';

/** One recorded run: the file is named for what happens in it. */
export interface Recorded {
  readonly name: string;
  readonly workflowId: string;
  readonly runId?: string;
}

const ANA = 'ana@example.com';

const failing = (times: number) => {
  const codes = Array.from({ length: times }, () => 'insufficient_funds' as const);
  return { banks: [{ behaviour: { kind: 'fails', codes } as const }] };
};

/** Three debits come back, the gate is answered, Stripe clears on day 180, a later sale pays the claim. */
async function caseOf180Days(house: House): Promise<readonly Recorded[]> {
  const { flow, owe, sells } = await debtor(house, failing(3));
  owe(30_000);
  await house.pass(152 * DAY_MS);
  await house.temporal.client.workflow.getHandle(flow).executeUpdate(resolveUpdate, {
    args: [{ by: ANA, outcome: 'keepCollecting' }],
    updateId: 'gate-1',
  });
  await house.pass(40 * DAY_MS);
  sells(35_000);
  await house.pass(3 * DAY_MS);
  return [{ name: 'case-180-days', workflowId: flow }];
}

async function caseWithReturnedDebit(house: House): Promise<readonly Recorded[]> {
  const { flow, owe } = await debtor(house, { ...failing(1), debitNegativeBalances: false });
  owe(15_000);
  await house.pass(40 * DAY_MS);
  return [{ name: 'case-debit-returned-then-settled', workflowId: flow }];
}

async function caseHandled(house: House): Promise<readonly Recorded[]> {
  const { flow, owe } = await debtor(house);
  owe(15_000);
  await house.pass(DAY_MS);
  await house.temporal.client.workflow
    .getHandle(flow)
    .signal(resolveSignal, { by: ANA, outcome: 'handled', note: 'settled on the phone' });
  await house.settle();
  return [{ name: 'case-resolved-by-signal', workflowId: flow }];
}

/** A dispute that closed and is heard of again has a run more: each is recorded under what began it. */
async function disputeWonLostWon(house: House): Promise<readonly Recorded[]> {
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
  acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
  await house.pass(2 * DAY_MS);
  const dispute = acts.dispute({ charge: sale.chargeId });
  await house.pass(5 * DAY_MS);
  acts.win(dispute);
  await house.pass(5 * DAY_MS);
  const won = await latestRun(house, `dispute:${dispute}`);
  acts.appeal(dispute);
  acts.withdraw(dispute);
  await house.pass(5 * DAY_MS);
  const lost = await latestRun(house, `dispute:${dispute}`);
  acts.win(dispute);
  await house.pass(5 * DAY_MS);
  const wonAgain = await latestRun(house, `dispute:${dispute}`);
  return [
    { name: 'dispute-won', ...won },
    { name: 'dispute-lost-again', ...lost },
    { name: 'dispute-won-again', ...wonAgain },
  ];
}

/** The seller was paid out: what is owed of the fee waits as a claim, and a later sale pays it. */
async function disputeWithClaims(house: House): Promise<readonly Recorded[]> {
  const { acts } = house.simulator.world;
  const { flow, chargeId, sells } = await debtor(house);
  const dispute = acts.dispute({ charge: chargeId, amountMinor: 10_000 });
  await house.pass(20 * DAY_MS);
  acts.lose(dispute);
  await house.pass(20 * DAY_MS);
  const lost = await latestRun(house, `dispute:${dispute}`);
  sells(5_000);
  await house.pass(3 * DAY_MS);
  return [
    { name: 'dispute-lost-with-claim', ...lost },
    { name: 'case-claim-collected', ...(await latestRun(house, flow)) },
  ];
}

/** A person lets a debt go; the case closes once the credit has landed. */
async function caseForgiven(house: House): Promise<readonly Recorded[]> {
  const { flow, owe } = await debtor(house, { debitNegativeBalances: false });
  owe(15_000);
  await house.pass(DAY_MS);
  await house.temporal.client.workflow.getHandle(flow).executeUpdate(resolveUpdate, {
    args: [{ by: ANA, outcome: 'forgive', note: 'a good seller' }],
    updateId: 'forgive-1',
  });
  await house.pass(3 * DAY_MS);
  return [{ name: 'case-forgiven', workflowId: flow }];
}

/** Asked for, taken from the seller, and given back when it fails weeks later, in a run of its own. */
async function refundThatFails(house: House): Promise<readonly Recorded[]> {
  const { chargeId } = await debtor(house, { schedule: { interval: 'manual' } });
  const request = {
    charge: toChargeId(chargeId),
    account: null,
    amountMinor: 10_000,
    currency: currency('usd'),
    reason: null,
  };
  const { subject } = await house.db
    .transaction()
    .execute((tx) =>
      requestRefund(
        tx,
        raiseWake,
        { idempotencyKey: 'order-17', by: ANA, request },
        momentAt(WALL_CLOCK, house.nowMs()),
      ),
    );
  await house.pass(3 * DAY_MS);
  const taken = await latestRun(house, `refund:${subject}`);
  const made = await house.db.selectFrom('refunds').select('refund_id').executeTakeFirstOrThrow();
  house.simulator.world.acts.failRefund(made.refund_id ?? '');
  await house.pass(3 * DAY_MS);
  return [
    { name: 'refund-asked-for', ...taken },
    { name: 'refund-failed', ...(await latestRun(house, `refund:${subject}`)) },
  ];
}

/** A capability that slides holds payouts; once it is back, the review gives its reason up. */
async function reviewOfCapability(house: House): Promise<readonly Recorded[]> {
  const { acts } = house.simulator.world;
  const { seller } = await debtor(house);
  acts.setCapability(seller, 'transfers', 'pending');
  await house.pass(4 * DAY_MS);
  acts.setCapability(seller, 'transfers', 'active');
  await house.pass(DAY_MS);
  return [{ name: 'review-of-capability', workflowId: `review:${seller}` }];
}

/** A line is on its way to the bank for days before the run is done. */
async function runOfPayouts(house: House): Promise<readonly Recorded[]> {
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const { sells } = await debtor(house, { schedule: { interval: 'manual' } });
  sells(30_000);
  await house.pass(2 * DAY_MS);
  const at = momentAt(WALL_CLOCK, house.nowMs());
  const { runs } = await askForRuns(
    { db: house.db, raiseWake },
    {
      wish: { mode: 'payout', currency: currency('usd'), accounts: null },
      date: payoutDate(new Date(at.clockMs).toISOString().slice(0, 10)),
      dryRun: false,
      by: ANA,
      idempotencyKey: null,
    },
    at,
  );
  await house.pass(10 * DAY_MS);
  return runs.map((workflowId) => ({ name: 'payout-run', workflowId }));
}

async function latestRun(house: Rooms, workflowId: string): Promise<Omit<Recorded, 'name'>> {
  const { runId } = await house.temporal.client.workflow.getHandle(workflowId).describe();
  return { workflowId, runId };
}

/** On a server that asks for a new run early. */
export async function caseInSeveralRuns(house: Rooms): Promise<readonly Recorded[]> {
  const { flow, owe } = await debtor(house);
  owe(15_000);
  await house.settle();
  const handle = house.temporal.client.workflow.getHandle(flow);
  const first = await handle.describe();
  let second = first;
  for (let times = 1; second.runId === first.runId; times += 1) {
    if (times > 20) throw new Error('The case did not continue as new: the server was to ask for it.');
    await handle.executeUpdate(assignUpdate, {
      args: [{ by: ANA, to: `ben-${times}` }],
      updateId: `${times}`,
    });
    await house.settle();
    second = await handle.describe();
  }
  await handle.executeUpdate(assignUpdate, { args: [{ by: ANA, to: null }], updateId: 'last' });
  await handle.signal(resolveSignal, { by: ANA, outcome: 'handled' });
  await house.settle();
  return [
    { name: 'case-continued-as-new', workflowId: flow, runId: first.runId },
    { name: 'case-continued', workflowId: flow, runId: second.runId },
  ];
}

/** On the time-skipping server, each in a house of its own. */
export const SCENARIOS: readonly ((house: House) => Promise<readonly Recorded[]>)[] = [
  caseOf180Days,
  caseWithReturnedDebit,
  caseHandled,
  disputeWonLostWon,
  disputeWithClaims,
  caseForgiven,
  refundThatFails,
  reviewOfCapability,
  runOfPayouts,
];
