import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { routeEvents } from '../../src/relay/route-events';
import { ignoreEvent, sendAgain } from '../../src/store/events';
import { chargeId } from '../../src/domain/ids';
import { requestRefund } from '../../src/store/refund-requests';
import { raiseWake } from '../../src/store/wakes';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import {
  eventsOf,
  linksOf,
  openCaseRow,
  openClaimRow,
  receive,
  receiveBody,
  wakesOf,
  wallClock,
} from './support';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, cases, claims, postings, entries, disputes, refunds, money_moves, notices, attention cascade`.execute(
    database.db,
  );
});

const retries = { attempts: 3, firstMs: 0 };
const deps = () => ({ db: database.db, livemode: false, retries, ...wallClock });

async function routeAll(): Promise<number> {
  let routed = 0;
  for (let taken = 1; taken > 0; routed += taken) ({ taken } = await routeEvents(deps()));
  return routed;
}

const states = async () => (await eventsOf(database.db)).map(({ state, error }) => ({ state, error }));
const targets = async () => (await wakesOf(database.db)).map(({ target, number }) => [target, number]);

describe('a new event', () => {
  it('raises the wake that the table names, and stands behind its number', async () => {
    await receive(database.db, 'evt_1');
    await receive(database.db, 'evt_2', { type: 'charge.dispute.updated' });
    await receive(database.db, 'evt_3', { type: 'account.updated', source: 'connect', account: 'acct_1' });
    expect(await routeAll()).toBe(3);
    expect(await targets()).toEqual([
      ['account:acct_1', 1],
      ['dispute:dp_1', 2],
    ]);
    expect((await linksOf(database.db)).map((link) => [link.target, link.number, link.handled_at])).toEqual([
      ['dispute:dp_1', 1, null],
      ['dispute:dp_1', 2, null],
      ['account:acct_1', 1, null],
    ]);
    expect((await states()).map(({ state }) => state)).toEqual(['routed', 'routed', 'routed']);
  });

  it('is routed once, however often it is delivered', async () => {
    for (let time = 0; time < 20; time += 1) await receive(database.db, 'evt_1');
    await routeAll();
    await receive(database.db, 'evt_1');
    expect(await routeAll()).toBe(0);
    expect(await targets()).toEqual([['dispute:dp_1', 1]]);
    expect(await eventsOf(database.db)).toMatchObject([{ deliveries: 21, state: 'routed' }]);
  });

  it('of an unknown type is kept and concerns nobody', async () => {
    await receive(database.db, 'evt_1', { type: 'brand.new' });
    await routeAll();
    expect(await states()).toEqual([{ state: 'no_concern', error: 'no event that Recoup acts on' }]);
    expect(await targets()).toEqual([]);
  });

  it('of the other mode is kept and concerns nobody', async () => {
    await receive(database.db, 'evt_1', { livemode: true });
    await routeAll();
    expect(await states()).toEqual([{ state: 'no_concern', error: 'a live event on a test installation' }]);
    await receive(database.db, 'evt_2', { livemode: false });
    await routeEvents({ ...deps(), livemode: true });
    expect((await states())[1]).toEqual({
      state: 'no_concern',
      error: 'a test event on a live installation',
    });
  });

  it('of a refund goes to the request that made it, and is believed only where one was made here', async () => {
    const at = { wallMs: 0, clockMs: 0 };
    const { subject } = await database.db.transaction().execute((tx) =>
      requestRefund(
        tx,
        raiseWake,
        {
          idempotencyKey: 'mine',
          by: 'ana',
          request: {
            charge: chargeId('ch_1'),
            account: null,
            amountMinor: null,
            currency: null,
            reason: null,
          },
        },
        at,
      ),
    );
    const made = (id: string, request: string) => ({
      type: 'refund.created',
      object: { id, metadata: { recoup_key: `recoup:v1:refund:${request}:ch_1:0` } },
    });
    await receive(database.db, 'evt_1', made('re_1', subject));
    await receive(database.db, 'evt_2', made('re_2', 'rq_somebody'));
    await receive(database.db, 'evt_3', { type: 'refund.failed', object: { id: 're_2' } });
    await routeAll();
    expect(await targets()).toEqual([
      ['refund:re_2', 2],
      [`refund:${subject}`, 2],
    ]);
  });

  it('of a busy seller costs nothing, unless something is owed', async () => {
    const payout = (id: string, account: string) =>
      receive(database.db, id, { type: 'payout.paid', source: 'connect', account, object: { amount: 5 } });
    await openCaseRow(database.db, 'acct_case', 'usd');
    await openClaimRow(database.db, 'acct_claim', 1_500);
    await openClaimRow(database.db, 'acct_handled', 1_500);
    await sql`update claims set handled_by = 'ana' where account = 'acct_handled'`.execute(database.db);
    for (const account of ['acct_busy', 'acct_case', 'acct_claim', 'acct_handled']) {
      await payout(`evt_${account}`, account);
    }
    await routeAll();
    expect((await targets()).map(([target]) => target)).toEqual(['account:acct_case', 'account:acct_claim']);
    expect((await states()).map(({ state }) => state)).toEqual([
      'no_concern',
      'routed',
      'routed',
      'no_concern',
    ]);
  });

  it('that money has come to the platform wakes the flows that could not give back for lack of it', async () => {
    const flow = async (dispute: string, failure: string | null) => {
      await sql`insert into disputes (dispute_id, workflow_id, status, state)
        values (${dispute}, ${`dispute:${dispute}`}, 'won', 'giving back')`.execute(database.db);
      await sql`insert into money_moves (key, idempotency_key, kind, cause, part, object, n, account, currency,
          amount_minor, request, decision_id, workflow_id, state, failure_code, created_clock)
        values (${dispute}, ${dispute}, 'give_back', ${dispute}, 'principal', 'x', 0, 'acct_1', 'usd', 5, '{}', 'd_1',
          ${`dispute:${dispute}`}, ${failure === null ? 'moved' : 'refused'}, ${failure}, now())`.execute(
        database.db,
      );
    };
    await sql`insert into decisions (decision_id, made_at, made_clock, kind, subject, actor, action, action_hash,
        inputs, verdict, prev_hash, hash)
      values ('d_1', now(), now(), 'x', 'x', 'recoup', '{}', 'x', '{}', 'acted', 'x', 'x')`.execute(
      database.db,
    );
    await flow('dp_short', 'balance_insufficient');
    await flow('dp_paid', null);
    await flow('dp_refused', 'transfers_not_allowed');
    await receive(database.db, 'evt_1', { type: 'balance.available', object: { object: 'balance' } });
    await routeAll();
    expect(await targets()).toEqual([['dispute:dp_short', 1]]);
  });

  it('of an early fraud warning has its charge looked at, once for all its warnings', async () => {
    const object = { id: 'issfr_1', charge: 'ch_1', fraud_type: 'misc' };
    await receive(database.db, 'evt_1', { type: 'radar.early_fraud_warning.created', object });
    await receive(database.db, 'evt_2', { type: 'radar.early_fraud_warning.updated', object });
    await routeAll();
    expect(await targets()).toEqual([['warning:ch_1', 2]]);
    expect((await states())[0]).toEqual({ state: 'routed', error: null });
  });
});

describe('an event that cannot be routed', () => {
  it('for its body is set aside with attention, and can be sent again or ignored by a person', async () => {
    for (const body of ['{"id":', '[]', '"text"']) await receiveBody(database.db, body);
    await receive(database.db, 'evt_good');
    await routeAll();
    expect((await states()).map(({ state }) => state)).toEqual([
      'set_aside',
      'set_aside',
      'set_aside',
      'routed',
    ]);
    const [first, second] = await eventsOf(database.db);
    if (first === undefined || second === undefined) throw new Error('nothing is stored');
    const open = () =>
      database.db.selectFrom('attention').select('command').where('settled_at', 'is', null).execute();
    expect(await open()).toContainEqual({ command: `bin/recoup inbox again ${first.seq}` });
    expect(await open()).toHaveLength(3);

    const at = { wallMs: 0, clockMs: 0 };
    await database.db.transaction().execute((tx) => ignoreEvent(tx, first.seq, 'ana', 'a test of ours', at));
    expect((await states())[0]).toEqual({ state: 'ignored', error: 'ana: a test of ours' });
    await database.db.transaction().execute((tx) => sendAgain(tx, second.seq, 'ana', at));
    expect(await open()).toHaveLength(1);
    await routeAll();
    expect((await states())[1]).toMatchObject({ state: 'set_aside' });
    expect(await open()).toHaveLength(2);
  });

  it('for another reason is tried again by itself and does not hold up the others', async () => {
    await sql`create function refuse_poison() returns trigger language plpgsql as $$
      begin if new.target = 'dispute:dp_poison' then raise exception 'poison'; end if; return new; end $$`.execute(
      database.db,
    );
    await sql`create trigger poison before insert on wakes for each row execute function refuse_poison()`.execute(
      database.db,
    );
    try {
      await receive(database.db, 'evt_1', { object: { id: 'dp_poison' } });
      await receive(database.db, 'evt_2', { object: { id: 'dp_2' } });
      await receive(database.db, 'evt_3', { object: { id: 'dp_3' } });
      await routeAll();
      const [poison] = await eventsOf(database.db);
      expect(poison).toMatchObject({
        state: 'set_aside',
        attempts: 3,
        error: expect.stringContaining('poison'),
      });
      expect(await targets()).toEqual([
        ['dispute:dp_2', 1],
        ['dispute:dp_3', 1],
      ]);
    } finally {
      await sql`drop trigger poison on wakes`.execute(database.db);
    }
  });
});

describe('several relays side by side', () => {
  it('route each event once', async () => {
    for (let n = 0; n < 450; n += 1) {
      await receive(database.db, `evt_${n}`, { object: { id: `dp_${n % 7}` } });
    }
    const counts = await Promise.all(Array.from({ length: 4 }, () => routeAll()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(450);
    const wakes = await wakesOf(database.db);
    expect(wakes.reduce((sum, wake) => sum + wake.number, 0)).toBe(450);
    const numbers = (await linksOf(database.db)).map((link) => `${link.target} ${link.number}`);
    expect(new Set(numbers).size).toBe(450);
  });
});
