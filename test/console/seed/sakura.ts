import { transferId } from '../../../src/domain/ids';
import { raiseAttention } from '../../../src/store/attention';
import { openCase, setCasePeople } from '../../../src/store/cases';
import type { Database } from '../../../src/store/database';
import { at, base, daysAgo, dispute, jpy, ledger, move, sale, SELLERS, transit } from './tools';

/** Sakura Paper: a country that cannot be debited, the decision due. */
export async function atTheGate(db: Database): Promise<void> {
  const { sakura } = SELLERS;
  await db.transaction().execute(async (tx) => {
    await dispute(tx, 'dp_1SakuraFolio', {
      amount: 412_000,
      code: 'jpy',
      status: 'lost',
      reason: 'credit_not_processed',
      days: 155,
      state: 'closed',
      final: true,
    });
    await move(
      tx,
      {
        ...base(sakura, 'dp_1SakuraFolio', 412_000, 'jpy'),
        kind: 'reversal',
        transfer: transferId('tr_1Folio'),
        refundApplicationFee: false,
        applicationFeeMinor: 0,
      },
      154,
      { id: 'trr_1Folio' },
    );
    await ledger.bookMovements(tx, sakura, jpy, 30_000, [
      transit('txn_s1', 153, -412_000, 'jpy', 'dp_1SakuraFolio', 'payment_refund'),
      sale('txn_s2', 120, 41_500, 'jpy'),
    ]);
    const number = await openCase(tx, sakura, jpy, daysAgo(153), {
      state: 'needs a person',
      shortfallMinor: 340_500,
      claimsMinor: 0,
      negativeSinceMs: daysAgo(153),
      clearsAtMs: daysAgo(153 - 180),
      summary: {},
    });
    await setCasePeople(tx, number, { needsHuman: true });
  });
  await raiseAttention(
    db,
    {
      key: 'case:acct_1SakuraPaper:jpy:gate',
      subject: 'case:acct_1SakuraPaper:jpy',
      kind: 'gate',
      message:
        "A decision is owed before Stripe clears: acct_1SakuraPaper owes 340,500 JPY. Keep collecting and keep the claim (keepCollecting), or an agency (agency). Unanswered, the policy's default stands.",
      command:
        'bin/recoup case resolve case:acct_1SakuraPaper:jpy --outcome keepCollecting --by YOU --note WHY',
    },
    at(daysAgo(3)),
  );
}
