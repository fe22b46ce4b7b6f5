import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import type { Policy } from '../../src/domain/policy/policy';
import { createContacts } from '../../src/notify/contact';
import { sendDueNotices } from '../../src/notify/outbox';
import { createPost } from '../../src/notify/post';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import { createStripeClient } from '../../src/stripe/client';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';
import { startMailServer } from '../support/mail-server';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const PERSONAL = { name: 'Grace Hopper', email: 'grace.hopper@sellers.example' };
/** What must stand in no history, row or log. */
const PERSONAL_WORDS = /grace|hopper|sellers\.example|ending in/i;

/** What the platform receives for sellers that Stripe has no address of, verified. */
async function platformHook() {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push(new Webhook(SECRET).verify(body, request.headers as Record<string, string>));
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/recoup` };
}

/** Sends what is due by real mail and real web hooks, and keeps every line of the log. */
function outboxOf(house: House, smtpPort: number) {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const { host, port } = house.simulator;
  const stripe = createStripeClient({
    key: 'sk_test_house',
    host,
    port,
    protocol: 'http',
    requestsPerSecond: 1_000,
  });
  const post = createPost({
    mail: { url: `smtp://127.0.0.1:${smtpPort}`, from: 'Ridge Market <billing@ridge.example>' },
    secrets: [{ name: 'app', secret: SECRET }],
    log,
    wallNow: Date.now,
  });
  closers.push(() => post.close());
  const send = () =>
    sendDueNotices({
      db: house.db,
      post,
      contactOf: createContacts(stripe),
      recipients: house.policy.recipients,
      clock: WALL_CLOCK,
      wallNow: () => house.nowMs(),
      platform: 'Ridge Market',
      links: null,
      log,
    });
  return { send, lines };
}

/** Every row of every table, as text. */
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

/** Every payload of a workflow's history, decoded. */
async function history(house: House, workflowId: string): Promise<string> {
  const { events } = await house.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const decoded = JSON.stringify(events, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  );
  if (decoded.length < 1_000) throw new Error(`the history of ${workflowId} was not read`);
  return decoded;
}

function withRecipients(recipients: Partial<Policy['recipients']>): Policy {
  const policy = defaultPolicy();
  return sealPolicy({ ...policy, recipients: { ...policy.recipients, ...recipients } });
}

const lettersTo = (
  mails: readonly { readonly to: readonly string[]; readonly raw: string }[],
  address: string,
) => mails.filter(({ to }) => to.includes(address)).map(({ raw }) => raw.replaceAll('=\r\n', ''));

test('sellers and the team are told by mail and web hook, and nothing personal is kept', async () => {
  let greylisted = false;
  const mailServer = await startMailServer({
    onRcptTo({ address }, _session, done) {
      const again = Object.assign(new Error(`<${address}> later, please`), { responseCode: 450 });
      done(greylisted || address !== PERSONAL.email ? null : again);
      if (address === PERSONAL.email) greylisted = true;
    },
  });
  closers.push(() => mailServer.close());
  const hook = await platformHook();
  const seller = [{ channel: 'mail' }, { channel: 'webhook', url: hook.url, secret: 'app' }] as const;
  const house = await openHouse({ policy: withRecipients({ seller }) });
  closers.push(() => house.close());
  const outbox = outboxOf(house, mailServer.port);

  const grace = await debtor(house, {
    ...PERSONAL,
    banks: [{ behaviour: { kind: 'refuses', code: 'insufficient_funds' } }],
  });
  const nameless = await debtor(house, { country: 'JP' }, 'jpy');
  grace.owe(15_000);
  nameless.owe(20_000);
  for (let days = 0; days < 10; days += 1) {
    await house.pass(DAY_MS);
    await outbox.send();
  }

  const letters = lettersTo(mailServer.received, PERSONAL.email);
  const text = letters.join('\n');
  expect(text).toContain('150.00 USD will be collected from your bank account ending in 6789');
  expect(text).toContain('there was not enough money in it');
  expect(text).toContain('Subject: Reminder: you owe 150.00 USD');
  expect(lettersTo(mailServer.received, 'team@example.com').length).toBeGreaterThan(0);
  expect(hook.received).toContainEqual(
    expect.objectContaining({
      type: 'notice.rung',
      data: expect.objectContaining({ role: 'seller', account: nameless.seller }),
    }),
  );
  expect(JSON.stringify(hook.received)).toContain('20,000 JPY');

  expect(await grace.notices()).not.toHaveLength(0);
  for (const notice of [...(await grace.notices()), ...(await nameless.notices())]) {
    expect(notice).toMatchObject({ state: 'sent', error: null });
  }
  expect(await allRows(house)).not.toMatch(PERSONAL_WORDS);
  expect(await history(house, grace.flow)).not.toMatch(PERSONAL_WORDS);
  expect(outbox.lines.join('')).toContain('<(address)> later, please');
  expect(outbox.lines.join('')).not.toMatch(PERSONAL_WORDS);
  expect(JSON.stringify(hook.received)).not.toMatch(PERSONAL_WORDS);
}, 120_000);
