import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { momentAt, WALL_CLOCK } from '../../src/domain/clock';
import { raiseAttention } from '../../src/store/attention';
import { openDatabase } from '../../src/store/database';
import { writeFrozen, writeMode } from '../../src/store/door-state';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { CLOCK, NOW_WALL, seed, SELLERS } from './seed';
import { readSeller } from './seed/sellers';
import { at, daysAgo } from './seed/tools';

const headers = { host: 'localhost:3000' };
let seeded: FreshDatabase;
let empty: FreshDatabase;
let app: FastifyInstance;
let emptyApp: FastifyInstance;
let temporalIsThere = true;

beforeAll(async () => {
  [seeded, empty] = await Promise.all([freshDatabase(), freshDatabase()]);
  await seed(seeded.db);
  const options = {
    temporalUiUrl: 'http://127.0.0.1:8233/',
    temporalReachable: () => Promise.resolve(temporalIsThere),
  };
  app = await createConsole({ ...options, db: seeded.db, clock: CLOCK, wallNow: () => NOW_WALL });
  emptyApp = await createConsole({ ...options, db: empty.db, clock: WALL_CLOCK, wallNow: Date.now });
});
afterAll(async () => {
  await Promise.all([app.close(), emptyApp.close()]);
  await Promise.all([seeded.close(), empty.close()]);
});

/** The page's text as a reader sees it: without tags, spaces run together. */
async function read(url: string, from = app): Promise<string> {
  const response = await from.inject({ url, headers });
  expect(response.statusCode).toBe(200);
  return textOf(response.body);
}

function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

/** What stands between two headings. */
function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  expect(start).toBeGreaterThan(-1);
  expect(end).toBeGreaterThan(start);
  return text.slice(start, end);
}

describe('the overview', () => {
  test('puts what needs a person first, each with the exact command that answers it', async () => {
    const text = await read('/');
    const needs = between(text, 'Needs a person', 'Money');
    expect(needs).toContain('12,500.00 EUR');
    expect(needs).toMatch(/bin\/recoup approvals approve dec_\d+ --by YOUR_NAME/);
    expect(needs).toContain(
      'bin/recoup case resolve case:acct_1SakuraPaper:jpy --outcome keepCollecting --by YOU --note WHY',
    );
    expect(needs.indexOf('approval')).toBeLessThan(needs.indexOf('gate'));
    expect(needs.indexOf('gate')).toBeLessThan(needs.indexOf('debits returned'));
    expect(needs).toContain('Temporal UI');
  });

  test('shows money for each currency by itself', async () => {
    const text = between(await read('/'), 'Money', 'Open cases');
    expect(text).toContain('JPY Owed 340,500 JPY below zero 340,500 JPY in claims 0 JPY');
    expect(text).toContain('USD Owed 1,501.00 USD below zero 1,486.00 USD in claims 15.00 USD');
    expect(text).toContain('Next to clear: 340,500 JPY of case 3 , not before 2 Jun 2027');
  });

  test('counts what was recovered by the way in which it came; a returned debit has brought nothing', async () => {
    const text = between(await read('/'), 'Money', 'Open cases');
    expect(text).toContain(
      'Recovered 660.00 GBP by bank debit 507.50 GBP from the balance, by reversal 90.00 GBP ' +
        'from the balance, by account debit 20.00 GBP through sales 42.50 GBP',
    );
    expect(text).toContain(
      'Recovered 359.00 USD from the balance, by reversal 120.00 USD through sales 239.00 USD',
    );
    expect(text).not.toMatch(/by bank debit [\d,.]+ USD/);
    expect(text).toContain(
      'Recovered 899.00 EUR from the balance, by reversal 899.00 EUR Given back 899.00 EUR',
    );
  });

  test('lists cases, disputes, moves, notices and the inbox', async () => {
    const text = await read('/');
    expect(between(text, 'Open cases', 'Disputes ')).toContain('day 153 of 180');
    expect(between(text, 'Moves 7', 'Notices 6')).toContain('refused balance_insufficient');
    const inbox = text.slice(text.lastIndexOf('Inbox'));
    expect(inbox).toContain('20 times');
    expect(inbox).toContain('set aside its body is not JSON');
    expect(inbox).toContain('account:acct_1RidgeOutdoor waiting');
    expect(inbox).toContain('dispute:dp_1RidgeTent after 4 s');
  });

  test('says what will appear where there is nothing yet', async () => {
    const text = await read('/', emptyApp);
    for (const words of [
      'Nothing waits for a person.',
      'Nothing is owed and nothing was recovered yet.',
      'No case is open.',
      'No dispute yet.',
      'No money was moved yet.',
      'Nobody was written to yet.',
      'No event has arrived.',
    ]) {
      expect(text).toContain(words);
    }
  });
});

describe('the strip', () => {
  test('shows a simulated run, its mode, its door and its clock', async () => {
    const text = await read('/');
    expect(text).toContain('Simulated, 2 s = 1 day, no real money');
    expect(text).toContain('Mode acts money moves');
    expect(text).toContain('Clock 6 May 2027 day 165');
    expect(text).toContain('Door open');
    expect(text).toContain('Relay 4 s behind 3 waiting, 1 set aside');
    expect(text).toContain('Last webhook 0 s ago');
  });

  test('observes where nobody has said otherwise, on the wall clock and without a banner', async () => {
    const text = await read('/', emptyApp);
    expect(text).toContain('Mode observes decides, moves nothing');
    expect(text).toContain('Last webhook none yet');
    expect(text).toContain('Relay in time');
    expect(text).not.toContain('Simulated');
  });

  test('shows a change of mode and a freeze at the next reading', async () => {
    await seeded.db.transaction().execute(async (tx) => {
      await writeMode(tx, 'observe');
      await writeFrozen(tx, true);
    });
    const text = await read('/inbox');
    expect(text).toContain('Mode observes');
    expect(text).toContain('Door frozen no money moves');
    await seeded.db.transaction().execute(async (tx) => {
      await writeMode(tx, 'act');
      await writeFrozen(tx, false);
    });
  });

  test('says when Temporal cannot be reached, also where it does not answer at all', async () => {
    const options = { db: seeded.db, clock: CLOCK, wallNow: () => NOW_WALL, temporalUiUrl: null };
    const silent = await createConsole({ ...options, temporalReachable: () => new Promise(() => undefined) });
    expect(await read('/', silent)).toContain('Temporal not reachable');
    await silent.close();
    temporalIsThere = false;
    const failing = await createConsole({
      ...options,
      temporalReachable: () => Promise.reject(new Error('away')),
    });
    expect(await read('/', failing)).toContain('Temporal not reachable');
    await failing.close();
    temporalIsThere = true;
  });
});

describe('a case', () => {
  test('shows what is owed for, what stands in its way, and one timeline of everything', async () => {
    const text = await read('/cases/1');
    expect(text).toContain('Owed 1,501.00 USD');
    expect(text).toContain('dp_1RidgeTent below zero 1,486.00 USD');
    expect(text).toContain('dp_1RidgeTent , its fee claim: fee 15.00 USD');
    expect(between(text, 'Needs a person', 'Owed for')).toContain('--outcome handled');
    const timeline = text.slice(text.indexOf('Timeline'));
    const order = [
      'day-60 to seller queued',
      'day-30 to seller sent',
      'debits returned open',
      'reversal 1,845.00 USD moved',
    ];
    const places = order.map((line) => timeline.indexOf(line));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(timeline).toContain('between balance and bank -1,725.00 USD payout failure');
    expect(timeline).toContain('account debit 15.00 USD refused balance_insufficient');
  });

  test('links into the Temporal UI', async () => {
    const { body } = await app.inject({ url: '/cases/1', headers });
    expect(body).toContain(
      'href="http://127.0.0.1:8233/namespaces/default/workflows/case%3Aacct_1RidgeOutdoor%3Ausd"',
    );
  });

  test('that is closed says how it ended', async () => {
    const text = await read('/cases/2');
    expect(text).toContain('recovered');
    expect(text).toContain('Most owed 550.00 GBP');
    expect(text).not.toContain('Stripe clears');
  });

  test('is found by its workflow', async () => {
    const found = await app.inject({ url: '/workflows/case%3Aacct_1SakuraPaper%3Ajpy', headers });
    expect(found.headers.location).toBe('/cases/3');
    const dispute = await app.inject({ url: '/workflows/dispute%3Adp_1RidgeTent', headers });
    expect(dispute.headers.location).toBe('/disputes/dp_1RidgeTent');
  });
});

test('a dispute shows what each seller bears of it', async () => {
  const text = await read('/disputes/dp_1RidgeTent');
  expect(text).toContain('acct_1RidgeOutdoor principal 1,845.00 USD 0.00 USD 0.00 USD');
  expect(text).toContain('acct_1RidgeOutdoor fee 0.00 USD 15.00 USD 0.00 USD');
});

test('a dispute shows what people decided about it, once somebody has', async () => {
  expect(await read('/disputes/dp_1KieferTisch')).not.toContain('What people decided');
  await seeded.db
    .insertInto('dispute_answers')
    .values({
      dispute_id: 'dp_1KieferTisch',
      question: 'giveBack',
      account: 'acct_1KieferHolz',
      answer: 'keep',
      said_by: 'ana',
      said_clock: new Date(NOW_WALL),
    })
    .execute();
  const text = await read('/disputes/dp_1KieferTisch');
  expect(text).toMatch(/though Stripe bears its losses acct_1KieferHolz keep ana/);
});

test('an account shows what stands against its money, since when, and what changed', async () => {
  const account = SELLERS.harbour;
  expect(await read(`/accounts/${account}`)).toContain('Nothing between two looks so far.');
  const slid = { transfers: { state: 'pending' as const, word: 'pending' } };
  const [read1, read2] = [at(daysAgo(3)), at(daysAgo(1))];
  await readSeller(seeded.db, account, 'GB', read1, { capabilities: slid });
  await readSeller(seeded.db, account, 'GB', read2, { capabilities: slid, disabledReason: 'under_review' });
  const text = await read(`/accounts/${account}`);
  expect(text).toMatch(/give back capability capability transfers is pending, not active/);
  expect(text).toMatch(/capability:transfers active pending/);
  expect(text).toMatch(/disabled reason nothing under_review/);
  expect(text.indexOf('disabled reason nothing')).toBeLessThan(text.indexOf('capability:transfers active'));
});

test('a move shows its decision: inputs, key and what Stripe made of it', async () => {
  const key = 'recoup:v1:reversal:dp_1RidgeTent:tr_1RidgeTent:0';
  const text = await read(`/moves/${encodeURIComponent(key)}`);
  expect(text).toContain(`Key ${key}`);
  expect(text).toContain('At Stripe trr_1RidgeTent');
  expect(text).toContain('"targetMinor": 184500');
  expect(text).toMatch(/Id dec_\d+ Kind reversal By recoup/);
});

test('what was decided and held back is listed with the reason', async () => {
  expect(between(`${await read('/moves')} end`, 'Held back', 'end')).toContain('"why":"approval"');
});

describe('a notice', () => {
  const pageOf = async (rung: string): Promise<string> => {
    const notices = await app.inject({ url: '/api/v1/notices', headers });
    const { rows } = notices.json() as { rows: { notice_id: number; rung: string }[] };
    return read(`/notices/${rows.find((row) => row.rung === rung)?.notice_id}`);
  };

  test('shows the words that were sent, and how', async () => {
    const page = await pageOf('day-1');
    expect(page).toContain('Your balance is below zero: 1,501.00 USD Hello,');
    expect(page).toContain('Went by log');
    expect(page).not.toContain('bin/recoup notices');
  });

  test('that waits has the command that withdraws it', async () => {
    expect(await pageOf('day-60')).toMatch(/bin\/recoup notices withdraw \d+ --by YOUR_NAME/);
  });
});

describe('the JSON twins', () => {
  test.each([
    'overview',
    'cases',
    'cases/1',
    'disputes',
    'disputes/dp_1RidgeTent',
    'moves',
    'notices',
    'inbox',
  ])('/api/v1/%s', async (path) => {
    const response = await app.inject({ url: `/api/v1/${path}`, headers });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('application/json');
  });

  test('carry minor units beside their currency', async () => {
    const { currencies } = (await app.inject({ url: '/api/v1/overview', headers })).json() as {
      currencies: { currency: string; shortfallMinor: number; recovered: object[] }[];
    };
    expect(currencies.find(({ currency }) => currency === 'gbp')).toMatchObject({
      shortfallMinor: 0,
      recovered: [
        { method: 'bank_debit', amountMinor: 50_750 },
        { method: 'reversal', amountMinor: 9_000 },
        { method: 'account_debit', amountMinor: 2_000 },
        { method: 'sales', amountMinor: 4_250 },
      ],
    });
  });
});

test.each([
  '/cases/99',
  '/cases/one',
  '/disputes/dp_none',
  '/moves/none',
  '/notices/0x1',
  '/nowhere',
  '/api/v1/cases/99',
  '/workflows/case%3Aacct_none%3Ausd',
])('%s is not found, in words', async (url) => {
  const response = await app.inject({ url, headers });
  expect(response.statusCode).toBe(404);
  expect(textOf(response.body)).toMatch(/no(thing| page| case)/i);
});

test('what comes from outside is shown as text, never as markup', async () => {
  const fresh = await freshDatabase();
  const evil = '<img src=x onerror="alert(1)">';
  await raiseAttention(
    fresh.db,
    { key: 'evil', subject: evil, kind: 'gate', message: evil, command: `echo '${evil}'` },
    momentAt(WALL_CLOCK, Date.now()),
  );
  const shown = await createConsole({
    db: fresh.db,
    clock: WALL_CLOCK,
    wallNow: Date.now,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
  const { body } = await shown.inject({ url: '/', headers });
  expect(body).not.toContain('<img');
  expect(body).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
  await shown.close();
  await fresh.close();
});

test('without its database it says so, and nothing of what went wrong inside', async () => {
  const db = openDatabase('postgres://nobody:secret@127.0.0.1:1/none');
  const away = await createConsole({
    db,
    clock: WALL_CLOCK,
    wallNow: Date.now,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
  const page = await away.inject({ url: '/', headers });
  expect(page.statusCode).toBe(500);
  expect(page.body).toContain('The database did not answer');
  expect(page.body).not.toMatch(/secret|ECONNREFUSED/);
  const ready = await away.inject({ url: '/readyz', headers });
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toMatchObject({ ready: false, wishes: { temporal: 'met' } });
  expect((await away.inject({ url: '/healthz', headers })).statusCode).toBe(200);
  await away.close();
  await db.destroy();
});

test('with it, it is ready', async () => {
  const ready = await app.inject({ url: '/readyz', headers });
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toMatchObject({ ready: true, needs: { database: 'met' } });
});
