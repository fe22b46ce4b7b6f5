import type Stripe from 'stripe';
import { toClock } from '../../domain/clock';
import type { DisputeFacts, PartFacts, SellerFacts, TransferFact } from '../../domain/dispute/facts';
import { goesBack } from '../../domain/dispute/money-steps';
import type { DisputeRef } from '../../domain/dispute/perform';
import { disputePolicy } from '../../domain/dispute/policy';
import { readStatus } from '../../domain/dispute/status';
import { netWithdrawn } from '../../domain/dispute/withdrawn';
import {
  type AccountId,
  accountId,
  type DisputeId,
  disputeCause,
  disputeWorkflowId,
  transferId,
} from '../../domain/ids';
import { currency } from '../../domain/money';
import { lockCause } from '../../store/locks';
import type { ActivityDeps } from '../deps';
import { type DisputeAtStripe, disputeAtStripe, idOf } from './at-stripe';
import { attribute, type Attributed } from './attribution';
import { readBeforeGiveBack } from './before-give-back';
import { borneByCauses, type DisputeBooks, giveBacksOf, partFacts, readDisputeBooks } from './books';
import { keepRow } from './keep-row';
import {
  disputesOfCharge,
  otherThanDisputes,
  type ReversalOfCharge,
  reversalsOf,
} from './reversals-elsewhere';

/**
 * Reads Stripe and the books for one dispute: the dispute with its balance transactions, its charge, the transfers
 * and their reversals. Books reversals that were made elsewhere for it (R7), and reads and books each account to which
 * something goes back (R17). Throws only what a retry can mend.
 */
export async function lookAtDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  known: { readonly policyHash: string | null },
): Promise<DisputeFacts> {
  const startedMs = toClock(deps.clock, deps.wallNow());
  const atStripe = await disputeAtStripe(deps.stripe, ref.dispute, ref.account);
  const charged = await readCharge(deps, ref, atStripe);
  const policy = disputePolicy(deps.policy, deps.clock);
  const read = (): Promise<DisputeFacts> => factsOf(deps, ref, atStripe, charged, startedMs);
  let facts = await read();
  const returning = goesBack(facts, policy);
  if (returning.length > 0) {
    const before = new Map(
      await Promise.all(
        returning.map(
          async (seller) =>
            [
              seller.account,
              await readBeforeGiveBack(
                deps,
                disputeWorkflowId(ref.dispute),
                seller,
                atStripe.lastReturnMs,
                startedMs,
              ),
            ] as const,
        ),
      ),
    );
    // What was booked meanwhile (a clearing, say) may change what goes back.
    facts = await read();
    facts = {
      ...facts,
      sellers: facts.sellers.map((seller) => {
        const found = before.get(seller.account);
        return found === undefined
          ? seller
          : { ...seller, losses: found.losses, beforeGiveBack: found.before };
      }),
    };
  }
  await keepRow(deps, ref, facts);
  return { ...facts, policy: known.policyHash === policy.hash ? null : policy };
}

interface Charged {
  readonly attributed: Attributed;
  readonly reversals: readonly ReversalOfCharge[];
  readonly otherDisputes: readonly DisputeId[];
}

const NOTHING_CHARGED: Charged = {
  attributed: { by: 'unknown', transfers: [] },
  reversals: [],
  otherDisputes: [],
};

async function readCharge(
  deps: ActivityDeps,
  ref: DisputeRef,
  { charge }: DisputeAtStripe,
): Promise<Charged> {
  if (ref.account !== null) return { ...NOTHING_CHARGED, attributed: { by: 'direct', transfers: [] } };
  if (charge === null) return NOTHING_CHARGED;
  const attributed = await attribute(deps.stripe, charge);
  const disputes = await disputesOfCharge(deps.stripe, charge.id);
  const reversals: ReversalOfCharge[] = [];
  for (const transfer of attributed.transfers) {
    reversals.push(...(await reversalsOf(deps.stripe, transfer, sellerOf(transfer), disputes)));
  }
  await bookElsewhere(deps, ref.dispute, reversals);
  const others = disputes.map((one) => one.dispute).filter((id) => id !== ref.dispute);
  return { attributed, reversals, otherDisputes: others };
}

async function bookElsewhere(
  deps: ActivityDeps,
  dispute: DisputeId,
  reversals: readonly ReversalOfCharge[],
): Promise<void> {
  const cause = disputeCause(dispute);
  const elsewhere = reversals.filter((reversal) => !reversal.own && reversal.cause === cause);
  if (elsewhere.length === 0) return;
  await deps.db.transaction().execute(async (tx) => {
    for (const { id, account, amountMinor, currency: code, createdMs } of elsewhere) {
      await deps.ledger.bookReversalElsewhere(tx, {
        reversalId: id,
        cause,
        part: 'principal',
        account,
        amountMinor,
        currency: currency(code),
        effectiveMs: createdMs,
      });
    }
  });
}

const sellerOf = (transfer: Stripe.Transfer): AccountId => accountId(idOf(transfer.destination) ?? 'unknown');

async function factsOf(
  deps: ActivityDeps,
  ref: DisputeRef,
  atStripe: DisputeAtStripe,
  charged: Charged,
  startedMs: number,
): Promise<DisputeFacts> {
  const { dispute, charge, chargeId, movements } = atStripe;
  const code = currency(charge?.currency ?? dispute.currency);
  const withdrawn = netWithdrawn(movements, code);
  const due = dispute.evidence_details?.due_by ?? null;
  const contestedBy = dispute.metadata?.recoup_contested_by;
  const read = await deps.db.transaction().execute(async (tx) => {
    // In one order everywhere, so that two disputes of a charge wait for each other instead of deadlocking.
    const causes = [ref.dispute, ...charged.otherDisputes].map(disputeCause);
    for (const cause of causes.toSorted()) await lockCause(tx, cause);
    const books = await readDisputeBooks(tx, deps.ledger, ref.dispute);
    const given = await giveBacksOf(tx, [ref.dispute, ...charged.otherDisputes]);
    const accounts = new Set(charged.attributed.transfers.map(sellerOf));
    const others = new Map<AccountId, number>();
    for (const account of accounts) {
      const refunds = otherThanDisputes(charged.reversals, account, ref.dispute);
      const disputes = await borneByCauses(tx, deps.ledger, charged.otherDisputes, account);
      others.set(account, refunds + disputes);
    }
    return { books, given, others };
  });
  const feeCurrency = typeof withdrawn === 'string' ? code : withdrawn.feeCurrency;
  const sellers: SellerFacts[] = [];
  for (const [account, transfers] of bySeller(charged.attributed.transfers)) {
    const given = [];
    for (const one of read.given.filter((row) => row.account === account)) {
      given.push(await deps.stripe.transfers.retrieve(one.transfer));
    }
    const seller = currency(transfers[0]?.currency ?? code);
    sellers.push({
      account,
      currency: seller,
      transfers: transfers.map((one) => transferFacts(one, read.books, applicationFee(charge, one))),
      giveBacks: given.map((one) => transferFacts(one, read.books, 0)),
      otherCausesMinor: read.others.get(account) ?? 0,
      losses: 'platform',
      principal: partFacts(read.books, account, 'principal', seller),
      fee: partFacts(read.books, account, 'fee', feeCurrency),
      beforeGiveBack: null,
      told: read.books.told(account),
    });
  }
  if (ref.account !== null) {
    const netMinor = typeof withdrawn === 'string' ? 0 : withdrawn.principalMinor;
    sellers.push(directSeller(ref.account, code, feeCurrency, netMinor, read.books));
  }
  return {
    startedMs,
    status: readStatus(dispute.status),
    statusWord: dispute.status,
    reason: dispute.reason,
    openedMs: dispute.created * 1000,
    // Stripe writes null or 0 where nothing is due.
    evidenceDueMs: due === null || due === 0 ? null : due * 1000,
    charge: chargeId,
    direct: ref.account,
    currency: code,
    capturedMinor: charge?.amount_captured ?? dispute.amount,
    disputedMinor: dispute.amount,
    withdrawn,
    contestedBy: contestedBy === 'seller' || contestedBy === 'platform' ? contestedBy : null,
    attribution: charged.attributed.by,
    sellers,
    unsettled: read.books.unsettled,
    unclearReversals: charged.reversals.filter(({ cause }) => cause === null).map(({ id }) => id),
    policy: null,
  };
}

function bySeller(transfers: readonly Stripe.Transfer[]): ReadonlyMap<AccountId, readonly Stripe.Transfer[]> {
  const sellers = new Map<AccountId, Stripe.Transfer[]>();
  for (const transfer of transfers) {
    const account = sellerOf(transfer);
    sellers.set(account, [...(sellers.get(account) ?? []), transfer]);
  }
  return sellers;
}

function transferFacts(
  transfer: Stripe.Transfer,
  books: DisputeBooks,
  applicationFeeMinor: number,
): TransferFact {
  return {
    transfer: transferId(transfer.id),
    amountMinor: transfer.amount,
    reversedMinor: transfer.amount_reversed,
    applicationFeeMinor,
    moves: books.moves('reversal', transfer.id),
  };
}

/** Only the transfer of a destination charge carries one; it is in the charge's currency. */
function applicationFee(charge: Stripe.Charge | null, transfer: Stripe.Transfer): number {
  if (charge === null || idOf(charge.transfer) !== transfer.id) return 0;
  return charge.currency === transfer.currency ? (charge.application_fee_amount ?? 0) : 0;
}

/** R19: on the account itself taken is net withdrawn, less what left the account's debt at the platform's cost. */
function directSeller(
  account: AccountId,
  code: ReturnType<typeof currency>,
  feeCurrency: ReturnType<typeof currency>,
  netMinor: number,
  books: DisputeBooks,
): SellerFacts {
  const booked: PartFacts = partFacts(books, account, 'principal', code);
  return {
    account,
    currency: code,
    transfers: [],
    giveBacks: [],
    otherCausesMinor: 0,
    losses: 'platform',
    principal: { ...booked, takenMinor: netMinor - booked.openClaimsMinor - booked.writtenOffMinor },
    fee: partFacts(books, account, 'fee', feeCurrency),
    beforeGiveBack: null,
    told: books.told(account),
  };
}
