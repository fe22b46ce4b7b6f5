import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { ClaimId } from '../../src/domain/ids';
import { accountId, caseWorkflowId, disputeId, transferId } from '../../src/domain/ids';
import type { Policy } from '../../src/domain/policy/policy';
import { defaultPolicy } from '../../src/policy-file';
import { openRequests } from '../../src/store/approvals';
import { createBench, DECISION, usd, type Bench } from './bench';

const { caps } = defaultPolicy();
const POLICY: Partial<Policy> = {
  caps: {
    reversalPerMove: { usd: 5_000 },
    reversalsPerDay: { usd: 7_000 },
    perAccountPerDay: { usd: 8_000 },
    sellersPerDispute: 1,
  },
};
const ANA = { by: 'ana', reason: 'seen' };

let bench: Bench;
beforeEach(async () => {
  bench = await createBench(POLICY);
});
afterEach(async () => bench.close());

const verdicts = async () =>
  (await bench.fresh.db.selectFrom('decisions').select('verdict').orderBy('seq').execute()).map(
    (row) => row.verdict,
  );
const moves = () => bench.fresh.db.selectFrom('money_moves').selectAll().execute();
const reverse = (amountMinor: number, n = 0) =>
  bench.door.moveMoney(bench.reversal({ amountMinor, n }), DECISION);

const followedDispute = () =>
  bench.fresh.db
    .insertInto('disputes')
    .values({
      dispute_id: disputeId('dp_1'),
      account: null,
      charge_id: null,
      workflow_id: DECISION.subject,
      currency: null,
      amount_minor: null,
      status: 'lost',
      reason: null,
      state: 'taking',
    })
    .execute();

describe('the mode', () => {
  test('observe decides and records, and moves nothing', async () => {
    await bench.controls.changeMode('observe', ANA);
    expect(await reverse(1_000)).toEqual({ kind: 'held', reason: { why: 'observe' } });
    expect([await moves(), await bench.reversals()]).toEqual([[], []]);
    expect(await verdicts()).toEqual(['recorded', 'held']);
    const [, held] = await bench.fresh.db.selectFrom('decisions').selectAll().orderBy('seq').execute();
    expect(held).toMatchObject({ action: { amount: 1_000 }, inputs: { held: { why: 'observe' } } });
  });

  test('without a word from anybody is observe', async () => {
    await bench.fresh.db.deleteFrom('settings').where('key', '=', 'mode').execute();
    expect(await reverse(1_000)).toEqual({ kind: 'held', reason: { why: 'observe' } });
  });

  test('wakes everything that is followed, when it changes', async () => {
    const at = new Date();
    const shared = {
      opened_clock: at,
      negative_since_clock: at,
      clears_clock: at,
      close_reason: null,
      assignee: null,
    };
    const row = (account: string, closed: Date | null) => ({
      ...shared,
      account,
      currency: 'usd',
      workflow_id: caseWorkflowId(accountId(account), usd),
      state: 'collecting',
      closed_clock: closed,
    });
    await bench.fresh.db
      .insertInto('cases')
      .values([row('acct_open', null), row('acct_closed', at)])
      .execute();
    await bench.controls.changeMode('observe', ANA);
    const wakes = await bench.fresh.db.selectFrom('wakes').select('target').execute();
    expect(wakes).toEqual([{ target: 'case:acct_open:usd' }]);
  });
});

test('a freeze shuts the door at once, and lifting it opens it', async () => {
  await bench.controls.freeze(ANA);
  expect(await reverse(1_000)).toEqual({ kind: 'held', reason: { why: 'frozen' } });
  await bench.controls.unfreeze(ANA);
  expect(await reverse(1_000)).toMatchObject({ kind: 'moved' });
  expect(await verdicts()).toEqual(['recorded', 'held', 'recorded', 'acted']);
});

describe('caps', () => {
  test('hold what is too much for the day, until the next', async () => {
    expect(await reverse(4_000)).toMatchObject({ kind: 'moved' });
    expect(await reverse(3_001, 1)).toEqual({ kind: 'held', reason: { why: 'cap', cap: 'day' } });
    expect(await reverse(3_000, 1)).toMatchObject({ kind: 'moved' });
    await bench.pass(DAY_MS);
    expect(await reverse(3_000, 2)).toMatchObject({ kind: 'moved' });
  });

  test('count everything that is taken from one account', async () => {
    expect(await reverse(4_000)).toMatchObject({ kind: 'moved' });
    const debit = (amountMinor: number) => bench.door.moveMoney(bench.debit({ amountMinor }), DECISION);
    expect(await debit(4_001)).toEqual({ kind: 'held', reason: { why: 'cap', cap: 'account' } });
    expect(await debit(4_000)).toMatchObject({ kind: 'moved' });
  });

  test('are not outrun by moves that come at the same time', async () => {
    const { acts } = bench.simulator.world;
    const transfers = Array.from({ length: 4 }, () => {
      const sale = acts.sale({
        model: 'destination',
        seller: bench.seller,
        amountMinor: 3_000,
        currency: 'usd',
      });
      return transferId(sale.transferIds[0] ?? '');
    });
    const outcomes = await Promise.all(
      transfers.map((transfer) =>
        bench.door.moveMoney(bench.reversal({ transfer, amountMinor: 3_000 }), DECISION),
      ),
    );
    expect(outcomes.map((one) => one.kind).sort()).toEqual(['held', 'held', 'moved', 'moved']);
  });
});

describe('an approval', () => {
  const request = async () => {
    const outcome = await reverse(6_000);
    if (outcome.kind !== 'held' || outcome.reason.why !== 'approval') throw new Error(`got ${outcome.kind}`);
    return outcome.reason.decisionId;
  };

  test('is asked for once above the amount of one move, and lets exactly that move pass once', async () => {
    const decisionId = await request();
    expect(await reverse(6_000)).toEqual({ kind: 'held', reason: { why: 'approval', decisionId } });
    expect((await openRequests(bench.fresh.db, bench.deps.wallNow())).map((row) => row.decision_id)).toEqual([
      decisionId,
    ]);
    await bench.controls.answerApproval(decisionId, true, ANA);
    expect(await reverse(6_001)).toMatchObject({ kind: 'held', reason: { why: 'approval' } });
    expect(await reverse(6_000)).toMatchObject({ kind: 'moved', amountMinor: 6_000 });
    expect(await reverse(6_000, 1)).toMatchObject({ kind: 'held', reason: { why: 'approval' } });
    const acted = await bench.fresh.db
      .selectFrom('decisions')
      .selectAll()
      .where('verdict', '=', 'acted')
      .execute();
    expect(acted).toMatchObject([{ uses: expect.stringMatching(/^dec_/) }]);
  });

  test('that is declined holds the move, and expires as one that is given', async () => {
    await bench.controls.answerApproval(await request(), false, ANA);
    expect(await reverse(6_000)).toMatchObject({ kind: 'held', reason: { why: 'declined' } });
    await bench.pass(bench.deps.policy.approval.expiresAfterWallMs);
    expect(await reverse(6_000)).toMatchObject({ kind: 'held', reason: { why: 'approval' } });
  });

  test('cannot be given by the one who asked', async () => {
    const outcome = await bench.door.moveMoney(bench.reversal({ amountMinor: 6_000 }), {
      ...DECISION,
      actor: 'ana',
    });
    const decisionId =
      outcome.kind === 'held' && outcome.reason.why === 'approval' ? outcome.reason.decisionId : '';
    await expect(bench.controls.answerApproval(decisionId, true, ANA)).rejects.toThrow(
      'somebody else has to answer',
    );
  });

  test('wakes the flow that asked', async () => {
    const decisionId = await request();
    await followedDispute();
    await bench.controls.answerApproval(decisionId, true, ANA);
    const wakes = await bench.fresh.db.selectFrom('wakes').select('target').execute();
    expect(wakes).toEqual([{ target: 'dispute:dp_1' }]);
  });

  test('is needed for more sellers of one dispute than the policy lets, and for an unknown currency', async () => {
    await reverse(1_000);
    const other = accountId(bench.simulator.world.acts.createSeller({ country: 'US' }));
    const second = bench.reversal({ account: other, transfer: transferId('tr_other'), amountMinor: 100 });
    expect(await bench.door.moveMoney(second, DECISION)).toMatchObject({
      kind: 'held',
      reason: { why: 'approval' },
    });
    const { door } = bench.rebuilt({
      policy: { ...bench.deps.policy, caps: { ...caps, reversalPerMove: {} } },
    });
    expect(await door.moveMoney(bench.reversal({ amountMinor: 1, n: 1 }), DECISION)).toMatchObject({
      kind: 'held',
      reason: { why: 'approval' },
    });
  });
});

describe('a claim', () => {
  const open = (amountMinor: number): Promise<ClaimId> => {
    const { cause, account, currency, workflowId } = bench.debit();
    return bench.fresh.db.transaction().execute((tx) =>
      bench.deps.ledger.openClaim(tx, {
        form: 'fee',
        object: 'dp_1',
        account,
        currency,
        cause,
        part: 'fee',
        amountMinor,
        transfer: null,
        owner: workflowId,
        sinceMs: 1,
        effectiveMs: 1,
        causeCurrency: usd,
        pairCauseMinor: amountMinor,
        pairClaimMinor: amountMinor,
      }),
    );
  };
  const openMinor = (claimId: ClaimId) =>
    bench.fresh.db.transaction().execute(async (tx) => {
      const claims = await bench.deps.ledger.openClaims(tx, bench.seller, usd);
      const claim = claims.find((one) => one.claimId === claimId);
      return [claim?.openMinor ?? 0, claim?.reservedMinor ?? 0, claim?.moves ?? 0];
    });

  test('is paid by its move, which wakes the flow of its cause and not the one that moved', async () => {
    const claimId = await open(1_500);
    await followedDispute();
    await bench.fresh.db.deleteFrom('wakes').execute();
    const workflowId = caseWorkflowId(bench.seller, usd);
    const outcome = await bench.door.moveMoney(
      bench.debit({ amountMinor: 900, claimId, workflowId }),
      DECISION,
    );
    expect(outcome).toMatchObject({ kind: 'moved' });
    expect(await openMinor(claimId)).toEqual([600, 0, 1]);
    const wakes = await bench.fresh.db.selectFrom('wakes').select('target').execute();
    expect(wakes).toEqual([{ target: 'dispute:dp_1' }]);
  });

  test('is reserved while the outcome is unknown: not collected, released or let go by anybody else', async () => {
    const claimId = await open(1_500);
    bench.simulator.faults.add({ kind: 'api-timeout-before', match: 'POST /v1/transfers', times: 2 });
    const move = bench.debit({ amountMinor: 1_000, claimId });
    expect(await bench.door.moveMoney(move, DECISION)).toMatchObject({ kind: 'unknown' });
    expect(await openMinor(claimId)).toEqual([1_500, 1_000, 0]);
    await bench.fresh.db
      .transaction()
      .execute((tx) => bench.deps.ledger.releaseClaim(tx, 'r', claimId, 1_500, 1));
    expect(await openMinor(claimId)).toEqual([1_000, 1_000, 0]);
    bench.simulator.faults.clear();
    expect(await bench.door.moveMoney(move, DECISION)).toMatchObject({ kind: 'moved' });
    expect(await openMinor(claimId)).toEqual([0, 0, 0]);
  });

  test('is not collected beyond what is open, nor once a person has taken it over', async () => {
    const claimId = await open(1_500);
    const beyond = await bench.door.moveMoney(bench.debit({ amountMinor: 1_501, claimId }), DECISION);
    expect(beyond).toMatchObject({
      kind: 'held',
      reason: { why: 'preflight', failed: [expect.stringContaining('1500 usd open')] },
    });
    await bench.fresh.db.updateTable('claims').set({ handled_by: 'ana' }).execute();
    const handled = await bench.door.moveMoney(bench.debit({ amountMinor: 1_000, claimId }), DECISION);
    expect(handled).toMatchObject({
      kind: 'held',
      reason: { why: 'preflight', failed: [expect.stringContaining('taken over')] },
    });
  });
});
