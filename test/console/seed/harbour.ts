import { transferId } from '../../../src/domain/ids';
import { closeCaseRow, openCase } from '../../../src/store/cases';
import type { Database } from '../../../src/store/database';
import { bank, base, daysAgo, dispute, gbp, ledger, move, sale, SELLERS, transit } from './tools';

/** Harbour Tea: recovered by a bank debit and sales. */
export async function recovered(db: Database): Promise<void> {
  const { harbour } = SELLERS;
  await db.transaction().execute(async (tx) => {
    await dispute(tx, 'dp_1HarbourKettle', {
      amount: 64_000,
      code: 'gbp',
      status: 'lost',
      reason: 'fraudulent',
      days: 90,
      state: 'closed',
      final: true,
    });
    // Nobody has looked at the account since: its own half of this debit is in no book.
    await move(
      tx,
      { ...base(harbour, 'dp_1HarbourKettle', 2_000, 'gbp'), part: 'fee', kind: 'account_debit' },
      76,
      { id: 'tr_1KettleFee' },
    );
    await move(
      tx,
      {
        ...base(harbour, 'dp_1HarbourKettle', 64_000, 'gbp'),
        kind: 'reversal',
        transfer: transferId('tr_1Kettle'),
        refundApplicationFee: false,
        applicationFeeMinor: 0,
      },
      90,
      { id: 'trr_1Kettle' },
    );
    await ledger.bookMovements(tx, harbour, gbp, 9_000, [
      transit('txn_h1', 89, -64_000, 'gbp', 'dp_1HarbourKettle', 'payment_refund'),
      sale('txn_h2', 88, 4_250, 'gbp'),
      bank('txn_h3', 84, 50_750, 'gbp', null),
    ]);
    const number = await openCase(tx, harbour, gbp, daysAgo(89), {
      state: 'collecting',
      shortfallMinor: 55_000,
      claimsMinor: 0,
      negativeSinceMs: daysAgo(89),
      clearsAtMs: daysAgo(89 - 180),
      summary: {},
    });
    await closeCaseRow(tx, number, {
      reason: 'recovered',
      atMs: daysAgo(77),
      handledRemainderMinor: 0,
      summary: {},
    });
  });
}
