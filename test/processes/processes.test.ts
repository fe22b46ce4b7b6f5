import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { CATALOGUE } from '../../src/metrics/catalogue';
import { openDatabase } from '../../src/store/database';
import { writeSetting } from '../../src/store/settings';
import { healthOf, LINK_SECRET, ProductionSite, readiness } from '../support/production';
import type { RecoupProcess } from '../support/recoup-process';

const A_MINUTE_MS = 60_000;

describe('the processes of production', () => {
  let site: ProductionSite;
  let webhooks: RecoupProcess;
  let worker: RecoupProcess;
  let page: RecoupProcess;
  let links: RecoupProcess;
  beforeAll(async () => {
    site = await ProductionSite.open();
    webhooks = site.start('webhooks');
    worker = site.start('worker');
    page = site.start('console');
    links = site.start('links');
  }, A_MINUTE_MS);
  afterAll(() => site.close(), A_MINUTE_MS);

  test(
    'wait, in whatever order they start, and say what for',
    async () => {
      const lacks = await readiness(worker, ({ needs }) => needs['schema']?.includes('migrate') === true);
      expect(lacks).toMatchObject({
        ready: false,
        needs: {
          database: 'met',
          schema: expect.stringContaining('run bin/recoup migrate'),
          worker: 'not reached yet',
        },
      });
      expect(worker.output).toContain('"msg":"waiting for: schema"');
      await expect(site.start('migrate').ended).resolves.toMatchObject({ code: 0 });
      for (const process of [webhooks, worker, page, links]) {
        const { needs } = await readiness(process, ({ ready }) => ready);
        expect(new Set(Object.values(needs))).toEqual(new Set(['met']));
      }
    },
    A_MINUTE_MS,
  );

  test(
    'take a dispute from the webhook to the reversal',
    async () => {
      const { acts } = site.simulator.world;
      acts.createSeller({ id: 'acct_prod', country: 'US' });
      acts.sale({
        id: 'ch_prod',
        model: 'destination',
        seller: 'acct_prod',
        amountMinor: 25_000,
        currency: 'usd',
      });
      acts.dispute({ id: 'dp_prod', charge: 'ch_prod' });
      const reversal = () =>
        site.database.db
          .selectFrom('money_moves')
          .select(['amount_minor', 'state'])
          .where('kind', '=', 'reversal')
          .executeTakeFirst();
      while ((await reversal())?.state !== 'moved') worker.assertRunning();
      expect(await reversal()).toEqual({ amount_minor: 25_000, state: 'moved' });
    },
    A_MINUTE_MS,
  );

  test('answer what is no link with a page, and count it', async () => {
    const address = await links.until(() => /"links":"(http:[^"]+)"/.exec(links.output)?.[1] ?? null);
    const answer = await fetch(`${address}/l/garbage`);
    expect({ status: answer.status, isPage: (await answer.text()).startsWith('<!doctype html>') }).toEqual({
      status: 404,
      isPage: true,
    });
    const metrics = await (await fetch(`${await healthOf(links)}/metrics`)).text();
    expect(metrics).toMatch(/recoup_links_total\{route="link",status="404"\} 1/);
    expect(links.output).not.toContain('garbage');
  });

  test(
    'keep ids and amounts from whoever can read Temporal’s histories',
    async () => {
      // A client without the keys sees what the server stores.
      const connection = await Connection.connect({ address: site.temporal.address });
      const client = new Client({ connection });
      const { events } = await client.workflow.getHandle('dispute:dp_prod').fetchHistory();
      await connection.close();
      const payloads = payloadsIn(events ?? []);
      expect(payloads.length).toBeGreaterThan(3);
      for (const { metadata, data } of payloads) {
        expect(metadata['encoding']).toBe('binary/encrypted');
        expect(metadata['encryption-key-id']).toBe('first');
        expect(data).not.toMatch(/acct_prod|25000|dp_prod/);
      }
    },
    A_MINUTE_MS,
  );

  test(
    'let money go before looks where tasks wait',
    async () => {
      const { events } = await site.temporal.client.workflow.getHandle('dispute:dp_prod').fetchHistory();
      const priorityOf = (activity: string) =>
        (events ?? [])
          .map((event) => event.activityTaskScheduledEventAttributes)
          .find((scheduled) => scheduled?.activityType?.name === activity)?.priority?.priorityKey;
      expect(priorityOf('reverseTransfer')).toBe(1);
      expect(priorityOf('lookAtDispute') ?? 0).toBe(0);
    },
    A_MINUTE_MS,
  );

  test('show their figures, each its own', async () => {
    const read = async (process: RecoupProcess) => (await fetch(`${await healthOf(process)}/metrics`)).text();
    const [ofWorker, ofWebhooks, ofLinks] = await Promise.all([read(worker), read(webhooks), read(links)]);
    expect(ofWebhooks).toMatch(/recoup_webhooks_total\{endpoint="\/stripe",status="200"\} [1-9]/);
    expect(ofWorker).toMatch(/recoup_moves_total\{kind="reversal",outcome="moved"\} 1/);
    expect(ofWorker).toMatch(/recoup_stripe_requests_total\{method="GET",outcome="ok"\} \d/);
    expect(ofWorker).toMatch(/temporal_workflow_task_schedule_to_start_latency_seconds_bucket/);
    const missing = Object.keys(CATALOGUE).filter(
      (name) => ![ofWorker, ofWebhooks, ofLinks].some((figures) => figures.includes(name)),
    );
    expect(missing).toEqual([]);
  });

  test('log in lines of JSON, without a secret', () => {
    for (const { output } of [webhooks, worker, page, links]) {
      expect(output).not.toContain(LINK_SECRET.split(':')[1]);
      expect(output).not.toContain('whsec_');
      expect(output).not.toContain(new URL(site.database.url).password);
      for (const line of output.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
    }
  });

  test(
    'finish and end with code 0 when they are told to stop',
    async () => {
      for (const process of [webhooks, page, links, worker]) {
        const { code, output } = await process.signal('SIGTERM');
        expect({ code, said: output.includes('has stopped') }).toEqual({ code: 0, said: true });
      }
      const callers = await site.database.db.selectFrom('stripe_callers').selectAll().execute();
      expect(callers).toEqual([]);
    },
    A_MINUTE_MS,
  );

  test(
    'end at once at a second signal, with code 1, whatever is still under way',
    async () => {
      const process = site.start('webhooks', { RECOUP_WEBHOOKS_PORT: '0' });
      const address = await process.until(
        () => /"webhooks":"http:\/\/([^"]+)"/.exec(process.output)?.[1] ?? null,
      );
      const [host = '', port = ''] = address.split(':');
      // A webhook that the receiver has begun to read and whose sender does not come to its end.
      const sender = connect({ host, port: Number(port) });
      sender.on('error', () => undefined);
      sender.write(
        'POST /stripe HTTP/1.1\r\nHost: recoup\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n',
      );
      await once(sender, 'data');
      process.child.kill('SIGTERM');
      await process.until(() => (process.output.includes('stopping: what is under way') ? true : null));
      const { code, output } = await process.signal('SIGTERM');
      sender.destroy();
      expect(code).toBe(1);
      expect(output).toContain('stopping at once');
    },
    A_MINUTE_MS,
  );

  test(
    'refuse the books of another platform, and those of a newer version',
    async () => {
      const db = openDatabase(site.database.url, 1);
      await writeSetting(db, 'installation', { platformAccount: 'acct_somebody_else', livemode: false });
      const other = await site.start('worker').ended;
      expect(other.code).toBe(1);
      expect(other.output).toContain('this database keeps the books of');

      await db
        .insertInto('migrations' as never)
        .values({ name: '9999-later', checksum: 'unknown' } as never)
        .execute();
      await db.destroy();
      const all = ['worker', 'webhooks', 'console', 'links'].map((name) => site.start(name).ended);
      for (const newer of await Promise.all(all)) {
        expect(newer.code).toBe(1);
        expect(newer.output).toContain('the database belongs to a newer version');
      }
    },
    A_MINUTE_MS,
  );
});

interface Seen {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Every payload anywhere in a history, with its bytes as text. */
function payloadsIn(value: unknown): readonly Seen[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value) {
    const metadata = Object.entries(value.metadata as Readonly<Record<string, Uint8Array>>);
    const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString('latin1');
    const seen = {
      metadata: Object.fromEntries(metadata.map(([name, bytes]) => [name, text(bytes)])),
      data: text(value.data),
    };
    // Search attributes have a type and are never encrypted: they hold ids that the workflow's own id holds too.
    return 'type' in seen.metadata ? [] : [seen];
  }
  return Object.values(value).flatMap(payloadsIn);
}
