import { isRefundRequest, refundWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { RefundFacts } from '../../domain/refund/facts';
import type { RefundRef } from '../../domain/refund/perform';
import { isFinal } from '../../domain/refund/status';
import { standingMinor } from '../../domain/refund/target';
import { wakeConcerned } from '../../store/flow-wakes';
import { readRefund, recordRefund } from '../../store/refunds';
import { type ActivityDeps, momentOf } from '../deps';

/** Keeps what a look found, and has the accounts looked at from whose balance Stripe itself took or returned money. */
export async function keepRefundRow(deps: ActivityDeps, ref: RefundRef, facts: RefundFacts): Promise<void> {
  const { made, charge, sellers } = facts;
  const { subject } = ref;
  const figures = sellers.map((seller) => ({
    account: seller.account,
    currency: seller.currency,
    taken: seller.principal.takenMinor,
    openClaims: seller.principal.openClaimsMinor,
    feeBack: seller.feeBackMinor,
    atStripe: atStripeMinor(facts, seller.withRefundMinor),
  }));
  await deps.db.transaction().execute(async (tx) => {
    const before = await readRefund(tx, subject);
    await recordRefund(
      tx,
      subject,
      {
        account: ref.account,
        charge: charge?.charge ?? before?.charge_id ?? null,
        refund: made?.what === 'refund' ? made.cause : null,
        currency: charge?.currency ?? before?.currency ?? null,
        amountMinor: made?.amountMinor ?? before?.amount_minor ?? null,
        status: made?.statusWord ?? (isRefundRequest(subject) ? 'asked for' : 'not found'),
        isFinal: made !== null && isFinal(made.status),
        openedMs: made?.createdMs ?? facts.startedMs,
        facts: { attribution: facts.attribution, failure: made?.failureReason ?? null, sellers: figures },
      },
      momentOf(deps),
    );
    const cause = made?.cause;
    if (cause === undefined) return;
    const by = refundWorkflowId(subject);
    for (const { account, currency, atStripe } of figures) {
      if (atStripeBefore(before?.facts ?? null, account) === atStripe) continue;
      await wakeConcerned(tx, deps.raiseWake, { account, currency, cause, by });
    }
  });
}

/** What Stripe itself took from the account: with the refund, or because the charge lives there. */
function atStripeMinor({ direct, made }: RefundFacts, withRefundMinor: number | null): number {
  if (direct !== null) return made === null ? 0 : (standingMinor(made) ?? 0);
  return withRefundMinor ?? 0;
}

/** What the last look found; nothing was taken before the first. */
function atStripeBefore(facts: Json, account: string): number {
  const sellers = isRecord(facts) && Array.isArray(facts['sellers']) ? facts['sellers'] : [];
  const found = sellers.find((one: Json) => isRecord(one) && one['account'] === account);
  const amount = isRecord(found ?? null) ? (found as { readonly atStripe?: Json }).atStripe : 0;
  return typeof amount === 'number' ? amount : 0;
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
