import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { audit, type KeyOfAudit } from '../../src/audit/audit';
import type { AuditDeps } from '../../src/audit/deps';
import { auditOneAccount } from '../../src/audit/one-account';
import { countText, findingsText } from '../../src/audit/report-text';
import { type AuditCheck, type AuditFinding, hasFailed } from '../../src/domain/audit/finding';
import { DAY_MS } from '../../src/domain/clock';
import { defaultPolicy } from '../../src/policy-file';
import type { ConfiguredEndpoint } from '../../src/simulator';
import { checkKey } from '../../src/stripe/check-key';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../../src/stripe/webhook-events';
import { receive } from '../relay/support';
import { startSimulator, type Running } from '../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

/** Whatever is sent there arrives. */
const ENDPOINTS: readonly ConfiguredEndpoint[] = [
  { url: 'http://127.0.0.1:9/stripe', secret: 'whsec_p', connect: false, enabledEvents: PLATFORM_EVENTS },
  {
    url: 'http://127.0.0.1:9/stripe/connect',
    secret: 'whsec_c',
    connect: true,
    enabledEvents: CONNECT_EVENTS,
  },
];

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention, accounts, cases, disputes cascade`.execute(
    database.db,
  );
});
afterEach(() => running.close());

const acts = () => running.simulator.world.acts;

async function open(webhooks = ENDPOINTS): Promise<void> {
  running = await startSimulator({ webhooks, transport: () => Promise.resolve(200) });
  acts().topUpPlatform(1_000_000, 'usd');
}

function deps(): AuditDeps {
  const nowMs = running.simulator.world.nowMs;
  return {
    db: database.db,
    stripe: running.stripe,
    now: () => ({ wallMs: nowMs, clockMs: nowMs }),
    policy: defaultPolicy(),
    policyFile: 'recoup.policy.yaml',
    secrets: { platform: 1, connect: 1 },
    onProgress: () => undefined,
  };
}

const key = async (): Promise<KeyOfAudit> => ({
  kind: 'simulator',
  report: await checkKey(running.stripe),
});
const found = async () => (await audit(deps(), await key())).findings;

/** Stripe answers for the account by its id and does not list it, as for one of Accounts v2. */
function hiding(id: string): AuditDeps {
  const { stripe } = running;
  const list: typeof stripe.accounts.list = (params, options) =>
    Object.assign(
      stripe.accounts
        .list(params, options)
        .then((page) => ({ ...page, data: page.data.filter((account) => account.id !== id) })),
      {},
    ) as ReturnType<typeof stripe.accounts.list>;
  const accounts: unknown = Object.create(stripe.accounts, { list: { value: list } });
  return { ...deps(), stripe: Object.create(stripe, { accounts: { value: accounts } }) as typeof stripe };
}

const worst = (findings: readonly AuditFinding[]) => findings.filter(({ severity }) => severity !== 'info');
const of = (findings: readonly AuditFinding[], check: AuditCheck) =>
  findings.filter((finding) => finding.check === check);

function seller(id: string, fields: object = {}): void {
  acts().createSeller({ id, country: 'US', type: 'express', ...fields });
  acts().sale({ model: 'destination', seller: id, amountMinor: 5_000, currency: 'usd' });
}

describe('an audit of a platform in good order', () => {
  it('finds nothing for anybody to do', async () => {
    await open();
    seller('acct_good', { banks: [{}] });
    const findings = await found();
    expect(worst(findings)).toEqual([]);
    expect(hasFailed(findings)).toBe(false);
    expect(findings.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('destination charges'),
        expect.stringContaining('the reserve, and where it is written'),
        'the list has every account that books, events and transfers name',
        'the available balance in USD covers what may still be taken from it',
      ]),
    );
  });

  it('reads a page for each hundred accounts, and of ten that take cards their charges', async () => {
    await open();
    for (let n = 0; n < 250; n += 1) {
      acts().createSeller({ id: `acct_${String(n).padStart(4, '0')}`, country: 'US' });
    }
    let calls = 0;
    running.stripe.on('request', () => (calls += 1));
    const report = await key();
    calls = 0;
    const { accountsRead, findings } = await audit(deps(), report);
    expect(accountsRead).toBe(250);
    // Three pages; endpoints, events, charges, transfers, the platform, its balance; ten accounts.
    expect(calls).toBe(3 + 6 + 10);
    expect(of(findings, 'liability')[0]?.accounts).toMatchObject({ count: 250 });
    expect(of(findings, 'liability')[0]?.accounts?.first).toHaveLength(20);
  });
});

describe('an audit', () => {
  it('finds a capability that slid while the account still says enabled', async () => {
    await open();
    seller('acct_slid');
    acts().setCapability('acct_slid', 'transfers', 'pending');
    const findings = await found();
    const [finding] = of(findings, 'capabilities');
    expect(finding).toMatchObject({
      severity: 'hard',
      accounts: { count: 1, first: [{ account: 'acct_slid', saw: 'transfers is pending' }] },
    });
    expect(hasFailed(findings)).toBe(true);
    expect(findingsText(findings)).toContain('HARD  transfers is not active while charges or payouts');
    expect(countText(findings)).toMatch(/^1 hard finding, /);
  });

  it('asks for card_payments where direct charges are in use, and only there', async () => {
    await open();
    seller('acct_a', { capabilities: ['transfers'] });
    expect(of(await found(), 'capabilities')).toEqual([]);
    acts().createSeller({ id: 'acct_direct', country: 'US' });
    acts().sale({ model: 'direct', seller: 'acct_direct', amountMinor: 5_000, currency: 'usd' });
    expect(of(await found(), 'capabilities')).toMatchObject([
      { severity: 'soft', what: expect.stringContaining('card_payments was never requested') },
    ]);
  });

  it('finds endpoints that are missing, that lack events, and that are disabled', async () => {
    await open([]);
    expect(of(await found(), 'webhooks').filter(({ severity }) => severity === 'hard')).toHaveLength(2);
    const endpoint = await running.stripe.webhookEndpoints.create({
      url: 'https://recoup.example/stripe',
      enabled_events: ['charge.dispute.created', 'transfer.reversed', 'refund.created'],
    });
    const lacking = of(await found(), 'webhooks');
    expect(lacking).toMatchObject([
      { severity: 'hard', saw: expect.stringMatching(/lacks .*charge\.dispute\.funds_withdrawn/) },
      { severity: 'hard', saw: 'none' },
      { severity: 'soft', saw: expect.stringMatching(/lacks .*refund\.failed/) },
      { severity: 'soft', what: expect.stringContaining('another API version') },
    ]);
    await running.stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    expect(of(await found(), 'webhooks')).toMatchObject([
      { severity: 'hard', saw: 'none' },
      { severity: 'hard', saw: 'none' },
      { severity: 'soft', what: 'an endpoint is disabled' },
    ]);
  });

  it('finds accounts that are named and not listed, and says which of them still answer', async () => {
    await open();
    seller('acct_hidden');
    acts().createSeller({ id: 'acct_listed', country: 'US' });
    await receive(database.db, 'evt_ghost', { account: 'acct_ghost', source: 'connect' });
    const findings = of((await audit(hiding('acct_hidden'), await key())).findings, 'accountsV2');
    expect(findings).toMatchObject([
      {
        severity: 'soft',
        what: expect.stringContaining('only Accounts v2 shows them'),
        accounts: { first: [{ account: 'acct_hidden', saw: 'named by a transfer' }] },
      },
      { severity: 'info', accounts: { first: [{ account: 'acct_ghost', saw: 'named by an event' }] } },
    ]);
  });

  it('finds the platform under water', async () => {
    await open();
    seller('acct_a');
    const charge = acts().sale({
      model: 'destination',
      seller: 'acct_a',
      amountMinor: 2_000_000,
      currency: 'usd',
    });
    acts().dispute({ charge: charge.chargeId });
    expect(of(await found(), 'platformBalance')).toMatchObject([
      { severity: 'hard', what: expect.stringContaining('under water in USD') },
    ]);
  });

  it('finds transfers that somebody made twice', async () => {
    await open();
    seller('acct_a');
    const batch = { amount: 700, currency: 'usd', destination: 'acct_a', transfer_group: 'batch-7' };
    await running.stripe.transfers.create(batch);
    expect(worst(of(await found(), 'idempotency'))).toEqual([]);
    await running.stripe.transfers.create(batch);
    expect(worst(of(await found(), 'idempotency'))).toMatchObject([
      { severity: 'hard', what: expect.stringContaining('made twice') },
    ]);
  });
});

describe('an audit of one account', () => {
  it('says what each flow of money would meet, and what its balance is', async () => {
    await open();
    seller('acct_slid');
    acts().setCapability('acct_slid', 'transfers', 'pending');
    const findings = await auditOneAccount(deps(), 'acct_slid');
    const halted = findings.filter(({ what }) => what.endsWith('halts')).map(({ what }) => what);
    expect(halted).toEqual(
      expect.arrayContaining(['a transfer to it halts', 'a payout from it halts', 'a credit to it halts']),
    );
    expect(of(findings, 'platformBalance')).toMatchObject([{ severity: 'info' }]);
  });

  it('says that an account cannot be read', async () => {
    await open();
    await expect(auditOneAccount(deps(), 'acct_nobody')).rejects.toThrow(
      /acct_nobody cannot be read: .*Check its id/,
    );
  });
});

describe('deadlines', () => {
  it('inside the window come in order, those outside not at all', async () => {
    await open();
    const days = { acct_late: 13, acct_soon: 2, acct_far: 15 };
    for (const [id, inDays] of Object.entries(days)) {
      seller(id);
      acts().setRequirements(id, {
        currentlyDue: ['company.tax_id'],
        deadlineMs: running.simulator.world.nowMs + inDays * DAY_MS,
      });
    }
    const [finding] = of(await found(), 'deadlines');
    expect(finding?.accounts?.first.map(({ account }) => account)).toEqual(['acct_soon', 'acct_late']);
  });
});
