import type { DisputeInput } from './acts-port';
import { stripeObject } from './blank';
import { DAY_MS } from '../../domain/clock';
import type { Core } from './core';
import { settleDispute } from './dispute-money';
import type { Charge, Dispute, DisputeStatus } from './objects';
import type { JsonObject } from './port';
import { closeWarnings } from './fraud-warnings';
import { failPendingRefunds } from './refund-ends';
import { setCause } from './ties';

/** What of a dispute its object does not say. */
interface DisputeNote extends JsonObject {
  /** Net, in the dispute's currency. */
  readonly withdrawnMinor: number;
  /** Countered fees not returned, in the currency of the fee's balance. */
  readonly counteredMinor: number;
  readonly counteredBy: 'seller' | 'platform';
}

const RECEIVED_FEE_MINOR = 1500;

export function openDispute(core: Core, input: DisputeInput): Dispute {
  const charge = core.need<Charge>(input.charge, 'charge');
  const owner = core.ownerOf(charge.id);
  const id = input.id ?? core.newId('dp');
  const inquiry = input.inquiry ?? false;
  const rapid = input.rapid ?? false;
  const dueMs =
    input.evidenceDueInDays === null ? null : core.nowMs + (input.evidenceDueInDays ?? 7) * DAY_MS;
  const amountMinor = input.amountMinor ?? charge.amount_captured;
  setCause(core, id, charge.id);
  core.setNote('dispute', id, { withdrawnMinor: 0, counteredMinor: 0, counteredBy: 'platform' });
  const dispute = core.add<Dispute>(owner, 'dispute', id, {
    amount: amountMinor,
    balance_transactions: [],
    charge: charge.id,
    currency: input.currency ?? charge.currency,
    evidence_details: {
      due_by: dueMs === null ? null : Math.floor(dueMs / 1000),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: inquiry,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: stripeObject('dispute_payment_method_details_card', {
        brand: 'visa',
        case_type: inquiry ? 'inquiry' : rapid ? 'resolution' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      }),
    },
    reason: input.reason ?? 'fraudulent',
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  });
  if (dueMs !== null && !rapid) core.schedule(dueMs, { kind: 'evidence_due', dispute: id });
  core.change(charge.id, { disputed: true });
  closeWarnings(core, charge.id);
  core.emit(owner, 'charge.dispute.created', dispute);
  if (inquiry) return dispute;
  failPendingRefunds(core, charge.id);
  const withdrawn = withdraw(core, id, {
    amountMinor,
    feeMinor: input.feeMinor ?? (rapid ? 0 : RECEIVED_FEE_MINOR),
    balanceMinor: input.withdrawnMinor,
  });
  return rapid ? setStatus(core, id, 'lost') : withdrawn;
}

/** Stripe takes the disputed money (again). Amount in the dispute's currency, fee in that of the balance. */
export function withdraw(
  core: Core,
  id: string,
  input: {
    readonly amountMinor: number;
    readonly feeMinor: number;
    readonly balanceMinor?: number | undefined;
  },
): Dispute {
  const before = core.need<Dispute>(id, 'dispute');
  changeNote(core, id, { withdrawnMinor: note(core, id).withdrawnMinor + input.amountMinor });
  settleDispute(core, before, {
    ...input,
    description: `Chargeback withdrawal for ${before.charge}`,
    category: 'dispute',
    bearer: 'seller',
  });
  return tell(core, id, 'charge.dispute.funds_withdrawn', { is_charge_refundable: false });
}

/** Evidence is sent; Stripe bills the countered fee. */
export function contest(core: Core, id: string, by: 'seller' | 'platform', feeMinor: number): Dispute {
  const before = core.need<Dispute>(id, 'dispute');
  changeNote(core, id, { counteredMinor: note(core, id).counteredMinor + feeMinor, counteredBy: by });
  const description = `Countered dispute fee for ${before.charge}`;
  if (feeMinor > 0)
    settleDispute(core, before, { amountMinor: 0, feeMinor, description, category: 'dispute', bearer: by });
  const details = before.evidence_details;
  return tell(core, id, 'charge.dispute.updated', {
    status: isInquiry(before.status)
      ? 'warning_under_review'
      : isAppeal(before.status)
        ? 'appeal_under_review'
        : 'under_review',
    evidence_details: { ...details, has_evidence: true, submission_count: details.submission_count + 1 },
  });
}

/** Returns what is withdrawn, or a part; the countered fee comes back with it where the dispute is won. */
export function reinstate(
  core: Core,
  id: string,
  input: { readonly amountMinor?: number | undefined; readonly returnCounteredFee: boolean },
): Dispute {
  const before = core.need<Dispute>(id, 'dispute');
  const { withdrawnMinor, counteredMinor, counteredBy } = note(core, id);
  const amountMinor = input.amountMinor ?? withdrawnMinor;
  if (amountMinor > withdrawnMinor)
    throw new Error(`dispute ${id}: ${amountMinor} cannot be reinstated, ${withdrawnMinor} is withdrawn`);
  const feeMinor = input.returnCounteredFee ? counteredMinor : 0;
  if (amountMinor === 0 && feeMinor === 0) return before;
  changeNote(core, id, {
    withdrawnMinor: withdrawnMinor - amountMinor,
    counteredMinor: counteredMinor - feeMinor,
  });
  const description = `Chargeback reversal for ${before.charge}`;
  settleDispute(core, before, {
    amountMinor: -amountMinor,
    feeMinor: -feeMinor,
    description,
    category: 'dispute_reversal',
    bearer: counteredBy,
  });
  return tell(core, id, 'charge.dispute.funds_reinstated', {});
}

/** The day for evidence has gone by; nothing announces it. */
export function evidenceIsDue(core: Core, id: string): void {
  const { status, evidence_details: details } = core.need<Dispute>(id, 'dispute');
  if (status.endsWith('needs_response'))
    core.change(id, { evidence_details: { ...details, past_due: true } });
}

export function setStatus(core: Core, id: string, status: DisputeStatus): Dispute {
  const closed =
    status === 'won' || status === 'lost' || status === 'warning_closed' || status === 'prevented';
  return tell(core, id, closed ? 'charge.dispute.closed' : 'charge.dispute.updated', { status });
}

/** What is withdrawn net, in the dispute's currency. */
export const withdrawnOf = (core: Core, id: string): number => note(core, id).withdrawnMinor;

function tell(core: Core, id: string, type: string, patch: JsonObject): Dispute {
  const dispute = core.change<Dispute>(id, patch);
  core.emit(core.ownerOf(id), type, dispute);
  return dispute;
}

function note(core: Core, id: string): DisputeNote {
  const found = core.note<DisputeNote>('dispute', id);
  if (found === null) throw new Error(`the world has no dispute ${id}`);
  return found;
}

const changeNote = (core: Core, id: string, patch: Partial<DisputeNote>): void =>
  core.setNote('dispute', id, { ...note(core, id), ...patch });

const isInquiry = (status: DisputeStatus): boolean => status.startsWith('warning_');
const isAppeal = (status: DisputeStatus): boolean => status.startsWith('appeal_');
