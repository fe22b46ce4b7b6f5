import type { ReservePolicy } from './reserve-policy';

/** Disputes of a seller's charges of one period, over these charges (see `ReservePolicy`). */
export interface DisputeRate {
  readonly disputes: number;
  readonly charges: number;
}

/** What of new money is held, and why; `then` says whether the seller is looked at, or nothing is paid. */
export interface ShareHeld {
  readonly basisPoints: number;
  readonly then: 'pay' | 'review' | 'hold';
  readonly why: string;
}

/**
 * The larger of what age and dispute rate ask for. A seller of unknown age counts as new. A rate over too few disputes
 * or charges, or that is not known, asks for nothing.
 */
export function shareHeld(
  sellerAgeDays: number | null,
  rate: DisputeRate | null,
  policy: ReservePolicy,
): ShareHeld {
  const known = rate !== null && tells(rate, policy) ? rate : null;
  const byAge = shareByAge(sellerAgeDays, known, policy);
  const row = known === null ? undefined : policy.disputeRate.rows.findLast((one) => reached(known, one));
  if (known === null || row === undefined) return byAge;
  const why = `the dispute rate is ${rateText(known)}, from ${percentText(row.fromBasisPoints)}`;
  if (row.basisPoints < byAge.basisPoints) return { ...byAge, then: row.then };
  return { basisPoints: row.basisPoints, then: row.then, why };
}

function shareByAge(ageDays: number | null, known: DisputeRate | null, policy: ReservePolicy): ShareHeld {
  const row = policy.byAge.find(({ underDays }) => (ageDays ?? 0) < underDays);
  const age = ageDays === null ? 'how long the account exists is not known' : `${ageDays} days old`;
  if (row !== undefined) {
    const { immediateBasisPoints, underDays } = row;
    const isImmediate = policy.immediateDelivery && immediateBasisPoints !== null;
    const why = `${age}, under ${underDays}${isImmediate ? ', and delivery is immediate' : ''}`;
    return { basisPoints: isImmediate ? immediateBasisPoints : row.basisPoints, then: 'pay', why };
  }
  const trusted = policy.trustedBelowBasisPoints;
  if (known === null || !reached(known, { fromBasisPoints: trusted })) {
    return { basisPoints: 0, then: 'pay', why: age };
  }
  const last = policy.byAge.at(-1)?.basisPoints ?? 0;
  const why = `${age}, but the dispute rate is ${rateText(known)}, from ${percentText(trusted)}`;
  return { basisPoints: last, then: 'pay', why };
}

const tells = ({ disputes, charges }: DisputeRate, { disputeRate }: ReservePolicy): boolean =>
  disputes >= disputeRate.minimumDisputes && charges >= disputeRate.minimumCharges;

/** Compared as whole numbers: a rate is never rounded before it is judged. */
const reached = ({ disputes, charges }: DisputeRate, row: { readonly fromBasisPoints: number }): boolean =>
  disputes * 10_000 >= row.fromBasisPoints * charges;

/** "1.25 %": basis points as people write them. */
export function percentText(basisPoints: number): string {
  return `${String(basisPoints / 100)} %`;
}

/** "1.25 % (5 disputes, 400 charges)", the percentage rounded down to two decimals. */
export function rateText({ disputes, charges }: DisputeRate): string {
  const percent = percentText(Math.floor((disputes * 10_000) / Math.max(1, charges)));
  return `${percent} (${counted(disputes, 'dispute')}, ${counted(charges, 'charge')})`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
