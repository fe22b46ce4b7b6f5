import { afterEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { createLinkServer, linksToGive } from '../../src/links';
import { createContacts } from '../../src/notify/contact';
import { sendDueNotices } from '../../src/notify/outbox';
import { createPost } from '../../src/notify/post';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';
import { startMailServer } from '../support/mail-server';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const PUBLIC = 'https://money.ridge.example';
const EMAIL = 'grace.hopper@sellers.example';
const issue = { publicUrl: PUBLIC, keys: [{ id: 'one', key: randomBytes(32) }] };

/** The seller's letters by real mail, and the server that answers what they lead to. */
async function sellerSide(house: House) {
  const mailServer = await startMailServer();
  closers.push(() => mailServer.close());
  const log = pino({ enabled: false });
  const mail = { url: `smtp://127.0.0.1:${mailServer.port}`, from: 'Ridge Market <billing@ridge.example>' };
  const post = createPost({ mail, secrets: [], log, wallNow: Date.now });
  closers.push(() => post.close());
  const links = linksToGive({ ...issue, ...house.policy.links, expiresAfterWallMs: 14 * DAY_MS });
  const wallNow = () => house.nowMs();
  const common = { db: house.db, clock: WALL_CLOCK, wallNow, platform: 'Ridge Market' };
  const server = await createLinkServer({ ...common, ...issue, stripe: house.stripe });
  closers.push(() => server.close());
  const { recipients } = house.policy;
  const contactOf = createContacts(house.stripe);
  return {
    open: async (url: string) => server.inject({ url: url.slice(PUBLIC.length) }),
    askForFresh: async (url: string) =>
      server.inject({ method: 'POST', url: `${url.slice(PUBLIC.length)}/fresh` }),
    /** Sends what is due and answers the addresses of a kind in what the seller has been sent so far. */
    async addresses(kind: 'l' | 's'): Promise<readonly string[]> {
      await sendDueNotices({ ...common, post, links, recipients, contactOf, log });
      const letters = mailServer.received.filter(({ to }) => to.includes(EMAIL));
      const text = letters.map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')).join('\n');
      return [...new Set(text.match(new RegExp(`${PUBLIC}/${kind}/[\\w.-]+`, 'g')) ?? [])];
    },
  };
}

async function allRows(house: House): Promise<string> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(house.db);
  const rows = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(house.db),
    ),
  );
  return rows.flatMap((result) => result.rows.map(({ row }) => row)).join('\n');
}

test('a seller whose bank is closed mends it by a link, asks for another, and sees the debt go', async () => {
  const house = await openHouse();
  closers.push(() => house.close());
  const side = await sellerSide(house);
  const grace = await debtor(house, {
    email: EMAIL,
    banks: [{ behaviour: { kind: 'refuses', code: 'account_closed' } }],
  });
  grace.owe(15_000);
  for (let days = 0; days < 12 && (await side.addresses('l')).length === 0; days += 1)
    await house.pass(DAY_MS);

  const [toStripe = ''] = await side.addresses('l');
  const opened = await side.open(toStripe);
  expect(opened).toMatchObject({
    statusCode: 303,
    headers: { location: expect.stringContaining('connect.stripe.com') },
  });
  expect((await side.open(toStripe)).statusCode).toBe(410);

  const before = await side.addresses('l');
  expect((await side.askForFresh(toStripe)).statusCode).toBe(202);
  const fresh = (await side.addresses('l')).filter((url) => !before.includes(url));
  expect(fresh).toHaveLength(1);
  expect((await side.open(fresh[0] ?? '')).statusCode).toBe(303);

  const [statement = ''] = (await side.addresses('s')).toReversed();
  const first = await side.open(statement);
  expect({ status: first.statusCode, owes: first.body.includes('150.00 USD') }).toEqual({
    status: 200,
    owes: true,
  });
  grace.sells(30_000);
  await house.pass(4 * DAY_MS);
  const second = await side.open(statement);
  expect(second.body).toContain('Nothing is owed.');
  expect(second.body).toContain('From sales');

  const kept = await allRows(house);
  for (const url of [toStripe, statement, ...fresh]) {
    expect(kept).not.toContain(url.split('/').at(-1));
    expect(kept).not.toContain(url.split('.').at(-1));
  }
  expect(kept).not.toContain(EMAIL);
});
