import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { accountId, type AccountId } from '../../src/domain/ids';
import type { LinkPurpose } from '../../src/domain/links';
import { createLinkServer, mintLink } from '../../src/links';
import { createSimulator, type Simulator } from '../../src/simulator';
import type { Database } from '../../src/store/database';
import { insertLinks } from '../../src/store/links';
import { createStripeClient } from '../../src/stripe/client';
import { freshDatabase, type FreshDatabase } from './postgres';

export const LINKS_START = Date.parse('2026-03-02T10:00:00Z');
export const LINKS_PUBLIC = 'https://money.ridge.example';

/** What sellers open, on a real database and a simulated Stripe, at an instant that the test sets. */
export class LinkSite {
  nowMs = LINKS_START;
  /** Parameters of the account links that were asked for. */
  asked: unknown[] = [];
  readonly #keys = [{ id: 'one', key: randomBytes(32) }];

  private constructor(
    readonly database: FreshDatabase,
    readonly simulator: Simulator,
  ) {}

  static async open(): Promise<LinkSite> {
    const time = { kind: 'manual', startMs: LINKS_START } as const;
    return new LinkSite(await freshDatabase(), await createSimulator({ time, webhooks: [] }));
  }

  get db(): Database {
    return this.database.db;
  }

  /** A server with limits of its own; whoever asks is told apart by `x-forwarded-for`. */
  server({ stripePort = this.simulator.port, db = this.db } = {}): Promise<FastifyInstance> {
    const stripe = createStripeClient({
      key: 'sk_test_links',
      host: this.simulator.host,
      port: stripePort,
      protocol: 'http',
      requestsPerSecond: 1_000,
    });
    const create = stripe.accountLinks.create.bind(stripe.accountLinks);
    stripe.accountLinks.create = (params, requestOptions) => {
      this.asked.push(params);
      return create(params, requestOptions);
    };
    return createLinkServer({
      db,
      stripe,
      clock: WALL_CLOCK,
      wallNow: () => this.nowMs,
      keys: this.#keys,
      publicUrl: LINKS_PUBLIC,
      platform: 'Ridge Market',
      proxies: ['127.0.0.1'],
    });
  }

  seller(type: 'standard' | 'express' | 'custom' = 'express'): AccountId {
    return accountId(this.simulator.world.acts.createSeller({ country: 'US', type }));
  }

  /** An address that was given out now, as a path. */
  async given(purpose: LinkPurpose, account = this.seller()): Promise<string> {
    const settings = { publicUrl: LINKS_PUBLIC, keys: this.#keys, expiresAfterWallMs: 14 * DAY_MS };
    const { url, row } = mintLink(settings, { purpose, account, madeFor: 'notice:1' }, this.nowMs);
    await insertLinks(this.db, [row]);
    return url.slice(LINKS_PUBLIC.length);
  }

  /** As at the beginning; what happened at Stripe stays. */
  async reset(): Promise<void> {
    this.nowMs = LINKS_START;
    this.asked = [];
    await this.db.deleteFrom('links').execute();
    await this.db.deleteFrom('notices').execute();
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.database.close();
  }
}

/** The heading of a page. */
export const titleOf = (body: string): string | undefined => /<h1>(.*?)<\/h1>/.exec(body)?.[1];
