import { answerUpdate } from '../../src/workflows/messages';
import type { ActivityName, Gate } from '../support/gate';
import type { Rooms } from '../support/house';

/** How a dispute is led to one kind of step, and how often that step has had its effect when all is quiet again. */
export interface Scene {
  readonly step: string;
  readonly activity: ActivityName;
  /** Answers the dispute once the step is in the gate. */
  readonly lead: (house: Rooms, gate: Gate) => Promise<string>;
  readonly effects: (house: Rooms, flow: string) => Promise<number>;
}

/** A sale in dispute; the seller keeps what `keepsMinor` says at Stripe. */
async function sold(house: Rooms, keepsMinor: number, losses: 'application' | 'stripe' = 'application') {
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' }, losses });
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
  if (keepsMinor > 0) acts.sale({ model: 'destination', seller, amountMinor: keepsMinor, currency: 'usd' });
  else acts.sellerPaysOut(seller, 'usd');
  await house.settle();
  return { acts, sale, seller };
}

async function disputed(house: Rooms, gate: Gate, activity: ActivityName, keepsMinor: number) {
  const { acts, sale } = await sold(house, keepsMinor);
  gate.block(activity);
  const dispute = acts.dispute({ charge: sale.chargeId });
  await gate.arrival(activity, house);
  return dispute;
}

async function won(house: Rooms, gate: Gate, activity: ActivityName) {
  const { acts, sale } = await sold(house, 20_000);
  const dispute = acts.dispute({ charge: sale.chargeId });
  await house.settle();
  gate.block(activity);
  acts.win(dispute);
  await gate.arrival(activity, house);
  return dispute;
}

const moves = (kind: string) => async (house: Rooms, flow: string) => {
  const rows = await house.db
    .selectFrom('money_moves')
    .select('key')
    .where('workflow_id', '=', flow)
    .where('kind', '=', kind)
    .where('state', '=', 'moved')
    .execute();
  return rows.length;
};

async function count(rows: Promise<readonly unknown[]>): Promise<number> {
  return (await rows).length;
}

export const SCENES: readonly Scene[] = [
  {
    step: 'look',
    activity: 'lookAtDispute',
    lead: (house, gate) => disputed(house, gate, 'lookAtDispute', 20_000),
    effects: moves('reversal'),
  },
  {
    step: 'takeFee',
    activity: 'takeFee',
    lead: (house, gate) => disputed(house, gate, 'takeFee', 20_000),
    effects: moves('account_debit'),
  },
  {
    step: 'reverse',
    activity: 'reverseTransfer',
    lead: (house, gate) => disputed(house, gate, 'reverseTransfer', 20_000),
    effects: moves('reversal'),
  },
  {
    step: 'giveBack',
    activity: 'giveBack',
    lead: (house, gate) => won(house, gate, 'giveBack'),
    effects: moves('give_back'),
  },
  {
    step: 'settleMove',
    activity: 'settleMove',
    // The reversal takes place, its answer is lost, and so is that of the first look for it.
    async lead(house, gate) {
      const dispute = await disputed(house, gate, 'reverseTransfer', 20_000);
      const { faults } = house.simulator;
      faults.add({ kind: 'api-error-after', match: 'POST /v1/transfers/*', times: 1 });
      faults.add({ kind: 'api-error-before', match: 'GET /v1/transfers/*', times: 1 });
      gate.release('reverseTransfer');
      await house.settle();
      gate.block('settleMove');
      await house.temporal.client.workflow.getHandle(`dispute:${dispute}`).signal('hint', {});
      await gate.arrival('settleMove', house);
      return dispute;
    },
    effects: moves('reversal'),
  },
  {
    step: 'book',
    activity: 'bookForDispute',
    // The fee cannot be debited from an account without money: it becomes a claim.
    lead: (house, gate) => disputed(house, gate, 'bookForDispute', 0),
    effects: ({ db }, flow) =>
      count(
        db
          .selectFrom('claims')
          .select('claim_id')
          .where('claim_id', 'like', `fee:${idOf(flow)}:%`)
          .execute(),
      ),
  },
  {
    step: 'together',
    activity: 'takeTogether',
    // Two sellers of one charge: their fees are debited by one activity, and so are their reversals.
    async lead(house, gate) {
      const { acts } = house.simulator.world;
      acts.topUpPlatform(100_000, 'usd');
      const sellers = [0, 1].map(() =>
        acts.createSeller({ country: 'US', schedule: { interval: 'manual' } }),
      );
      const parts = sellers.map((seller) => ({ seller, amountMinor: 5_000 }));
      const sale = acts.sale({ model: 'separate', amountMinor: 10_000, currency: 'usd', parts });
      for (const seller of sellers) {
        acts.sale({ model: 'destination', seller, amountMinor: 20_000, currency: 'usd' });
      }
      await house.settle();
      gate.block('takeTogether');
      const dispute = acts.dispute({ charge: sale.chargeId });
      await gate.arrival('takeTogether', house);
      return dispute;
    },
    effects: async (house, flow) => (await moves('reversal')(house, flow)) / 2,
  },
  {
    step: 'recordAnswer',
    activity: 'recordAnswer',
    // Stripe bears the seller's losses: whether they get back what was won, only a person can say.
    async lead(house, gate) {
      const { acts, sale, seller } = await sold(house, 20_000, 'stripe');
      const dispute = acts.dispute({ charge: sale.chargeId });
      await house.settle();
      acts.win(dispute);
      await house.settle();
      gate.block('recordAnswer');
      await house.temporal.client.workflow.getHandle(`dispute:${dispute}`).executeUpdate(answerUpdate, {
        args: [{ by: 'ana', question: 'giveBack', account: seller, answer: 'send', reason: 'it is theirs' }],
      });
      await gate.arrival('recordAnswer', house);
      return dispute;
    },
    effects: moves('give_back'),
  },
  {
    step: 'tell',
    activity: 'tellOfDispute',
    lead: (house, gate) => disputed(house, gate, 'tellOfDispute', 20_000),
    effects: ({ db }, flow) =>
      count(
        db
          .selectFrom('notices')
          .select('notice_id')
          .where('subject', '=', flow)
          .where('rung', 'like', 'created:%')
          .execute(),
      ),
  },
  {
    step: 'attend',
    activity: 'attendToDispute',
    // Two sales share one group and their transfers name no charge: whose share it is only a person can tell.
    async lead(house, gate) {
      const { acts } = house.simulator.world;
      acts.topUpPlatform(100_000, 'usd');
      const one = acts.createSeller({ country: 'US' });
      const other = acts.createSeller({ country: 'US' });
      const parts = (seller: string) => [{ seller, amountMinor: 5_000, sourced: false }];
      const transferGroup = `order_of_${one}`;
      const shared = { model: 'separate', amountMinor: 10_000, currency: 'usd', transferGroup } as const;
      const sale = acts.sale({ ...shared, parts: parts(one) });
      acts.sale({ ...shared, parts: parts(other) });
      await house.settle();
      gate.block('attendToDispute');
      const dispute = acts.dispute({ charge: sale.chargeId });
      await gate.arrival('attendToDispute', house);
      return dispute;
    },
    effects: ({ db }, flow) =>
      count(
        db
          .selectFrom('attention')
          .select('key')
          .where('subject', '=', flow)
          .where('kind', '=', 'whose_share')
          .execute(),
      ),
  },
  {
    step: 'close',
    activity: 'closeDispute',
    lead: (house, gate) => won(house, gate, 'closeDispute'),
    effects: moves('give_back'),
  },
  {
    step: 'wait',
    activity: 'closeDispute',
    async lead(house) {
      const { acts, sale } = await sold(house, 20_000);
      const dispute = acts.dispute({ charge: sale.chargeId });
      await house.settle();
      return dispute;
    },
    effects: moves('reversal'),
  },
];

const idOf = (flow: string): string => flow.slice('dispute:'.length);
