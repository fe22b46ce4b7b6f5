import type { AccountId, CauseId, ClaimId, WorkflowId } from '../ids';
import type { Currency } from '../money';
import type { ClaimForm, Owed, Part, Posting } from './books';
import { inCauseCurrency, type Pairs } from './pairs';
import { posting, type Tags } from './postings';

/** A claim that an entry opens: its row is written in the same transaction as its postings. */
export interface ClaimOpening {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly cause: CauseId;
  readonly part: Part;
  readonly causeCurrency: Currency;
  readonly pairCauseMinor: number;
  readonly pairClaimMinor: number;
  readonly transfer: string | null;
  readonly owner: WorkflowId;
  readonly sinceMs: number;
}

export interface Covered {
  readonly postings: readonly Posting[];
  readonly claims: readonly ClaimOpening[];
}

/** Worked ids: `fee:dp_1:acct_A`, `cleared:ct_1:dp_1:principal`. */
export function claimIdOf(
  form: ClaimForm,
  object: string,
  about: { readonly account: AccountId; readonly cause: CauseId; readonly part: Part },
): ClaimId {
  const tail = form === 'fee' ? about.account : `${about.cause}:${about.part}`;
  return `${form}:${object}:${tail}` as ClaimId;
}

/**
 * Lots that leave the account's debt at the platform's cost (worked rules R12 and R13): taken falls by each, and
 * a claim of the same cause, part and age takes its place, or it is let go. The postings add up to minus the sum of
 * the lots in the balance's currency: the other half is what lands.
 */
export function cover(
  account: AccountId,
  currency: Currency,
  lots: readonly Owed[],
  pairs: Pairs,
  claim: { readonly form: ClaimForm; readonly object: string; readonly owner: WorkflowId } | null,
): Covered {
  const postings: Posting[] = [];
  const claims: ClaimOpening[] = [];
  for (const lot of lots) {
    const inCause = inCauseCurrency(lot, currency, pairs);
    const about: Tags = { cause: lot.cause, part: lot.part };
    const exchanged = inCause.currency !== currency;
    postings.push(posting('taken', account, inCause.currency, -inCause.amountMinor, about));
    if (exchanged) {
      postings.push(posting('fx', account, currency, -lot.amountMinor, lot));
      postings.push(posting('fx', account, inCause.currency, inCause.amountMinor, lot));
    }
    if (claim === null) {
      postings.push(posting('written_off', account, inCause.currency, inCause.amountMinor, about));
      postings.push(posting('platform', account, currency, -lot.amountMinor, about));
      if (exchanged) {
        postings.push(posting('fx', account, inCause.currency, -inCause.amountMinor, about));
        postings.push(posting('fx', account, currency, lot.amountMinor, about));
      }
      continue;
    }
    const plainId = claimIdOf(claim.form, claim.object, { account, cause: lot.cause, part: lot.part });
    // Two transfers of one cause in two currencies are two claims: what one is worth says nothing of the other.
    const clash = claims.some((row) => row.claimId === plainId && row.causeCurrency !== inCause.currency);
    const claimId = clash ? (`${plainId}:${inCause.currency}` as ClaimId) : plainId;
    postings.push(posting('claim', account, currency, lot.amountMinor, { ...about, claimId }));
    postings.push(posting('platform', account, currency, -lot.amountMinor, { ...about, claimId }));
    claims.push({
      claimId,
      form: claim.form,
      account,
      currency,
      cause: lot.cause,
      part: lot.part,
      causeCurrency: inCause.currency,
      pairCauseMinor: inCause.amountMinor,
      pairClaimMinor: lot.amountMinor,
      transfer: null,
      owner: claim.owner,
      sinceMs: lot.sinceMs,
    });
  }
  return { postings, claims: merged(claims) };
}

/** Lots of one cause and part that differ in age are one claim, as old as its oldest. */
function merged(claims: readonly ClaimOpening[]): readonly ClaimOpening[] {
  const rows = new Map<ClaimId, ClaimOpening>();
  for (const claim of claims) {
    const known = rows.get(claim.claimId);
    rows.set(
      claim.claimId,
      known === undefined
        ? claim
        : {
            ...known,
            pairCauseMinor: known.pairCauseMinor + claim.pairCauseMinor,
            pairClaimMinor: known.pairClaimMinor + claim.pairClaimMinor,
            sinceMs: Math.min(known.sinceMs, claim.sinceMs),
          },
    );
  }
  return [...rows.values()];
}
