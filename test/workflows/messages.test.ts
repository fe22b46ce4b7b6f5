import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { RESOLUTIONS, type Resolution } from '../../src/domain/case/people';
import type { CaseState } from '../../src/domain/case/state';
import { WALL_CLOCK } from '../../src/domain/clock';
import { temporalCli } from '../../src/embedded/temporal-binary';
import type { CaseOutcome } from '../../src/workflows/negative-balance-case';
import {
  NEGATIVE_BALANCE_CASE,
  TASK_QUEUE,
  assignUpdate,
  hintSignal,
  resolveUpdate,
  timelineQuery,
} from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import { Gate } from '../support/gate';
import { type Rooms, openHouseNow } from '../support/house';
import { shortHistoriesServer } from '../support/temporal';

const run = promisify(execFile);
const BY = 'ana@example.com';

/** A case of 15 000 below zero, at rest. */
async function openedCase(house: Rooms) {
  const found = await debtor(house);
  found.owe(15_000);
  await house.settle();
  const { acts } = house.simulator.world;
  return { ...found, acts, handle: house.temporal.client.workflow.getHandle(found.flow) };
}

const decisionsOf = (house: Rooms, flow: string) =>
  house.db
    .selectFrom('decisions')
    .select(['kind', 'actor', 'action', 'reason'])
    .where('subject', '=', flow)
    .where('kind', 'in', ['person', 'message_refused', 'proposal'])
    .orderBy('seq')
    .execute();

async function refusalOf(update: Promise<unknown>): Promise<string> {
  try {
    return `accepted: ${JSON.stringify(await update)}`;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause?.message ?? '';
  }
}

describe('what is said to a case', () => {
  let house: Rooms;
  let gate: Gate;
  beforeAll(async () => {
    gate = new Gate();
    house = await openHouseNow({ around: gate.around });
  }, 60_000);
  afterEach(() => gate.releaseAll());
  afterAll(() => house.close());

  test('and makes no sense as an update is refused with a sentence that says why', async () => {
    const { flow, handle } = await openedCase(house);
    const before = await house.state<CaseState>(flow);
    const refused = (update: string, ...args: readonly unknown[]) =>
      refusalOf(
        args.length === 0
          ? handle.executeUpdate(update)
          : handle.executeUpdate<unknown, [unknown]>(update, { args: [args[0]] }),
      );

    expect(await refused('resolve', { outcome: 'handled' })).toBe(
      'by is missing: say who decides, by name or address',
    );
    expect(await refused('resolve', { by: BY, outcome: 'forget' })).toBe(
      `outcome "forget" is not known: use one of ${RESOLUTIONS.join(', ')}`,
    );
    expect(await refused('resolve', { by: BY, outcome: 'handled', amount: -1.5 })).toBe(
      '"amount" is not known: use by, outcome, note, amountMinor, reference, claim',
    );
    expect(await refused('resolve')).toBe(
      'the input must be one object: {"by": "...", "outcome": "...", "note": "..."}',
    );
    expect(await refused('resolve', { by: BY, outcome: 'forgive', amountMinor: 12.5 })).toBe(
      'amountMinor 12.5 must be a whole number of minor units above zero, such as 1250 for 12.50',
    );
    expect(await refused('resolve', { by: BY, outcome: 'forgive', amountMinor: 15_001 })).toBe(
      'amountMinor 15001 is above the shortfall of 150.00 USD',
    );
    expect(await refused('resolve', { by: BY, outcome: 'paidOutside', amountMinor: 5 })).toBe(
      'paidOutside needs reference',
    );
    expect(await refused('resolve', { by: BY, outcome: 'writeOffClaim' })).toBe('no claim is open');
    const named = { args: [{ by: BY, outcome: 'forgive' }] as [unknown], updateId: 'my forgiveness' };
    expect(await refusalOf(handle.executeUpdate<unknown, [unknown]>('resolve', named))).toContain(
      'the update id "my forgiveness" cannot name a move of money',
    );
    expect(await refused('resume', { by: BY })).toBe('the case is not paused');
    expect(await refused('pause', { by: BY, until: null })).toBe('reason is missing: say a reason');
    expect(await refused('pause', { by: BY, reason: 'contested', until: 'tomorrow' })).toBe(
      'until "tomorrow" is not a date: use ISO 8601 such as 2027-03-01T00:00:00Z, or null',
    );
    expect(await refused('assign', { to: 'ben' })).toContain('by is missing');
    expect(await refused('assign', { by: BY, to: 7 })).toBe('to must be text');
    expect(await refused('assign')).toContain('by is missing');

    expect(await house.state<CaseState>(flow)).toEqual(before);
    expect(await decisionsOf(house, flow)).toEqual([]);
  }, 60_000);

  test('is refused where it was answered already', async () => {
    const { handle } = await openedCase(house);
    await handle.executeUpdate(resolveUpdate, { args: [{ by: BY, outcome: 'keepCollecting' }] });
    const again = handle.executeUpdate(resolveUpdate, { args: [{ by: BY, outcome: 'agency' }] });
    expect(await refusalOf(again)).toBe('the gate was answered already: keepCollecting');
    await house.settle();
  }, 60_000);

  test('and would move money is done by an update, once, and by a signal only proposed', async () => {
    const { flow, handle, cases, attention } = await openedCase(house);
    await handle.signal('resolve', { by: BY, outcome: 'forgive', amountMinor: 4_000 });
    await house.settle();
    const proposed = (await attention()).find(({ kind }) => kind === 'answer_proposed');
    expect(proposed).toMatchObject({
      settled_at: null,
      command: `bin/recoup case resolve ${flow} --outcome forgive --amount 40.00 --by YOU --note WHY`,
    });
    expect(await house.db.selectFrom('money_moves').select('key').execute()).toEqual([]);
    expect(await decisionsOf(house, flow)).toMatchObject([{ kind: 'proposal', actor: BY }]);

    const forgive = { args: [{ by: BY, outcome: 'forgive' }] as [Resolution], updateId: 'forgive-1' };
    expect(await handle.executeUpdate(resolveUpdate, forgive)).toBe('forgive: recorded');
    expect(await handle.executeUpdate(resolveUpdate, forgive)).toBe('forgive: recorded');
    await house.settle();
    expect(await house.db.selectFrom('money_moves').select(['key', 'amount_minor']).execute()).toEqual([
      {
        key: `recoup:v1:credit:answer.forgive.forgive-1.usd:${flow.split(':')[1] ?? ''}.principal:0`,
        amount_minor: 15_000,
      },
    ]);
    expect(await cases()).toMatchObject([{ close_reason: 'let_go' }]);
    expect((await attention()).every(({ settled_at }) => settled_at !== null)).toBe(true);
  }, 60_000);

  test('as a signal that is wrong is a line of the timeline and a decision, and the case goes on', async () => {
    const { flow, handle, sells, cases } = await openedCase(house);
    await handle.signal('resolve', { by: BY, outcome: 'forget' });
    await handle.signal('resolve', 'handled');
    await handle.signal('resolve');
    await handle.signal('hint', { upTo: 'soon' });
    await handle.signal('hint', 17.5);
    await house.settle();

    const said = await decisionsOf(house, flow);
    expect(said.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['message_refused', expect.stringContaining('outcome "forget" is not known')],
      ['message_refused', expect.stringContaining('the input must be one object')],
      ['message_refused', expect.stringContaining('the input must be one object')],
    ]);
    const lines = await handle.query(timelineQuery);
    expect(lines.filter((line) => line.includes('message not understood'))).toHaveLength(3);
    const { status } = await handle.describe();
    expect(status.name).toBe('RUNNING');

    sells(20_000);
    await house.settle();
    expect(await cases()).toMatchObject([{ close_reason: 'recovered' }]);
  }, 60_000);

  test('while it closes is on the record, and changes nothing of its end', async () => {
    const { flow, handle, sells, cases } = await openedCase(house);
    gate.block('closeCase');
    sells(20_000);
    await gate.arrival('closeCase', house);
    const pause = { by: BY, reason: 'contested', until: null };
    await handle.executeUpdate('pause', { args: [pause] });
    gate.release('closeCase');
    await house.settle();

    // A hint that came meanwhile begins a run of its own, which finds nothing.
    const { reason } = (await handle.result()) as CaseOutcome;
    expect(['recovered', 'nothing_owed']).toContain(reason);
    expect(await decisionsOf(house, flow)).toMatchObject([
      { kind: 'person', actor: BY, reason: 'contested' },
    ]);
    expect(await cases()).toMatchObject([{ state: 'closed', close_reason: 'recovered' }]);
  }, 60_000);

  test('after its end: a late hint begins a run that finds nothing owed and opens no second case', async () => {
    const { seller, flow, handle, sells, cases } = await openedCase(house);
    sells(20_000);
    await house.settle();
    const first = await handle.describe();
    expect(first.status.name).toBe('COMPLETED');

    await lateHint(house, flow, seller);
    await house.settle();
    const second = await handle.describe();
    expect(second.runId).not.toBe(first.runId);
    expect(await handle.result()).toEqual({ number: null, reason: 'nothing_owed' });
    expect(await cases()).toMatchObject([{ close_reason: 'recovered' }]);
    expect(await refusalOf(handle.executeUpdate('resume', { args: [{ by: BY }] })).catch(String)).toContain(
      'completed',
    );
  }, 60_000);

  test('by the Temporal command line alone hands it to a person, until more is owed than they took', async () => {
    const { acts, seller, flow, handle, owe, cases } = await openedCase(house);
    const { address, namespace } = house.temporal;
    const resolution = '{"by":"ana@example.com","outcome":"handled","note":"settled on the phone"}';
    const target = ['--address', address, '--namespace', namespace, '--workflow-id', flow];
    const program = await temporalCli(console.error);
    await run(program, ['workflow', 'signal', ...target, '--name', 'resolve', '--input', resolution]);
    await house.settle();

    expect(await handle.result()).toEqual({ number: expect.any(Number), reason: 'handled' });
    expect(await cases()).toMatchObject([{ close_reason: 'handled', handled_remainder_minor: 15_000 }]);
    expect(await decisionsOf(house, flow)).toMatchObject([
      { kind: 'person', actor: BY, reason: 'settled on the phone' },
    ]);

    await lateHint(house, flow, seller);
    acts.changeSchedule(seller, { interval: 'weekly', weekly_payout_days: ['monday'] });
    await house.settle();
    expect(await cases()).toHaveLength(1);

    owe(1_000);
    await house.settle();
    expect(await cases()).toMatchObject([
      { close_reason: 'handled' },
      { close_reason: null, shortfall_minor: 16_000 },
    ]);
  }, 60_000);
});

/** What the relay does with a wake that comes late. */
function lateHint(house: Rooms, flow: string, seller: string): Promise<unknown> {
  return house.temporal.client.workflow.signalWithStart(NEGATIVE_BALANCE_CASE, {
    workflowId: flow,
    taskQueue: TASK_QUEUE,
    args: [{ account: seller, currency: 'usd', clock: WALL_CLOCK }],
    signal: hintSignal,
    signalArgs: [{ upTo: 1_000_000 }],
  });
}

describe('an update whose answer was lost', () => {
  test('and that is sent again to the next run of the chain has its effect once', async () => {
    const house = await openHouseNow({ temporal: await shortHistoriesServer(60) });
    try {
      const { flow, handle } = await openedCase(house);
      const { runId: firstRun } = await handle.describe();
      const assign = () =>
        handle.executeUpdate(assignUpdate, { args: [{ by: BY, to: 'ben' }], updateId: 'the-same' });
      expect(await assign()).toBe('ben');
      for (let hints = 0; (await handle.describe()).runId === firstRun; hints += 1) {
        expect(hints).toBeLessThan(30);
        await handle.signal(hintSignal, {});
        await house.settle();
      }

      expect(await assign()).toBe('ben');
      await house.settle();
      expect(await decisionsOf(house, flow)).toMatchObject([
        { kind: 'person', action: { kind: 'assigned' } },
      ]);
      expect(await house.state<CaseState>(flow)).toMatchObject({
        assignee: 'ben',
        handledUpdates: ['the-same'],
      });
    } finally {
      await house.close();
    }
  }, 90_000);
});
