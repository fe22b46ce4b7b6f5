import Fastify, { type FastifyInstance } from 'fastify';
import Stripe from 'stripe';
import type { Database } from '../../src/store/database';
import { openDatabase } from '../../src/store/database';
import { createWebhookServer } from '../../src/webhooks';

/** A process of its own: one of the two receivers that are compared. Arguments: which, database, secret. */
const [which = '', url = '', secret = ''] = process.argv.slice(2);

/** What one would write first: Fastify, Stripe's verification, one INSERT, 200. */
function plainReceiver(db: Database): FastifyInstance {
  const { webhooks } = new Stripe('sk_test_bench');
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/stripe', async (request) => {
    const body = request.body as Buffer;
    const event = webhooks.constructEvent(body, request.headers['stripe-signature'] ?? '', secret);
    await db
      .insertInto('events')
      .values({
        source: 'connect',
        event_id: event.id,
        type: event.type,
        account: event.account ?? null,
        object_id: null,
        livemode: event.livemode,
        body: body.toString(),
        state: 'ignored',
        error: null,
      })
      .execute();
    return { received: true };
  });
  return app;
}

async function main(): Promise<void> {
  const db = openDatabase(url);
  const secrets = { platform: [secret], connect: [secret] };
  const app = which === 'plain' ? plainReceiver(db) : createWebhookServer({ db, secrets, wallNow: Date.now });
  process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
  process.on('disconnect', () => void app.close().then(() => process.exit(0)));
}

void main();
