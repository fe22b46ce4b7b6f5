import { DAY_MS } from '../clock';
import type { ClaimId, DisputeId } from '../ids';
import { formatMoney, minor, mulDivFloor, type Currency } from '../money';
import { amountFor } from '../policy/policy';
import type { ReservePolicy } from './reserve-policy';
import { percentText, shareHeld, type DisputeRate, type ShareHeld } from './share-held';

/** What is known of one seller's money in one currency, minor units. */
export interface TargetInput {
  readonly currency: Currency;
  /** Clock time. */
  readonly nowMs: number;
  /** All that could be paid: earnings and released reserve, or the account's available balance. */
  readonly grossMinor: number;
  /** Of the gross, what earlier runs hold and is not due yet: it lies in the account's own balance. */
  readonly reservedMinor: number;
  /** Of the gross, what earlier runs kept and is due now: no share of it is held again. */
  readonly releasedMinor: number;
  /** How far the account's balance is below zero: what is sent pays it by itself. */
  readonly shortfallMinor: number;
  /** In the order of paying (R10); `openMinor` without what a move has reserved. */
  readonly openClaims: readonly { readonly claimId: ClaimId; readonly openMinor: number }[];
  /** Bank debits that are paid and can still be returned. */
  readonly provisionalDebitsMinor: number;
  /** What of each dispute the seller would bear and has not, and its fee. */
  readonly openDisputes: readonly {
    readonly dispute: DisputeId;
    readonly sellerShareMinor: number;
    readonly expectedFeeMinor: number;
  }[];
  readonly sellerAgeDays: number | null;
  readonly disputeRate: DisputeRate | null;
  readonly policy: ReservePolicy;
}

/** One line of the working: the first is the gross, and all of them add up to the target. */
export interface WorkingLine {
  readonly what: 'gross' | 'reserved' | 'claim' | 'dispute' | 'debit' | 'share' | 'minimum' | 'hold';
  readonly amountMinor: number;
  readonly why: string;
}

/**
 * The number, and where the rest stays: gross = target + offsets + reserve + withheld + what was reserved before.
 *
 * - `pay` send the target
 * - `below_minimum`, `nothing` send nothing; offsets, reserve and withheld stand all the same
 * - `hold` nothing of it happens: the earnings wait as they are
 */
export interface TargetPayout {
  readonly verdict: 'pay' | 'below_minimum' | 'hold' | 'nothing';
  readonly targetMinor: number;
  readonly working: readonly WorkingLine[];
  /** Claims that are paid out of earnings which the platform holds (R16); else left for the case to collect. */
  readonly offsets: readonly { readonly claimId: ClaimId; readonly amountMinor: number }[];
  readonly reserve: {
    readonly amountMinor: number;
    readonly basisPoints: number;
    /** Clock time. */
    readonly releasesAtMs: number;
  } | null;
  /** For open disputes and debits, or too small to send: it is part of the next run's gross again. */
  readonly withheldMinor: number;
  /** Why a person should look at the seller, or null. */
  readonly review: string | null;
}

/**
 * One number and its working (R16). Everything that is kept back comes out of what would be free after the shortfall,
 * for what is sent pays that by itself; so the target is never negative and never above the gross. The share held is
 * rounded up.
 */
export function targetPayout(input: TargetInput): TargetPayout {
  const { currency, grossMinor, policy } = input;
  const gross: WorkingLine = { what: 'gross', amountMinor: minor(grossMinor, 'gross'), why: grossWhy(input) };
  if (grossMinor <= 0) return { ...NOTHING, working: [{ ...gross, amountMinor: 0 }] };
  const share = shareHeld(input.sellerAgeDays, input.disputeRate, policy);
  const smallestMinor = amountFor(policy.smallestPayout, currency);
  const review = share.then === 'pay' ? null : share.why;
  if (smallestMinor === null || share.then === 'hold') {
    const why = share.then === 'hold' ? share.why : `the policy has no smallest payout in ${currency}`;
    return { ...held(gross, why), review: review ?? why };
  }

  let leftMinor = Math.max(0, grossMinor - input.shortfallMinor);
  const working: WorkingLine[] = [gross];
  /** Keeps back what is wanted, as far as there is something left. */
  const keep = (what: WorkingLine['what'], wantedMinor: number, why: string): number => {
    const amountMinor = Math.min(leftMinor, minor(wantedMinor, what));
    if (amountMinor <= 0) return 0;
    leftMinor -= amountMinor;
    const rest = amountMinor < wantedMinor ? `, of ${formatMoney(wantedMinor, currency)}` : '';
    working.push({ what, amountMinor: -amountMinor, why: `${why}${rest}` });
    return amountMinor;
  };

  keep('reserved', input.reservedMinor, 'held by earlier runs and not due yet');
  const offsets = input.openClaims
    .map(({ claimId, openMinor }) => ({ claimId, amountMinor: keep('claim', openMinor, claimId) }))
    .filter(({ amountMinor }) => amountMinor > 0);
  let withheldMinor = 0;
  for (const { dispute, sellerShareMinor, expectedFeeMinor } of input.openDisputes) {
    const fee = expectedFeeMinor === 0 ? '' : `, with a fee of ${formatMoney(expectedFeeMinor, currency)}`;
    withheldMinor += keep('dispute', sellerShareMinor + expectedFeeMinor, `${dispute}${fee}`);
  }
  const debits = 'bank debits that can still be returned';
  withheldMinor += keep('debit', input.provisionalDebitsMinor, debits);
  const reserve = reserveOf(input, share, keep);

  const sentMinor = working.reduce((sum, line) => sum + line.amountMinor, 0);
  const base = { working, offsets, reserve, review };
  if (sentMinor >= smallestMinor && sentMinor > 0) {
    return { ...base, verdict: 'pay', targetMinor: sentMinor, withheldMinor };
  }
  if (sentMinor === 0) return { ...base, verdict: 'nothing', targetMinor: 0, withheldMinor };
  const why = `under ${formatMoney(smallestMinor, currency)}, the smallest payout`;
  working.push({ what: 'minimum', amountMinor: -sentMinor, why });
  return { ...base, verdict: 'below_minimum', targetMinor: 0, withheldMinor: withheldMinor + sentMinor };
}

function reserveOf(
  { grossMinor, reservedMinor, releasedMinor, policy, nowMs }: TargetInput,
  { basisPoints, why }: ShareHeld,
  keep: (what: 'share', wantedMinor: number, why: string) => number,
): TargetPayout['reserve'] {
  const newMinor = Math.max(0, grossMinor - reservedMinor - releasedMinor);
  const wantedMinor = -mulDivFloor(-newMinor, basisPoints, 10_000);
  const amountMinor = keep('share', wantedMinor, `${percentText(basisPoints)}: ${why}`);
  if (amountMinor === 0) return null;
  return { amountMinor, basisPoints, releasesAtMs: nowMs + policy.releasedAfterDays * DAY_MS };
}

const NOTHING: Omit<TargetPayout, 'working'> = {
  verdict: 'nothing',
  targetMinor: 0,
  offsets: [],
  reserve: null,
  withheldMinor: 0,
  review: null,
};

/** The policy lets nothing of it go: not even claims are paid, for nobody has decided anything. */
function held(gross: WorkingLine, why: string): TargetPayout {
  const working: WorkingLine[] = [gross, { what: 'hold', amountMinor: -gross.amountMinor, why }];
  return { ...NOTHING, verdict: 'hold', working, withheldMinor: gross.amountMinor };
}

function grossWhy({ currency, releasedMinor, shortfallMinor }: TargetInput): string {
  const parts = ['what could be paid'];
  if (releasedMinor > 0) parts.push(`${formatMoney(releasedMinor, currency)} of it released reserve`);
  if (shortfallMinor > 0) parts.push(`the balance is ${formatMoney(-shortfallMinor, currency)}`);
  return parts.join('; ');
}
