import type Stripe from 'stripe';
import { toClock } from '../../domain/clock';
import {
  type AccountId,
  type CauseId,
  disputeCause,
  objectCause,
  type RefundSubject,
  refundWorkflowId,
} from '../../domain/ids';
import { currency } from '../../domain/money';
import type { ChargeFact, RefundFacts, RefundSeller } from '../../domain/refund/facts';
import { goesBack } from '../../domain/refund/money-steps';
import type { RefundRef } from '../../domain/refund/perform';
import { refundPolicy } from '../../domain/refund/policy';
import { standingMinor } from '../../domain/refund/target';
import { lockCause } from '../../store/locks';
import { readRefund, refundCausesOf, type RefundRow } from '../../store/refunds';
import type { ActivityDeps } from '../deps';
import { attribute, type Attributed } from '../dispute/attribution';
import { readBeforeGiveBack } from '../dispute/before-give-back';
import { giveBacksOf, readLossBooks } from '../dispute/books';
import { borneByOthers, followedCauses } from '../dispute/other-causes';
import { type ReversalOfCharge, reversalsOf } from '../dispute/reversals-elsewhere';
import { attentionOf } from '../dispute/said';
import { directSeller, sellerOf, sellersOf, type SellersInBooks } from '../dispute/seller-facts';
import { chargeFact, type RefundAtStripe, refundAtStripe, reversedWith } from './at-stripe';
import { askedFor, unsettledOf, withRefundMade } from './books';
import { disputesThatForbid, type ChargeDisputes } from './disputes';
import { keepRefundRow } from './keep-row';

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
  const charged = await readCharge(deps.stripe, ref, atStripe);
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

interface Charged {
  readonly attributed: Attributed;
  readonly reversals: readonly ReversalOfCharge[];
  readonly disputes: ChargeDisputes;
}

async function readCharge(
  stripe: Stripe,
  { account }: RefundRef,
  { charge }: RefundAtStripe,
): Promise<Charged> {
  const disputes = await disputesThatForbid(stripe, charge, account);
  if (account !== null) return { attributed: { by: 'direct', transfers: [] }, reversals: [], disputes };
  if (charge === null) return { attributed: { by: 'unknown', transfers: [] }, reversals: [], disputes };
  const attributed = await attribute(stripe, charge);
  const reversals: ReversalOfCharge[] = [];
  for (const transfer of attributed.transfers) {
    reversals.push(...(await reversalsOf(stripe, transfer, sellerOf(transfer), disputes.all)));
  }
  return { attributed, reversals, disputes };
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

async function readStore(
  deps: ActivityDeps,
  subject: RefundSubject,
  row: RefundRow | null,
  cause: CauseId | null,
  charge: ChargeFact | null,
  { reversals, disputes }: Charged,
) {
  // A request that is not made yet has nothing in the books; its own id stands for it.
  const own = cause ?? objectCause(subject);
  return deps.db.transaction().execute(async (tx) => {
    const refunds = charge === null ? [] : await refundCausesOf(tx, charge.charge);
    const named = [...disputes.all.map(({ dispute }) => disputeCause(dispute)), ...refunds];
    const followed = followedCauses(own, named, reversals);
    // In one order everywhere, so that flows of one charge wait for each other instead of deadlocking.
    for (const one of [own, ...followed].toSorted()) await lockCause(tx, one);
    const loss = { cause: own, workflowId: refundWorkflowId(subject) };
    const inBooks: SellersInBooks = {
      books: await readLossBooks(tx, deps.ledger, loss, ['refundTaken', 'refundGivenBack']),
      given: await giveBacksOf(tx, [own, ...followed]),
      borneByOthers: await borneByOthers(tx, deps.ledger, followed, reversals),
      said: { answers: [], ...(await attentionOf(tx, loss.workflowId)) },
    };
    return {
      inBooks,
      asked: await askedFor(tx, subject, row),
      unsettled: await unsettledOf(tx, subject, cause),
    };
  });
}

async function sellersIn(
  stripe: Stripe,
  account: AccountId | null,
  atStripe: RefundAtStripe,
  charge: ChargeFact | null,
  { attributed }: Charged,
  inBooks: SellersInBooks,
): Promise<readonly RefundSeller[]> {
  if (charge === null) return [];
  const code = charge.currency;
  if (account !== null) {
    const standing = atStripe.made === null ? 0 : (standingMinor(atStripe.made) ?? 0);
    return [
      { ...directSeller(account, code, code, standing, inBooks), withRefundMinor: null, feeBackMinor: 0 },
    ];
  }
  const reversed = reversedWith(atStripe);
  const sellers = await sellersOf(stripe, atStripe.charge, attributed.transfers, code, inBooks);
  return sellers.map((seller, index) => ({
    ...seller,
    withRefundMinor: index === 0 ? (reversed?.netMinor ?? null) : null,
    feeBackMinor: index === 0 ? (reversed?.feeBackMinor ?? 0) : 0,
  }));
}
