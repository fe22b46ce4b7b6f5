import type { Currency } from './money';

declare const idBrand: unique symbol;
type Id<Name extends string> = string & { readonly [idBrand]: Name };

export type AccountId = Id<'account'>;
export type ChargeId = Id<'charge'>;
export type DisputeId = Id<'dispute'>;
export type TransferId = Id<'transfer'>;
/** What a refund's flow follows: a request of ours (`rq_`), a refund (`re_`), or the charge of a failed payment. */
export type RefundSubject = Id<'refund subject'>;
/** What is owed for: a dispute, a refund, a failed payment's charge, or `other:<account>`. */
export type CauseId = Id<'cause'>;
export type ClaimId = Id<'claim'>;
export type WorkflowId = Id<'workflow'>;
/** `recoup:v1:<kind>:<cause>:<object>:<n>`: what is done and for which cause, never by which workflow. */
export type MoveKey = Id<'move'>;

/** Stripe's ids hold letters, digits and underscores; anything else would break keys and workflow ids apart. */
function checked<T>(what: string, text: string): T {
  if (!/^[A-Za-z0-9_]{1,200}$/.test(text)) {
    throw new RangeError(`"${text}" is not ${what}: expected a Stripe id of letters, digits and underscores`);
  }
  return text as T;
}

export const accountId = (text: string): AccountId => checked('an account id', text);
export const chargeId = (text: string): ChargeId => checked('a charge id', text);
export const disputeId = (text: string): DisputeId => checked('a dispute id', text);
export const transferId = (text: string): TransferId => checked('a transfer id', text);

/** @throws RangeError for what is no request, refund or charge. */
export function refundSubject(text: string): RefundSubject {
  if (!/^(rq|re|pyr|ch|py)_/.test(text)) {
    throw new RangeError(
      `"${text}" is no request, refund or charge: expected rq_…, re_…, pyr_…, ch_… or py_…`,
    );
  }
  return checked('a refund', text);
}
export const isRefundRequest = (subject: RefundSubject): boolean => subject.startsWith('rq_');

export const disputeCause = (dispute: DisputeId): CauseId => dispute as string as CauseId;
export const otherCause = (account: AccountId): CauseId => `other:${account}` as CauseId;
/** A cause named by the id of Stripe's object: `dp_`/`du_` dispute, `re_`/`pyr_` refund, `ch_`/`py_` failed payment. */
export const objectCause = (stripeId: string): CauseId => checked('a cause', stripeId);

export type CauseKind = 'dispute' | 'refund' | 'payment' | 'other';

export function causeKind(cause: CauseId): CauseKind {
  if (/^d[pu]_/.test(cause)) return 'dispute';
  if (/^(re|pyr)_/.test(cause)) return 'refund';
  return /^(ch|py)_/.test(cause) ? 'payment' : 'other';
}

/** Ids of workflows use colons: slashes break the Temporal UI's links to its API. */
export const caseWorkflowId = (account: AccountId, code: Currency): WorkflowId =>
  `case:${account}:${code}` as WorkflowId;
export const disputeWorkflowId = (dispute: DisputeId): WorkflowId => `dispute:${dispute}` as WorkflowId;
export const refundWorkflowId = (subject: RefundSubject): WorkflowId => `refund:${subject}` as WorkflowId;
export const reviewWorkflowId = (account: AccountId): WorkflowId => `review:${account}` as WorkflowId;
