import type { SellerInput } from '../../src/simulator/world/acts-port';
import { resolveUpdate } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import type { ActivityName, Gate } from '../support/gate';
import type { Rooms } from '../support/house';

/** How a case is led to one kind of step, and how often that step has had its effect when all is quiet again. */
export interface Scene {
  readonly step: string;
  readonly activity: ActivityName;
  /** Answers the case's workflow once the step is in the gate. */
  readonly lead: (house: Rooms, gate: Gate) => Promise<string>;
  readonly effects: (house: Rooms, flow: string) => Promise<number>;
}

const decisions = (kind: string) => async (house: Rooms, flow: string) => {
  const rows = await house.db
    .selectFrom('decisions')
    .select('decision_id')
    .where('subject', '=', flow)
    .where('kind', '=', kind)
    .execute();
  return rows.length;
};

async function openCase(house: Rooms, gate: Gate, activity: ActivityName, input: Partial<SellerInput> = {}) {
  const { flow, owe } = await debtor(house, input);
  gate.block(activity);
  owe(15_000);
  await gate.arrival(activity, house);
  return flow;
}

export const SCENES: readonly Scene[] = [
  {
    step: 'look',
    activity: 'lookAtCase',
    lead: (house, gate) => openCase(house, gate, 'lookAtCase'),
    effects: async ({ db }, flow) =>
      (await db.selectFrom('cases').select('number').where('workflow_id', '=', flow).execute()).length,
  },
  {
    step: 'attend',
    activity: 'attendToCase',
    // No bank account in Japan can be debited: a person is asked, until one has spoken.
    async lead(house, gate) {
      const { flow, owe } = await debtor(house, { country: 'JP' }, 'jpy');
      owe(15_000);
      await house.settle();
      gate.block('attendToCase');
      await house.temporal.client.workflow
        .getHandle(flow)
        .signal('resolve', { by: 'zoe', outcome: 'waitForClearing' });
      await gate.arrival('attendToCase', house);
      return flow;
    },
    effects: async ({ db }, flow) =>
      (
        await db
          .selectFrom('attention')
          .select('key')
          .where('subject', '=', flow)
          .where('kind', '=', 'no_way_to_collect')
          .where('settled_at', 'is not', null)
          .execute()
      ).length,
  },
  {
    step: 'hold',
    activity: 'holdPayouts',
    lead: (house, gate) => openCase(house, gate, 'holdPayouts'),
    effects: decisions('hold'),
  },
  {
    step: 'enableDebit',
    activity: 'enableBankDebit',
    lead: (house, gate) => openCase(house, gate, 'enableBankDebit', { debitNegativeBalances: false }),
    effects: decisions('enable_bank_debit'),
  },
  {
    step: 'tell',
    activity: 'tellCase',
    lead: (house, gate) => openCase(house, gate, 'tellCase'),
    effects: async ({ db }, flow) =>
      (
        await db
          .selectFrom('notices')
          .select('notice_id')
          .where('account', '=', flow.split(':')[1] ?? '')
          .where('rung', '=', 'day-0')
          .execute()
      ).length,
  },
  {
    step: 'collect',
    activity: 'collectClaim',
    async lead(house, gate) {
      const { flow, chargeId, sells } = await debtor(house);
      house.simulator.world.acts.dispute({ charge: chargeId, amountMinor: 10_000 });
      await house.settle();
      gate.block('collectClaim');
      sells(14_000);
      await gate.arrival('collectClaim', house);
      return flow;
    },
    effects: async ({ db }, flow) =>
      (await db.selectFrom('money_moves').select('key').where('workflow_id', '=', flow).execute()).length,
  },
  {
    step: 'record',
    activity: 'recordChoice',
    async lead(house, gate) {
      const { flow, owe } = await debtor(house);
      owe(15_000);
      await house.settle();
      gate.block('recordChoice');
      await house.temporal.client.workflow
        .getHandle(flow)
        .signal('resolve', { by: 'zoe', outcome: 'waitForClearing' });
      await gate.arrival('recordChoice', house);
      return flow;
    },
    effects: async ({ db }, flow) =>
      (
        await db
          .selectFrom('decisions')
          .select('decision_id')
          .where('subject', '=', flow)
          .where('actor', '=', 'zoe')
          .execute()
      ).length,
  },
  {
    step: 'answer',
    activity: 'answerAsk',
    async lead(house, gate) {
      const { flow, chargeId } = await debtor(house);
      house.simulator.world.acts.dispute({ charge: chargeId, amountMinor: 10_000 });
      await house.settle();
      gate.block('answerAsk');
      await house.temporal.client.workflow.getHandle(flow).executeUpdate(resolveUpdate, {
        args: [{ by: 'zoe', outcome: 'forgive', amountMinor: 5_000 }],
        updateId: 'zoe-1',
      });
      await gate.arrival('answerAsk', house);
      return flow;
    },
    effects: async ({ db }, flow) =>
      (await db.selectFrom('money_moves').select('key').where('workflow_id', '=', flow).execute()).length,
  },
  {
    step: 'close',
    activity: 'closeCase',
    async lead(house, gate) {
      const { flow, owe, sells } = await debtor(house);
      owe(15_000);
      await house.settle();
      gate.block('closeCase');
      sells(20_000);
      await gate.arrival('closeCase', house);
      return flow;
    },
    effects: async ({ db }, flow) =>
      (
        await db
          .selectFrom('cases')
          .select('number')
          .where('workflow_id', '=', flow)
          .where('close_reason', '=', 'recovered')
          .execute()
      ).length,
  },
  {
    step: 'wait',
    activity: 'closeCase',
    async lead(house) {
      const { flow, owe } = await debtor(house);
      owe(15_000);
      await house.settle();
      return flow;
    },
    effects: decisions('hold'),
  },
];
