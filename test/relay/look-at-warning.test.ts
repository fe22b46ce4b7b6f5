import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createWarningLook } from '../../src/relay';
import { raiseWake, takeDueWakes } from '../../src/store/wakes';
import { settleAttention } from '../../src/store/attention';
import { startSimulator, type Running } from '../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { wakesOf, wallClock } from './support';

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, attention, notices cascade`.execute(database.db);
  running = await startSimulator();
});
afterEach(() => running.close());

const SELLER = 'acct_seller';

function sale(): string {
  const { acts } = running.simulator.world;
  acts.topUpPlatform(10_000_000, 'usd');
  acts.createSeller({ id: SELLER, country: 'US' });
  const input = { model: 'destination', seller: SELLER, amountMinor: 12_345, currency: 'usd' } as const;
  return acts.sale(input).chargeId;
}

/** As the relay does it: the wake is taken, and the charge looked at. */
async function look(charge: string, account: string | null = null, stripe = running.stripe): Promise<void> {
  const { db } = database;
  await db.transaction().execute((tx) => raiseWake(tx, { kind: 'warning', charge, account }, 'now'));
  const [wake] = await takeDueWakes(db, ['warning'], { limit: 1, leaseMs: 1000, lookGapMs: 0 });
  if (wake?.subject.kind !== 'warning') throw new Error('no wake is due');
  await createWarningLook({ db, stripe, ...wallClock })(wake.subject, wake);
}

const attention = () =>
  database.db.selectFrom('attention').select(['kind', 'command', 'message', 'settled_by']).execute();
const notices = () => database.db.selectFrom('notices').select(['audience', 'template', 'params']).execute();

describe('an early fraud warning', () => {
  it('proposes the refund of what is left, once, and tells the team, once for a charge', async () => {
    const charge = sale();
    const { acts } = running.simulator.world;
    acts.warnOfFraud({ charge });
    await look(charge);
    acts.warnOfFraud({ charge, fraudType: 'misc' });
    await look(charge);
    const command = `bin/recoup refund --charge ${charge} --reason fraudulent --by YOUR_NAME`;
    const open = await attention();
    expect(open).toMatchObject([{ kind: 'fraud_warning', command, settled_by: null }]);
    expect(open[0]?.message).toContain('123.45 USD');
    expect(await notices()).toMatchObject([
      { audience: 'team', template: 'fraudWarning', params: { charge, command } },
    ]);
    expect(await wakesOf(database.db)).toMatchObject([{ target: `warning:${charge}`, number: 2, sent: 2 }]);
  });

  it.each([
    ['disputed', (charge: string) => running.simulator.world.acts.dispute({ charge })],
    ['refunded in full', (charge: string) => running.simulator.world.acts.refund({ charge })],
  ])('is settled by itself when the charge is %s', async (_what, act) => {
    const charge = sale();
    running.simulator.world.acts.warnOfFraud({ charge });
    await look(charge);
    act(charge);
    await look(charge);
    expect(await attention()).toMatchObject([{ settled_by: 'recoup' }]);
  });

  it('that comes after the dispute proposes nothing', async () => {
    const charge = sale();
    const { acts } = running.simulator.world;
    acts.dispute({ charge });
    acts.warnOfFraud({ charge });
    await look(charge);
    expect([await attention(), await notices()]).toEqual([[], []]);
  });

  it('is not proposed again once a person has judged it', async () => {
    const charge = sale();
    const { acts } = running.simulator.world;
    acts.warnOfFraud({ charge });
    await look(charge);
    const at = { wallMs: 0, clockMs: 0 };
    await settleAttention(database.db, `charge:${charge}:fraud_warning`, 'ana', at);
    acts.warnOfFraud({ charge });
    await look(charge);
    expect(await attention()).toMatchObject([{ settled_by: 'ana' }]);
  });

  it('of a direct charge names its account in the command', async () => {
    const { acts } = running.simulator.world;
    acts.createSeller({ id: SELLER, country: 'US' });
    const input = { model: 'direct', seller: SELLER, amountMinor: 12_345, currency: 'usd' } as const;
    const { chargeId } = acts.sale(input);
    acts.warnOfFraud({ charge: chargeId });
    await look(chargeId, SELLER);
    expect(await attention()).toMatchObject([{ command: expect.stringContaining(`--account ${SELLER}`) }]);
  });

  it('of a charge that nobody knows, or of an account that left, proposes nothing', async () => {
    running.simulator.world.acts.createSeller({ id: SELLER, country: 'US' });
    running.simulator.world.acts.deauthorize(SELLER);
    await look('ch_unknown');
    await look('ch_theirs', SELLER);
    expect(await attention()).toEqual([]);
  });

  it('waits for Stripe where Stripe is not there', async () => {
    const charge = sale();
    running.simulator.world.acts.warnOfFraud({ charge });
    const { stripe } = running;
    await running.close();
    await expect(look(charge, null, stripe)).rejects.toThrow(/connection to Stripe/);
    expect(await wakesOf(database.db)).toMatchObject([{ sent: 0 }]);
    running = await startSimulator();
  });
});
