import { describe, expect, test } from '@jest/globals';
import type { ClaimId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { targetPayout } from '../../src/domain/payout/target-payout';
import { defaultPolicy } from '../../src/policy-file';
import type { WorkedExample } from './example';
import { payoutRuns } from './payout-runs';

/** "line of 20000 for A", what A owes, and a rolling reserve of nothing: a trusted seller. */
function targetOf({ given, rows }: WorkedExample) {
  const grossMinor = Number(/line of (\d+)/.exec(rows[0]?.what ?? '')?.[1]);
  const { clearedMinor = 0, feeClaimMinor = 0 } = given.before ?? {};
  const claims = [
    { claimId: 'cleared:ct_1:dp_1:principal' as ClaimId, openMinor: clearedMinor },
    { claimId: 'fee:dp_1:A' as ClaimId, openMinor: feeClaimMinor },
  ];
  return targetPayout({
    currency: currency('usd'),
    nowMs: 0,
    grossMinor,
    reservedMinor: 0,
    releasedMinor: 0,
    shortfallMinor: (given.owes ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    openClaims: claims.filter(({ openMinor }) => openMinor > 0),
    provisionalDebitsMinor: 0,
    openDisputes: [],
    sellerAgeDays: 400,
    disputeRate: null,
    policy: defaultPolicy().reserve,
  });
}

describe('worked examples of payout runs, in the core', () => {
  test.each(payoutRuns.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    (_name, example) => {
      const { offsets, targetMinor } = targetOf(example);
      const paid = example.rows.filter(({ kind }) => kind === 'claim_paid');
      expect(offsets).toEqual(
        paid.map(({ note, amountMinor }) => ({ claimId: note.split(',')[0], amountMinor })),
      );
      const sent = example.rows.find(({ kind }) => kind === 'transfer');
      expect(targetMinor).toBe(sent?.amountMinor);
    },
  );
});
