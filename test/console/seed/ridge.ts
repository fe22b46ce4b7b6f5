import { pino } from 'pino';
import { DAY_MS, toWall } from '../../../src/domain/clock';
import { caseWorkflowId, transferId } from '../../../src/domain/ids';
import { postbox, TO_THE_LOG } from '../../support/notices';
import { sendDueNotices } from '../../../src/notify/outbox';
import { noticeOf } from '../../../src/notify/templates';
import { raiseAttention } from '../../../src/store/attention';
import { openCase, setCasePeople } from '../../../src/store/cases';
import type { Database } from '../../../src/store/database';
import { queueNotice } from '../../../src/store/notices';
import {
  at,
  bank,
  base,
  CLOCK,
  daysAgo,
  dispute,
  ledger,
  move,
  NOW,
  NOW_WALL,
  sale,
  SELLERS,
  transit,
  usd,
} from './tools';

/** Ridge Outdoor: lost, the fee refused, two debits returned. */
export async function lostAndReturned(db: Database): Promise<void> {
  const { ridge } = SELLERS;
  await db.transaction().execute(async (tx) => {
    await dispute(tx, 'dp_1RidgeTent', {
      amount: 184_500,
      code: 'usd',
      status: 'lost',
      reason: 'product_not_received',
      days: 52,
      state: 'closed',
      final: true,
    });
    const about = base(ridge, 'dp_1RidgeTent', 184_500, 'usd');
    await move(tx, { ...about, kind: 'account_debit', part: 'fee', amountMinor: 1_500 }, 51.2, {
      refused: 'balance_insufficient',
    });
    await ledger.openClaim(tx, {
      form: 'fee',
      object: 'dp_1RidgeTent',
      account: ridge,
      currency: usd,
      cause: about.cause,
      part: 'fee',
      amountMinor: 1_500,
      transfer: null,
      owner: caseWorkflowId(ridge, usd),
      sinceMs: daysAgo(51.2),
      effectiveMs: daysAgo(51.2),
      causeCurrency: usd,
      pairCauseMinor: 1_500,
      pairClaimMinor: 1_500,
    });
    await move(
      tx,
      {
        ...about,
        kind: 'reversal',
        transfer: transferId('tr_1RidgeTent'),
        refundApplicationFee: false,
        applicationFeeMinor: 0,
      },
      51.1,
      { id: 'trr_1RidgeTent' },
    );
    await ledger.bookMovements(tx, ridge, usd, 12_000, [
      transit('txn_r1', 51, -184_500, 'usd', 'dp_1RidgeTent', 'payment_refund'),
      bank('txn_r2', 47, 172_500, 'usd', null),
      bank('txn_r3', 44, -172_500, 'usd', 'txn_r2'),
      sale('txn_r4', 30, 23_900, 'usd'),
    ]);
    const number = await openCase(tx, ridge, usd, daysAgo(51), {
      state: 'needs a person',
      shortfallMinor: 148_600,
      claimsMinor: 1_500,
      negativeSinceMs: daysAgo(51),
      clearsAtMs: daysAgo(51 - 180),
      summary: {},
    });
    await setCasePeople(tx, number, { assignee: 'ana@example.com', needsHuman: true });
    const figures = {
      caseNumber: number,
      account: ridge as string,
      currency: 'usd',
      shortfallMinor: 148_600,
      claimsMinor: 1_500,
      items: [{ cause: 'dp_1RidgeTent', part: 'principal' as const, amountMinor: 148_600 }],
      payoutsHeld: true,
    };
    const head = { subject: `case:${number}`, account: ridge };
    for (const day of [1, 7, 14, 30]) {
      const due = toWall(CLOCK, daysAgo(51 - day));
      const content = { template: 'rung' as const, params: { ...figures, rung: `day-${day}`, day } };
      await queueNotice(
        tx,
        noticeOf({ ...head, rung: `day-${day}`, audience: 'seller' }, content),
        due,
        at(daysAgo(51 - day)),
      );
    }
    await queueNotice(
      tx,
      noticeOf(
        { ...head, rung: 'debit-returned-po_2', audience: 'team' },
        {
          template: 'debitReturned',
          params: { ...figures, amountMinor: 172_500, failureCode: 'insufficient_funds' },
        },
      ),
      toWall(CLOCK, daysAgo(44)),
      at(daysAgo(44)),
    );
    await queueNotice(
      tx,
      noticeOf(
        { ...head, rung: 'day-60', audience: 'seller' },
        { template: 'rung', params: { ...figures, rung: 'day-60', day: 60 } },
      ),
      toWall(CLOCK, NOW + 9 * DAY_MS),
      at(NOW),
    );
  });
  await sendDueNotices({
    db,
    post: postbox(),
    contactOf: () => Promise.resolve({ email: null, bankLast4: {} }),
    recipients: TO_THE_LOG,
    clock: CLOCK,
    wallNow: () => NOW_WALL,
    platform: 'Ridge Market',
    links: null,
    log: pino({ enabled: false }),
  });
  await raiseAttention(
    db,
    {
      key: 'case:acct_1RidgeOutdoor:usd:debits_returned',
      subject: 'case:acct_1RidgeOutdoor:usd',
      kind: 'debits_returned',
      message:
        'The bank of acct_1RidgeOutdoor has returned as many debits as the policy allows; 1,501.00 USD is owed. Stripe goes on trying. Speak with the seller, or take the case over.',
      command: 'bin/recoup case resolve case:acct_1RidgeOutdoor:usd --outcome handled --by YOU --note WHY',
    },
    at(daysAgo(38)),
  );
}
