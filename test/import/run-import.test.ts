import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { WALL_CLOCK, DAY_MS } from '../../src/domain/clock';
import type { ImportDeps } from '../../src/import/deps';
import { ActingError, awaitAdoption, scan } from '../../src/import/run-import';
import { createAccountLook } from '../../src/relay';
import { defaultPolicy } from '../../src/policy-file';
import { writeMode } from '../../src/store/door-state';
import { readImport } from '../../src/store/imports';
import { woken } from '../activities/sweep/support';
import { startSimulator, type Running } from '../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const OPTIONS = { backDays: 365, lostWithinDays: 0 };

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention, accounts, cases, disputes, imports, import_items
    restart identity cascade`.execute(database.db);
  running = await startSimulator();
  acts().topUpPlatform(10_000_000, 'usd');
});
afterEach(() => running.close());

const acts = () => running.simulator.world.acts;
const wallNow = () => running.simulator.world.nowMs;

function deps(more: Partial<ImportDeps> = {}): ImportDeps {
  const { db } = database;
  const look = createAccountLook({
    db,
    stripe: running.stripe,
    clock: WALL_CLOCK,
    wallNow,
    policy: defaultPolicy(),
  });
  return {
    db,
    stripe: running.stripe,
    clock: WALL_CLOCK,
    wallNow,
    lookAtAccount: look,
    whileActing: false,
    onProgress: () => undefined,
    ...more,
  };
}

/** A seller who was paid out; what is taken back then is owed. */
function seller(id: string, fields: object = {}) {
  acts().createSeller({ id, country: 'US', ...fields });
  const sale = acts().sale({ model: 'destination', seller: id, amountMinor: 40_000, currency: 'usd' });
  acts().sellerPaysOut(id, 'usd');
  return { charge: sale.chargeId, transfer: sale.transferIds[0] ?? '' };
}

const items = async () =>
  (
    await database.db
      .selectFrom('import_items')
      .select(['kind', 'subject', 'amount_minor'])
      .orderBy('kind')
      .orderBy('subject')
      .execute()
  ).map(({ kind, subject, amount_minor }) => `${kind} ${subject} ${amount_minor ?? ''}`.trim());

/** More accounts than a page has. */
function manySellers(count: number): void {
  for (let n = 0; n < count; n += 1) {
    const id = `acct_${String(n).padStart(4, '0')}`;
    acts().createSeller({ id, country: 'US', capabilities: ['transfers'] });
  }
}

describe('an import', () => {
  it('takes up open disputes, balances below zero and schedules that are manual already', async () => {
    const { charge } = seller('acct_disputed');
    const dispute = acts().dispute({ charge });
    acts().dashboardReversal(seller('acct_owes').transfer, 15_000);
    seller('acct_manual');
    acts().changeSchedule('acct_manual', { interval: 'manual' });
    seller('acct_fine');

    const row = await scan(deps(), OPTIONS);
    expect(row).toMatchObject({ phase: 'adopting', accounts_read: 4 });
    expect(await items()).toEqual([
      `dispute ${dispute} 40000`,
      'manual_schedule acct_manual',
      'negative acct_owes:usd 15000',
    ]);
    expect(await woken(database.db)).toEqual(['case:acct_owes:usd', `dispute:${dispute}`]);
  });

  it('leaves a schedule out that is manual because Recoup holds it', async () => {
    seller('acct_held');
    acts().changeSchedule('acct_held', { interval: 'manual' });
    await scan(deps(), OPTIONS);
    expect(await items()).toEqual(['manual_schedule acct_held']);
    await sql`truncate imports, import_items restart identity cascade`.execute(database.db);
    await database.db
      .updateTable('accounts')
      .set({ hold_reasons: JSON.stringify(['case:acct_held:usd']) })
      .execute();
    await scan(deps(), OPTIONS);
    expect(await items()).toEqual([]);
  });

  it('takes up disputes of direct charges, read on the account', async () => {
    acts().createSeller({ id: 'acct_direct', country: 'US' });
    const sale = acts().sale({ model: 'direct', seller: 'acct_direct', amountMinor: 9_000, currency: 'usd' });
    const dispute = acts().dispute({ charge: sale.chargeId });
    await scan(deps(), OPTIONS);
    expect(await items()).toContain(`dispute ${dispute} 9000`);
    const wake = await database.db
      .selectFrom('wakes')
      .select('subject')
      .where('target', '=', `dispute:${dispute}`)
      .executeTakeFirst();
    expect(wake?.subject).toEqual({ kind: 'dispute', dispute, account: 'acct_direct' });
  });

  it('leaves disputes alone that are over, and takes lost ones up where that is asked for', async () => {
    const won = acts().dispute({ charge: seller('acct_a').charge });
    acts().win(won);
    const lost = acts().dispute({ charge: seller('acct_b').charge });
    acts().lose(lost);
    await scan(deps(), OPTIONS);
    expect(await items()).toEqual([]);
    await sql`truncate imports, import_items restart identity cascade`.execute(database.db);
    await scan(deps(), { ...OPTIONS, lostWithinDays: 30 });
    expect(await items()).toEqual([`dispute ${lost} 40000`]);
  });

  it('leaves disputes alone that were opened too long ago', async () => {
    acts().dispute({ charge: seller('acct_a').charge });
    await running.simulator.advanceTo(wallNow() + 40 * DAY_MS);
    await scan(deps(), { ...OPTIONS, backDays: 30 });
    expect((await items()).filter((item) => item.startsWith('dispute'))).toEqual([]);
  });

  it('finds nothing owed where Stripe bears the loss', async () => {
    const { transfer } = seller('acct_theirs', { type: 'standard', losses: 'stripe' });
    acts().dashboardReversal(transfer, 15_000);
    await scan(deps(), OPTIONS);
    expect(await items()).toEqual([]);
  });
});

describe('an import that was killed', () => {
  /** Ends the work at the n-th look, as a kill would: nothing after it is done. */
  const killedAt = (look: number): ImportDeps => {
    let looks = 0;
    const whole = deps();
    return deps({
      lookAtAccount: async (account) => {
        looks += 1;
        if (looks >= look) throw new Error('killed');
        return whole.lookAtAccount(account);
      },
    });
  };

  it.each([1, 60, 101, 150, 204])('at look %i goes on there and finds the same', async (look) => {
    manySellers(205);
    acts().dashboardReversal(seller('acct_owes').transfer, 15_000);
    const dispute = acts().dispute({ charge: seller('acct_disputed').charge });
    await expect(scan(killedAt(look), OPTIONS)).rejects.toThrow('killed');
    let looked = 0;
    const whole = deps();
    const row = await scan(
      deps({
        lookAtAccount: (account) => {
          looked += 1;
          return whole.lookAtAccount(account);
        },
      }),
      OPTIONS,
    );
    expect(row).toMatchObject({ number: 1, phase: 'adopting', accounts_read: 207, disputes_read: 1 });
    expect(await items()).toEqual([`dispute ${dispute} 40000`, 'negative acct_owes:usd 15000']);
    // Whole pages that were read before are not read again.
    expect(looked).toBe(207 - Math.floor((look - 1) / 100) * 100);
  });

  it('keeps to what it was asked for at first', async () => {
    manySellers(1);
    const lost = acts().dispute({ charge: seller('acct_b').charge });
    acts().lose(lost);
    await expect(scan(killedAt(1), { ...OPTIONS, lostWithinDays: 30 })).rejects.toThrow('killed');
    await scan(deps(), OPTIONS);
    expect(await items()).toEqual([`dispute ${lost} 40000`]);
  });

  it('begins a list anew where the account that its page ended with is gone', async () => {
    manySellers(150);
    await expect(scan(killedAt(101), OPTIONS)).rejects.toThrow('killed');
    await database.db.updateTable('imports').set({ after: 'acct_gone' }).execute();
    expect(await scan(deps(), OPTIONS)).toMatchObject({ accounts_read: 150 });
  });
});

describe('two imports at the same time', () => {
  it('do not read past each other: the one that comes late ends', async () => {
    manySellers(3);
    const other = deps({
      lookAtAccount: async () => {
        await database.db.updateTable('imports').set({ after: 'acct_0001' }).execute();
      },
    });
    await expect(scan(other, OPTIONS)).rejects.toThrow('another "bin/recoup import" is at work');
  });
});

describe('the mode', () => {
  const act = () => database.db.transaction().execute((tx) => writeMode(tx, 'act'));

  it('act refuses an import before anything is read', async () => {
    await act();
    await expect(scan(deps(), OPTIONS)).rejects.toThrow(ActingError);
    expect(await readImport(database.db, null)).toBeNull();
  });

  it('act lets it pass where that is said', async () => {
    await act();
    expect(await scan(deps({ whileActing: true }), OPTIONS)).toMatchObject({ phase: 'adopting' });
  });

  it('that becomes act while it reads stops it, and what was read stays', async () => {
    manySellers(120);
    const whole = deps();
    const turned = deps({
      lookAtAccount: async (account) => {
        await act();
        return whole.lookAtAccount(account);
      },
    });
    await expect(scan(turned, OPTIONS)).rejects.toThrow('bin/recoup mode observe');
    expect(await readImport(database.db, null)).toMatchObject({ phase: 'accounts', accounts_read: 100 });
  });
});

describe('what was found', () => {
  it('is waited for until the flows have looked, and the import does not end before', async () => {
    acts().dashboardReversal(seller('acct_owes').transfer, 15_000);
    const row = await scan(deps(), OPTIONS);
    expect(await awaitAdoption(deps(), row, 0)).toBe(1);
    expect(await readImport(database.db, null)).toMatchObject({ phase: 'adopting', ended_at: null });
  });

  it('an account that has left is named, and the rest is read', async () => {
    manySellers(2);
    const whole = deps();
    const leaving = deps({
      lookAtAccount: async (account) => {
        if (account === 'acct_0001') acts().deauthorize(account);
        return whole.lookAtAccount(account);
      },
    });
    await scan(leaving, OPTIONS);
    expect(await items()).toEqual(['unreadable acct_0001']);
  });
});
