import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { policyCommand } from '../../src/cli/policy';
import { explainAccount } from '../../src/cli/policy-account';
import { NOTHING_FOUND } from '../../src/domain/account/standing-found';
import { DAY_MS, MINUTE_MS, WALL_CLOCK } from '../../src/domain/clock';
import { accountId, caseWorkflowId, disputeCause, disputeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { defaultPolicy } from '../../src/policy-file';
import { recordRead } from '../../src/store/account-records';
import { recordFigures } from '../../src/store/accounts';
import { keepChargeCount } from '../../src/store/charge-counts';
import type { Tx } from '../../src/store/database';
import { recordDispute } from '../../src/store/disputes';
import { createLedger } from '../../src/store/ledger';
import { holdReserve, type Lies } from '../../src/store/reserves';
import { initialSetting } from '../../src/store/settings';
import { emptyDatabase, type FreshDatabase } from '../support/postgres';

const A = accountId('acct_A');
const usd = currency('usd');
const NOW = Date.UTC(2026, 10, 23, 12);
const policy = defaultPolicy();

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await emptyDatabase();
});
afterEach(async () => fresh.close());
const inTx = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.transaction().execute(work);

/** Read at Stripe ten minutes ago; its balance was seen a minute later. */
async function known(
  sellerDays: number,
  availableMinor: number,
  transfers: 'active' | 'pending' = 'active',
  code = 'usd',
): Promise<void> {
  const readMs = NOW - 10 * MINUTE_MS;
  const found = {
    ...NOTHING_FOUND,
    account: A,
    country: 'US',
    kind: 'express' as const,
    losses: 'platform' as const,
    defaultCurrency: currency(code),
    disabledReason: null,
    capabilities: { transfers: { state: transfers, word: transfers } },
    payoutsEnabled: true,
    sellerSinceMs: NOW - sellerDays * DAY_MS,
  };
  const at = { wallMs: readMs, clockMs: readMs };
  await inTx((tx) => recordRead(tx, A, { reachable: true, found }, readMs, at, policy));
  const seen = { wallMs: readMs + MINUTE_MS, clockMs: readMs + MINUTE_MS };
  await inTx((tx) => recordFigures(tx, A, { availableMinor: { [code]: availableMinor } }, seen));
}

const claim = (amountMinor: number) =>
  inTx((tx) =>
    createLedger(async () => 0).openClaim(tx, {
      form: 'fee',
      object: 'dp_1',
      account: A,
      currency: usd,
      cause: disputeCause(disputeId('dp_1')),
      part: 'fee',
      amountMinor,
      transfer: null,
      owner: caseWorkflowId(A, usd),
      sinceMs: NOW,
      effectiveMs: NOW,
      causeCurrency: usd,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
    }),
  );

const disputed = (id: string, amountMinor: number) =>
  inTx((tx) =>
    recordDispute(
      tx,
      disputeId(id),
      {
        account: null,
        charge: `ch_${id}`,
        currency: 'usd',
        amountMinor,
        status: 'needs_response',
        reason: null,
        isFinal: false,
        openedMs: NOW - DAY_MS,
        evidenceDueMs: null,
        facts: {
          chargedMs: NOW - 10 * DAY_MS,
          sellers: [{ account: A }],
          exposed: [{ account: A, part: 'principal', currency: 'usd', amountMinor }],
        },
      },
      { wallMs: NOW, clockMs: NOW },
    ),
  );

const hold = (lineId: number, amountMinor: number, lies: Lies, heldDaysAgo: number) =>
  inTx((tx) => {
    const heldMs = NOW - heldDaysAgo * DAY_MS;
    const reserve = { amountMinor, basisPoints: 1_000, releasesAtMs: heldMs + 90 * DAY_MS };
    return holdReserve(tx, lineId, { account: A, currency: usd, lies }, reserve, heldMs);
  });

const explained = async (earnedMinor: number | null) => {
  const asked = { account: A, currency: usd, earnedMinor };
  const [, ...lines] = await explainAccount(fresh.db, policy, asked, { wallMs: NOW, clockMs: NOW });
  return lines;
};

describe('why a payout would be what it is', () => {
  test('of earnings: what is owed, disputed and held, and what earlier runs held', async () => {
    await known(30, 0);
    await claim(1_500);
    await disputed('dp_2', 4_000);
    await hold(1, 2_500, 'platform', 91);
    await hold(2, 800, 'platform', 10);
    expect(await explained(20_000)).toEqual([
      'It was read 10 min ago; it exists since 24 Oct 2026, 30 days.',
      'At the last look (9 min ago) its balance was 0.00 USD.',
      'Of the charges that payout runs paid it for in 60 days: 0 % (0 disputes, 0 charges); fewer than 3 disputes or 50 charges tell nothing.',
      '25.00 USD are due since 22 Nov 2026.',
      '8.00 USD are held until 11 Feb 2027.',
      'Of 225.00 USD (what could be paid; 25.00 USD of it released reserve):',
      '  15.00 USD pay what it owes: fee:dp_1:acct_A',
      '  40.00 USD wait for dispute dp_2',
      '  20.00 USD are held: 10 %: 30 days old, under 90',
      '150.00 USD would be sent.',
      '20.00 USD would be released on 21 Feb 2027.',
      '40.00 USD would be part of the next run.',
    ]);
  });

  test('of the account’s own balance: what lies there and is held, what the case collects, and the rate', async () => {
    await known(400, 30_000);
    await claim(1_500);
    for (const id of ['dp_2', 'dp_3', 'dp_4', 'dp_5']) await disputed(id, 1_000);
    await keepChargeCount(fresh.db, A, { fromMs: NOW - 60 * DAY_MS, countedMs: NOW - DAY_MS, charges: 400 });
    await hold(1, 2_500, 'account', 91);
    await hold(2, 800, 'account', 10);
    expect(await explained(null)).toEqual([
      'It was read 10 min ago; it exists since 19 Oct 2025, 400 days.',
      'At the last look (9 min ago) its balance was 300.00 USD.',
      'Of its charges of 60 days, counted 24 h ago: 1 % (4 disputes, 400 charges); fewer than 3 disputes or 50 charges tell nothing.',
      '25.00 USD are due since 22 Nov 2026.',
      '8.00 USD are held until 11 Feb 2027.',
      'Of 300.00 USD (what could be paid; 25.00 USD of it released reserve):',
      '  8.00 USD stay: held by earlier runs and not due yet',
      '  15.00 USD stay for the case to collect: fee:dp_1:acct_A',
      '  10.00 USD wait for dispute dp_2',
      '  10.00 USD wait for dispute dp_3',
      '  10.00 USD wait for dispute dp_4',
      '  10.00 USD wait for dispute dp_5',
      '  66.75 USD are held: 25 %: the dispute rate is 1 % (4 disputes, 400 charges), from 1 %',
      '170.25 USD would be sent.',
      '66.75 USD would be released on 21 Feb 2027.',
      '40.00 USD would be part of the next run.',
      'A person should look at the account: the dispute rate is 1 % (4 disputes, 400 charges), from 1 %.',
    ]);
  });

  test('says what is not known, and that a shortfall is paid by sending', async () => {
    await known(400, -10_000);
    await claim(1_500);
    const lines = await explained(8_000);
    expect(lines).toContain('Of 80.00 USD (what could be paid; the balance is -100.00 USD):');
    expect(lines.slice(-1)).toEqual(['80.00 USD would be sent.']);
    await disputed('dp_2', 1_000);
    expect(await explained(null)).toContain(
      'Disputes of charges of 60 days: 1; fewer than 3 disputes or 50 charges tell nothing.',
    );
    expect((await explained(null)).at(-1)).toBe('0.00 USD would be sent: nothing is left.');
  });

  test('says what would stop it at the door, however good the number is', async () => {
    await known(400, 0, 'pending');
    expect((await explained(20_000)).slice(-2)).toEqual([
      '200.00 USD would be sent.',
      expect.stringMatching(
        /^It would be stopped: capability transfers is pending, not active\. What clears it: /,
      ),
    ]);
  });

  test('of an account that was never seen is a clear error', async () => {
    await expect(explained(100)).rejects.toThrow(/acct_A is in no record .* bin\/recoup sweep/);
  });
});

describe('bin/recoup policy explain', () => {
  const before = { ...process.env };
  const said: string[] = [];
  beforeEach(() => {
    process.env['DATABASE_URL'] = fresh.url;
    said.length = 0;
    jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  });
  afterEach(() => {
    process.env = before;
  });
  const say = async (...words: readonly string[]) => {
    await policyCommand().parseAsync(['explain', ...words], { from: 'user' });
    return said.join('\n');
  };

  beforeEach(async () => {
    await initialSetting(fresh.db, 'clock', { ...WALL_CLOCK });
  });

  test('explains the policy, or one account', async () => {
    expect(await say()).toContain(
      'Of new earnings 10 % in its first 90 days, 5 % in its first 365 days are held',
    );
    await known(30, 0);
    const text = await say('--account', 'acct_A', '--gross', '200.00');
    expect(text).toContain('acct_A in USD, by policy');
    expect(text).toContain('Stripe was not asked');
    expect(text).toContain('180.00 USD would be sent.');
    expect(await say('--account', 'acct_A', '--currency', 'jpy', '--gross', '2000')).toContain(
      'No look has seen a balance in JPY: it counts as zero.',
    );
  });

  test('is in the account’s own currency where none is named', async () => {
    await known(30, 0, 'active', 'jpy');
    expect(await say('--account', 'acct_A', '--gross', '2000')).toContain('1,800 JPY would be sent.');
  });

  test.each([
    [['--gross', '10.00'], 'name it with --account'],
    [['--account', 'acct A', '--gross', '10.00'], 'is not an account id'],
    [['--account', 'acct_A', '--gross', '10.005'], 'at most 2 decimals'],
    [['--account', 'acct_A', '--gross', '0'], 'must be above zero'],
    [['--account', 'acct_A', '--currency', 'euro'], 'is not a currency'],
  ])('refuses %j', async (words, reason) => {
    await expect(say(...words)).rejects.toThrow(reason);
  });
});
