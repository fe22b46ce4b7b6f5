import type { Claim, Entry, Part, Posting } from './books';
import type { ClaimOpening } from './cover';
import { closedInCause } from './pairs';
import { collapsed, posting, type Tags } from './postings';

/** What a claim entry says beside its postings. `effectiveMs` is clock time. */
export interface EntryHead {
  readonly key: string;
  readonly effectiveMs: number;
}

const aboutClaim = (claim: Pick<Claim, 'cause' | 'part' | 'claimId'>): Tags => ({
  cause: claim.cause,
  part: claim.part,
  claimId: claim.claimId,
});

function claimEntry(
  head: EntryHead,
  kind: string,
  claim: Pick<Claim, 'account'>,
  postings: readonly Posting[],
): Entry {
  return {
    key: head.key,
    kind,
    account: claim.account,
    effectiveMs: head.effectiveMs,
    balanceTransaction: null,
    moveKey: null,
    note: null,
    postings: collapsed(postings),
  };
}

/** What was refused, or has no transfer left: the platform is out of pocket, the account owes it. */
export function claimOpened(head: EntryHead, claim: ClaimOpening, amountMinor: number): Entry {
  const about = aboutClaim(claim);
  return claimEntry(head, 'claim_opened', claim, [
    posting('claim', claim.account, claim.currency, amountMinor, about),
    posting('platform', claim.account, claim.currency, -amountMinor, about),
  ]);
}

/** The claim falls and the platform is whole by so much: paid, released (R15) or set off. */
export function claimReduced(claim: Claim, amountMinor: number): readonly Posting[] {
  const about = aboutClaim(claim);
  return [
    posting('claim', claim.account, claim.currency, -amountMinor, about),
    posting('platform', claim.account, claim.currency, amountMinor, about),
  ];
}

/** R15: no longer owed, closed without money. */
export function claimReleased(head: EntryHead, claim: Claim, amountMinor: number): Entry {
  return claimEntry(head, 'claim_released', claim, claimReduced(claim, amountMinor));
}

/** R15: what is owed back to the seller pays this claim; taken moves from the one part to the other (R7). */
export function claimSetOff(
  head: EntryHead,
  claim: Claim,
  from: { readonly cause: Claim['cause']; readonly part: Part },
  amountMinor: number,
): Entry {
  const inCause = closedInCause(claim, amountMinor);
  return claimEntry(head, 'claim_set_off', claim, [
    ...claimReduced(claim, amountMinor),
    posting('taken', claim.account, claim.causeCurrency, -inCause, { cause: from.cause, part: from.part }),
    posting('taken', claim.account, claim.causeCurrency, inCause, { cause: claim.cause, part: claim.part }),
  ]);
}

/** R13: the seller paid elsewhere. Taken rises as if it had been debited, and the money came from their bank. */
export function claimPaidOutside(head: EntryHead, claim: Claim, amountMinor: number): Entry {
  return claimEntry(head, 'paid_outside', claim, paidFrom('bank', claim, amountMinor));
}

/** R16: a payout run keeps back earnings that never reach the account. Taken rises as if they had been debited. */
export function claimOffset(head: EntryHead, claim: Claim, amountMinor: number): Entry {
  return claimEntry(head, 'offset', claim, paidFrom('income', claim, amountMinor));
}

function paidFrom(book: 'bank' | 'income', claim: Claim, amountMinor: number): readonly Posting[] {
  const inCause = closedInCause(claim, amountMinor);
  return [
    ...claimReduced(claim, amountMinor),
    posting('taken', claim.account, claim.causeCurrency, inCause, { cause: claim.cause, part: claim.part }),
    posting(book, claim.account, claim.currency, -amountMinor),
    ...exchange(claim, inCause, amountMinor),
  ];
}

/** Let go: neither taken again nor sent. The cause's books keep it in the cause's currency. */
export function claimWrittenOff(head: EntryHead, claim: Claim, amountMinor: number): Entry {
  const about = aboutClaim(claim);
  const inCause = closedInCause(claim, amountMinor);
  return claimEntry(head, 'written_off', claim, [
    posting('claim', claim.account, claim.currency, -amountMinor, about),
    posting('written_off', claim.account, claim.causeCurrency, inCause, about),
    ...exchange(claim, inCause, amountMinor),
  ]);
}

/** The two legs that join a claim's currency with its cause's; none where they are one. */
export function exchange(claim: Claim, causeMinor: number, claimMinor: number): readonly Posting[] {
  if (claim.causeCurrency === claim.currency) return [];
  return [
    posting('fx', claim.account, claim.causeCurrency, -causeMinor, aboutClaim(claim)),
    posting('fx', claim.account, claim.currency, claimMinor, aboutClaim(claim)),
  ];
}
