import { toClock } from '../../domain/clock';
import { refundWorkflowId } from '../../domain/ids';
import { currency } from '../../domain/money';
import type { RefundFacts } from '../../domain/refund/facts';
import { goesBack } from '../../domain/refund/money-steps';
import type { RefundRef } from '../../domain/refund/perform';
import { refundPolicy } from '../../domain/refund/policy';
import { readRefund, type RefundRow } from '../../store/refunds';
import type { ActivityDeps } from '../deps';
import { readBeforeGiveBack } from '../dispute/before-give-back';
import { sellerOf } from '../dispute/seller-facts';
import { chargeFact, type RefundAtStripe, refundAtStripe, reversedWith } from './at-stripe';
import { withRefundMade } from './books';
import { keepRefundRow } from './keep-row';
import { type Charged, readCharge, readStore, sellersIn } from './sellers';

/**
 * Reads Stripe and the books for one refund or failed payment: the refund, its charge, the transfers and their
 * reversals. Books what Stripe reversed with the refund, and reads and books each account to which something goes back
 * (R17). Throws only what a retry can mend.
 */
export async function lookAtRefund(
  deps: ActivityDeps,
  ref: RefundRef,
  known: { readonly policyHash: string | null },
): Promise<RefundFacts> {
  const startedMs = toClock(deps.clock, deps.wallNow());
  const { subject } = ref;
  const row = await deps.db
    .transaction()
    .execute(async (tx) => withRefundMade(tx, subject, await readRefund(tx, subject)));
  const atStripe = await refundAtStripe(deps.stripe, ref, row, startedMs);
  const charged = await readCharge(deps, ref, atStripe);
  await bookReversedWith(deps, charged, atStripe);
  const policy = refundPolicy(deps.policy, deps.clock);
  const read = (): Promise<RefundFacts> => factsOf(deps, ref, row, atStripe, charged, startedMs);
  let facts = await read();
  const returning = goesBack(facts, policy);
  if (returning.length > 0) {
    const before = await Promise.all(
      returning.map(async (seller) => ({
        account: seller.account,
        read: await readBeforeGiveBack(
          deps,
          refundWorkflowId(subject),
          seller,
          atStripe.lastReturnMs,
          startedMs,
        ),
      })),
    );
    // What was booked meanwhile (a clearing, say) may change what goes back.
    facts = await read();
    const sellers = facts.sellers.map((seller) => {
      const found = before.find((one) => one.account === seller.account)?.read;
      return found === undefined ? seller : { ...seller, losses: found.losses, beforeGiveBack: found.before };
    });
    facts = { ...facts, sellers };
  }
  if (facts.asked?.over !== true) await keepRefundRow(deps, ref, facts);
  return { ...facts, policy: known.policyHash === policy.hash ? null : policy };
}

/** What Stripe took with the refund counts as taken for it, whoever made the refund (R7). */
async function bookReversedWith(
  deps: ActivityDeps,
  { attributed }: Charged,
  atStripe: RefundAtStripe,
): Promise<void> {
  const [transfer] = attributed.transfers;
  const reversed = reversedWith(atStripe);
  if (reversed === null || reversed.netMinor === 0 || transfer === undefined) return;
  await deps.db.transaction().execute((tx) =>
    deps.ledger.bookReversalElsewhere(tx, {
      reversalId: reversed.reversal,
      cause: reversed.cause,
      part: 'principal',
      account: sellerOf(transfer),
      amountMinor: reversed.netMinor,
      currency: currency(reversed.currency),
      effectiveMs: reversed.createdMs,
    }),
  );
}

async function factsOf(
  deps: ActivityDeps,
  { subject, account }: RefundRef,
  row: RefundRow | null,
  atStripe: RefundAtStripe,
  charged: Charged,
  startedMs: number,
): Promise<RefundFacts> {
  const { made } = atStripe;
  const charge = atStripe.charge === null ? null : chargeFact(atStripe.charge, charged.disputes.forbid);
  const { inBooks, asked, unsettled } = await readStore(
    deps,
    subject,
    row,
    made?.cause ?? null,
    charge,
    charged,
  );
  const sellers = await sellersIn(deps.stripe, account, atStripe, charge, charged, inBooks);
  return {
    startedMs,
    asked,
    charge,
    made,
    direct: account,
    attribution: charged.attributed.by,
    sellers: sellers.map((seller) => ({
      ...seller,
      answers: { giveBack: row?.give_back_answer ?? null, above: null },
    })),
    unsettled,
    raised: inBooks.said.raised,
    judged: inBooks.said.judged,
    answer: row?.sellers_answer ?? null,
    policy: null,
  };
}
