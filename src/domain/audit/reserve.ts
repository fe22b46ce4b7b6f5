import type { ReservePolicy } from '../payout/reserve-policy';
import { type AuditFinding, platformFinding } from './finding';

/** Whether anything is held back of what sellers earn, said in one sentence with where it is written. */
export function reserveFinding(reserve: ReservePolicy, policyFile: string): AuditFinding {
  const shares = [...reserve.byAge, ...reserve.disputeRate.rows];
  if (shares.every(({ basisPoints }) => basisPoints === 0)) {
    return platformFinding({
      check: 'reserve',
      severity: 'hard',
      what: 'there is no reserve',
      saw: `every share in the section reserve of ${policyFile} is 0`,
      do: 'Hold back a part of what new sellers earn: a dispute that comes after the payout is the platform’s otherwise.',
    });
  }
  return platformFinding({
    check: 'reserve',
    severity: 'info',
    what: 'the reserve, and where it is written',
    saw: sentence(reserve, policyFile),
    do: null,
  });
}

function sentence(reserve: ReservePolicy, policyFile: string): string {
  const { byAge, disputeRate, releasedAfterDays, trustedBelowBasisPoints, immediateDelivery } = reserve;
  const ages = byAge.map(({ underDays, basisPoints, immediateBasisPoints }) => {
    const share = immediateDelivery && immediateBasisPoints !== null ? immediateBasisPoints : basisPoints;
    return `${percent(share)} of what sellers under ${underDays} days earn`;
  });
  const rates = disputeRate.rows.map(
    ({ fromBasisPoints, basisPoints }) =>
      `${percent(basisPoints)} from a dispute rate of ${percent(fromBasisPoints)}`,
  );
  return (
    `Recoup's payout runs hold back ${[...ages, ...rates].join(', ')}, and nothing of older ones below ` +
    `${percent(trustedBelowBasisPoints)}, for ${releasedAfterDays} days: section reserve of ${policyFile}.`
  );
}

const percent = (basisPoints: number): string => `${basisPoints / 100} %`;
