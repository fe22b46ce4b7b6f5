import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { accountId, caseWorkflowId, disputeCause, disputeId } from '../../src/domain/ids';
import type { ClaimForm } from '../../src/domain/ledger/books';
import type { Json } from '../../src/domain/json';
import { currency } from '../../src/domain/money';
import { markClaimsHandled } from '../../src/store/claims';
import type { Tx } from '../../src/store/database';
import { countDisputesSince, ratePaidSince } from '../../src/store/dispute-exposure';
import { recordDispute } from '../../src/store/disputes';
import { createLedger } from '../../src/store/ledger';
import { holdReserve, type Lies } from '../../src/store/reserves';
import { readTargetFacts } from '../../src/store/target-facts';
import { emptyDatabase, type FreshDatabase } from '../support/postgres';

const A = accountId('acct_A');
const B = accountId('acct_B');
const usd = currency('usd');
const DAY = 86_400_000;
const at = { wallMs: 0, clockMs: 0 };

let fresh: FreshDatabase;
let woken: string[];
const ledger = createLedger(async (_tx, subject) => woken.push(subject.kind));
beforeEach(async () => {
  fresh = await emptyDatabase();
  woken = [];
});
afterEach(async () => fresh.close());

const inTx = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.transaction().execute(work);
const facts = (lies: Lies = 'platform', account = A) =>
  inTx((tx) => readTargetFacts(tx, { account, currency: usd, lies }, null));

const openClaim = (object: string, amountMinor: number, form: ClaimForm = 'fee') =>
  inTx((tx) =>
    ledger.openClaim(tx, {
      form,
      object,
      account: A,
      currency: usd,
      cause: disputeCause(disputeId(object)),
      part: 'fee',
      amountMinor,
      transfer: null,
      owner: caseWorkflowId(A, usd),
      sinceMs: DAY,
      effectiveMs: DAY,
      causeCurrency: usd,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
    }),
  );

/** As the flow's look keeps it. */
const dispute = (
  id: string,
  more: { readonly [key: string]: Json },
  status = 'needs_response',
  openedDay = 1,
) =>
  inTx((tx) =>
    recordDispute(
      tx,
      disputeId(id),
      {
        account: null,
        charge: `ch_${id}`,
        currency: 'usd',
        amountMinor: 10_000,
        status,
        reason: null,
        isFinal: false,
        openedMs: openedDay * DAY,
        evidenceDueMs: null,
        facts: { sellers: [{ account: A }], ...more },
      },
      at,
    ),
  );
const exposed = (account: string, part: string, amountMinor: number, code = 'usd') => ({
  account,
  part,
  currency: code,
  amountMinor,
});

describe('what the store knows of a seller’s money', () => {
  test('is nothing of one that it has never met', async () => {
    expect(await facts()).toEqual({
      openClaims: [],
      openDisputes: [],
      provisionalDebitsMinor: 0,
      reservedMinor: 0,
    });
  });

  test('has disputes by what the seller may still bear, oldest first, in this currency', async () => {
    await dispute('dp_2', { exposed: [exposed(A, 'principal', 700)] }, 'needs_response', 2);
    const others = [exposed(A, 'fee', 99, 'eur'), exposed(B, 'principal', 3_000)];
    await dispute('dp_1', { exposed: [exposed(A, 'fee', 1_500), exposed(A, 'principal', 5_000), ...others] });
    await dispute('dp_3', {});
    expect((await facts()).openDisputes).toEqual([
      { dispute: 'dp_1', sellerShareMinor: 5_000, expectedFeeMinor: 1_500 },
      { dispute: 'dp_2', sellerShareMinor: 700, expectedFeeMinor: 0 },
    ]);
    expect((await facts('platform', B)).openDisputes).toEqual([]);
  });

  test('has claims without what a move is about to pay of them, which is left on the account', async () => {
    const claimId = await openClaim('dp_1', 1_500);
    await sql`insert into decisions (decision_id, made_at, made_clock, kind, subject, actor, action, action_hash, inputs,
      verdict, prev_hash, hash) values ('d', now(), now(), 'move', 's', 'recoup', '{}', '', '{}', 'acted', '', 'h')`.execute(
      fresh.db,
    );
    await sql`insert into money_moves (key, idempotency_key, kind, cause, part, object, n, account, currency,
      amount_minor, claim_id, request, decision_id, workflow_id, state, created_clock)
      values ('k', 'k', 'account_debit', 'dp_1', 'fee', 'o', 0, ${A}, 'usd', 600, ${claimId}, '{}', 'd', 'w', 'pending',
      now())`.execute(fresh.db);
    expect((await facts()).openClaims).toEqual([{ claimId, openMinor: 900 }]);
    expect((await facts('account')).openClaims).toEqual([{ claimId, openMinor: 1_500 }]);
  });

  test('has no refused reversal, which is collected by that reversal, but on the account (R14)', async () => {
    const claimId = await openClaim('dp_1', 1_500, 'reversal');
    expect((await facts()).openClaims).toEqual([]);
    expect((await facts('account')).openClaims).toEqual([{ claimId, openMinor: 1_500 }]);
  });

  test('leaves claims that a person has taken over to that person', async () => {
    await openClaim('dp_1', 1_500);
    await inTx((tx) => markClaimsHandled(tx, A, usd, 'grace'));
    expect((await facts()).openClaims).toEqual([]);
  });

  test('has bank debits that can come back from the open case alone', async () => {
    const summary = JSON.stringify({ debit: { provisionalMinor: 4_000 } });
    await sql`insert into cases (account, currency, workflow_id, state, opened_clock, negative_since_clock, clears_clock,
      closed_clock, summary) values
      (${A}, 'usd', 'case', 'open', now(), now(), now(), null, ${summary}),
      (${A}, 'usd', 'case', 'closed', now(), now(), now(), now(), ${summary})`.execute(fresh.db);
    expect((await facts()).provisionalDebitsMinor).toBe(4_000);
    expect((await facts('platform', B)).provisionalDebitsMinor).toBe(0);
  });

  test('has what is held where it lies in the balance that is paid out', async () => {
    const reserve = { amountMinor: 1_000, basisPoints: 1_000, releasesAtMs: 91 * DAY };
    await inTx((tx) => holdReserve(tx, 1, { account: A, currency: usd, lies: 'account' }, reserve, DAY));
    await inTx((tx) => holdReserve(tx, 2, { account: A, currency: usd, lies: 'platform' }, reserve, DAY));
    expect((await facts('account')).reservedMinor).toBe(1_000);
    expect((await facts()).reservedMinor).toBe(0);
  });
});

describe('an offset', () => {
  test('pays the claim out of earnings, once for a line, and wakes who follows it', async () => {
    await dispute('dp_1', {});
    const claimId = await openClaim('dp_1', 1_500);
    woken = [];
    const offset = (line: string, amountMinor: number) =>
      inTx((tx) => ledger.bookOffset(tx, line, claimId, amountMinor, 2 * DAY));
    expect(await offset('line_1', 1_000)).toBe(1_000);
    expect(await offset('line_1', 1_000)).toBe(0);
    expect(woken).toEqual(['account', 'dispute']);
    expect(await offset('line_2', 1_000)).toBe(500);
    expect(await offset('line_3', 1_000)).toBe(0);
    const parts = await inTx((tx) => ledger.causeBooks(tx, disputeCause(disputeId('dp_1'))));
    expect(parts.map((part) => [part.takenMinor, part.openClaimsMinor])).toEqual([[1_500, 0]]);
  });
});

describe('the dispute rate', () => {
  test('counts disputes of charges of the period: inquiries out, prevented in', async () => {
    await dispute('dp_1', { chargedMs: 100 * DAY });
    await dispute('dp_2', { chargedMs: 100 * DAY }, 'prevented');
    await dispute('dp_3', { chargedMs: 100 * DAY }, 'warning_needs_response');
    await dispute('dp_4', { chargedMs: 99 * DAY }, 'lost', 120);
    await dispute('dp_5', { chargedMs: null }, 'lost', 100);
    await dispute('dp_6', { chargedMs: 100 * DAY, sellers: [{ account: B }] });
    expect(await countDisputesSince(fresh.db, A, 100 * DAY)).toBe(3);
    expect(await countDisputesSince(fresh.db, B, 100 * DAY)).toBe(1);
  });

  test('over the charges that payout lines have paid for, counts the disputes of these', async () => {
    await sql`insert into payout_runs (run, date, currency, mode, version, dry_run, status, asked_hash, asked_by,
      created_clock, starts_clock) values ('r', '2026-11-23', 'usd', 'transfer', 1, false, 'done', 'h', 'grace', now(),
      now())`.execute(fresh.db);
    await sql`insert into payout_lines (line_id, run, number, account, currency, date, version, status)
      values (7, 'r', 1, ${A}, 'usd', '2026-11-23', 1, 'paid')`.execute(fresh.db);
    const paid = (charge: string, day: number) =>
      sql`insert into earnings_charges (charge_id, account, currency, amount_minor, line_id, added_clock)
        values (${charge}, ${A}, 'usd', 100, 7, ${new Date(day * DAY)})`.execute(fresh.db);
    await paid('ch_dp_1', 100);
    await paid('ch_dp_2', 100);
    await paid('ch_x', 120);
    await paid('ch_dp_old', 99);
    await dispute('dp_1', {});
    await dispute('dp_2', {}, 'warning_needs_response');
    await dispute('dp_old', {});
    expect(await ratePaidSince(fresh.db, A, 100 * DAY)).toEqual({ disputes: 1, charges: 3 });
    expect(await ratePaidSince(fresh.db, B, 100 * DAY)).toEqual({ disputes: 0, charges: 0 });
  });
});
