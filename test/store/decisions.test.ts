import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  ApprovalError,
  approvalState,
  openRequests,
  recordAnswer,
  requestApproval,
} from '../../src/store/approvals';
import type { Tx } from '../../src/store/database';
import { verifyChain } from '../../src/store/decision-chain';
import { appendDecision, readDecision, type NewDecision } from '../../src/store/decisions';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const at = (wallMs: number) => ({ wallMs, clockMs: wallMs * 10 });
const INPUT = {
  kind: 'move',
  subject: 'dispute:dp_1',
  actor: 'recoup',
  inputs: { a: 1 },
  reason: 'r',
  policyHash: 'p',
};
const decision = (more: Partial<NewDecision> = {}): NewDecision => ({
  ...INPUT,
  action: { key: 'k', amountMinor: 5 },
  verdict: 'acted',
  ...more,
});

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => fresh.close());

const inTx = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.transaction().execute(work);

describe('decisions', () => {
  test('are chained in order, also when many are appended at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        inTx((tx) =>
          appendDecision(
            tx,
            decision({ inputs: { n, text: 'é "quoted" \n', nested: [{ z: 1, a: null }] } }),
            at(n + 1),
          ),
        ),
      ),
    );
    expect(new Set(ids).size).toBe(20);
    expect(await verifyChain(fresh.db)).toMatchObject({ kind: 'intact', count: 20 });
  });

  test('cannot be changed, removed or truncated', async () => {
    await inTx((tx) => appendDecision(tx, decision(), at(1)));
    await expect(sql`update decisions set reason = 'x'`.execute(fresh.db)).rejects.toThrow('append-only');
    await expect(sql`delete from decisions`.execute(fresh.db)).rejects.toThrow('append-only');
    await expect(sql`truncate decisions cascade`.execute(fresh.db)).rejects.toThrow('append-only');
  });
});

describe('the chain names', () => {
  const tampered = async (change: (other: FreshDatabase, ids: readonly string[]) => Promise<unknown>) => {
    const other = await freshDatabase();
    try {
      const ids: string[] = [];
      for (let n = 0; n < 5; n += 1) {
        ids.push(
          await other.db
            .transaction()
            .execute((tx) => appendDecision(tx, decision({ inputs: { n } }), at(n))),
        );
      }
      await sql`alter table decisions disable trigger all`.execute(other.db);
      await change(other, ids);
      return { verdict: await verifyChain(other.db), ids };
    } finally {
      await other.close();
    }
  };

  test.each([
    ['reason', sql`update decisions set reason = 'x' where decision_id = 'dec_3'`, 'dec_3', 'content'],
    [
      'inputs',
      sql`update decisions set inputs = '{"n": 99}' where decision_id = 'dec_2'`,
      'dec_2',
      'content',
    ],
    [
      'action',
      sql`update decisions set action = '{"amountMinor": 6}' where decision_id = 'dec_1'`,
      'dec_1',
      'action',
    ],
    [
      'instant',
      sql`update decisions set made_at = made_at + interval '1 ms' where decision_id = 'dec_4'`,
      'dec_4',
      'content',
    ],
    ['missing link', sql`delete from decisions where decision_id = 'dec_3'`, 'dec_4', 'link'],
  ])('the first decision with a changed %s', async (_what, statement, decisionId, what) => {
    const { verdict } = await tampered((other) => statement.execute(other.db));
    expect(verdict).toEqual({ kind: 'broken', decisionId, what });
  });
});

describe('an approval', () => {
  const ask = (action: { key: string; amountMinor: number }, actor = 'recoup', expiresAtMs = 1_000) =>
    inTx((tx) => requestApproval(tx, { ...INPUT, actor }, action, expiresAtMs, at(10)));
  const answer = (decisionId: string, by: string, approve = true, wallMs = 20) =>
    inTx((tx) => recordAnswer(tx, { decisionId, by, approve, reason: 'seen' }, at(wallMs)));

  test('counts for the very action that was asked for, and for no other', async () => {
    const action = { key: 'exact', amountMinor: 5 };
    const request = await ask(action);
    expect(await approvalState(fresh.db, action, 15)).toEqual({ kind: 'asked', decisionId: request });
    const { answerId } = await answer(request, 'ana');
    expect(await approvalState(fresh.db, action, 30)).toEqual({ kind: 'approved', decisionId: answerId });
    expect(await approvalState(fresh.db, { ...action, amountMinor: 6 }, 30)).toEqual({ kind: 'none' });
  });

  test('expires', async () => {
    const action = { key: 'expires', amountMinor: 5 };
    const request = await ask(action);
    await answer(request, 'ana');
    expect(await approvalState(fresh.db, action, 1_000)).toEqual({ kind: 'none' });
    const late = await ask({ key: 'late', amountMinor: 5 });
    await expect(answer(late, 'ana', true, 1_000)).rejects.toThrow('has expired');
  });

  test('by the one who asked is refused by the database, also under a false name of the requester', async () => {
    const action = { key: 'own', amountMinor: 5 };
    const request = await ask(action, 'ana');
    await expect(answer(request, 'ana')).rejects.toThrow(ApprovalError);
    const forged = decision({
      action,
      actor: 'ana',
      verdict: 'approved',
      answers: { decisionId: request, requester: 'bob' },
    });
    await expect(inTx((tx) => appendDecision(tx, forged, at(20)))).rejects.toThrow(
      'does not answer a request',
    );
    await expect(answer(request, 'bob')).resolves.toMatchObject({ answerId: expect.stringMatching(/^dec_/) });
  });

  test('is given once, and what is answered is no longer open', async () => {
    const request = await ask({ key: 'once', amountMinor: 5 });
    expect((await openRequests(fresh.db, 15)).map((row) => row.decision_id)).toContain(request);
    await answer(request, 'ana', false);
    await expect(answer(request, 'bob')).rejects.toThrow('answered already');
    expect((await openRequests(fresh.db, 15)).map((row) => row.decision_id)).not.toContain(request);
    expect(await approvalState(fresh.db, { key: 'once', amountMinor: 5 }, 30)).toMatchObject({
      kind: 'declined',
    });
  });

  test('is used up once, by the action that it approves', async () => {
    const action = { key: 'used', amountMinor: 5 };
    const { answerId } = await answer(await ask(action), 'ana');
    const other = decision({ action: { key: 'other' }, uses: answerId });
    await expect(inTx((tx) => appendDecision(tx, other, at(30)))).rejects.toThrow(
      'does not approve the same action',
    );
    const used = await inTx((tx) => appendDecision(tx, decision({ action, uses: answerId }), at(30)));
    expect((await readDecision(fresh.db, used))?.uses).toBe(answerId);
    expect(await approvalState(fresh.db, action, 40)).toEqual({ kind: 'none' });
    await expect(
      inTx((tx) => appendDecision(tx, decision({ action, uses: answerId }), at(31))),
    ).rejects.toThrow('decisions_uses_key');
  });

  test('of something nobody asked for is refused', async () => {
    await expect(answer('dec_999999', 'ana')).rejects.toThrow('there is no request');
  });
});
