import { HOUR_MS } from '../../../src/domain/clock';
import { disputeId, transferId } from '../../../src/domain/ids';
import { moveKey, type Move } from '../../../src/domain/moves';
import { requestApproval } from '../../../src/store/approvals';
import type { Database } from '../../../src/store/database';
import { appendDecision } from '../../../src/store/decisions';
import { at, base, daysAgo, dispute, eur, ledger, move, NOW_WALL, SELLERS, transit } from './tools';

/** Kiefer Holz: one dispute won and given back, one large one that a second person must approve. */
export async function won(db: Database): Promise<void> {
  const { kiefer } = SELLERS;
  await db.transaction().execute(async (tx) => {
    await dispute(tx, 'dp_1KieferBank', {
      amount: 89_900,
      code: 'eur',
      status: 'won',
      reason: 'product_unacceptable',
      days: 40,
      state: 'closed',
      final: true,
    });
    await dispute(tx, 'dp_1KieferTisch', {
      amount: 1_250_000,
      code: 'eur',
      status: 'needs_response',
      reason: 'fraudulent',
      days: 2,
      state: 'taking',
      final: false,
    });
    const about = base(kiefer, 'dp_1KieferBank', 89_900, 'eur');
    await move(
      tx,
      {
        ...about,
        kind: 'reversal',
        transfer: transferId('tr_1Bank'),
        refundApplicationFee: false,
        applicationFeeMinor: 0,
      },
      39,
      { id: 'trr_1Bank' },
    );
    await move(tx, { ...about, kind: 'give_back', dispute: disputeId('dp_1KieferBank') }, 12, {
      id: 'tr_1GiveBack',
    });
    await ledger.bookMovements(tx, kiefer, eur, 310_000, [
      transit('txn_k1', 38, -89_900, 'eur', 'dp_1KieferBank', 'payment_refund'),
      transit('txn_k2', 11, 89_900, 'eur', 'dp_1KieferBank', 'payment'),
    ]);
    const large: Move = {
      ...base(kiefer, 'dp_1KieferTisch', 1_250_000, 'eur'),
      kind: 'reversal',
      transfer: transferId('tr_1Tisch'),
      refundApplicationFee: false,
      applicationFeeMinor: 0,
    };
    const decision = {
      kind: 'reversal',
      subject: large.workflowId,
      actor: 'recoup',
      inputs: {
        facts: { currency: 'eur', targetMinor: 1_250_000 },
        why: '1250000 eur is above 1000000 for one move',
      },
      reason: 'take back the disputed part of tr_1Tisch',
      policyHash: '9f2c41d07ab3',
    };
    const action = {
      call: 'transfers.createReversal',
      transfer: 'tr_1Tisch',
      amount: 1_250_000,
      refundApplicationFee: false,
      applicationFeeMinor: 0,
      key: moveKey(large),
    };
    await requestApproval(tx, decision, action, NOW_WALL + 71 * HOUR_MS, at(daysAgo(1)));
    await appendDecision(
      tx,
      {
        ...decision,
        inputs: { facts: {}, held: { why: 'approval', decisionId: 'dec_9' } },
        action,
        verdict: 'held',
      },
      at(daysAgo(0.5)),
    );
  });
}
