import { expect, test } from '@jest/globals';
import { incidentMinor } from '../../../src/simulator/stories/marketplace-guard';
import { withoutGuard } from '../../../src/simulator/stories/unguarded';

test('with the guard off the platform stands at -47,213.40 EUR, and goes on paying others', () => {
  expect(incidentMinor).toBe(4_721_340);
  expect(withoutGuard(Date.UTC(2026, 10, 2))).toEqual({
    currency: 'eur',
    capability: 'pending',
    chargesEnabled: true,
    paidToSellerMinor: 4_721_340,
    withdrawnMinor: 4_721_340,
    platformMinor: -4_721_340,
    sellerMinor: 60_000,
    paidBelowZeroMinor: 76_200,
    takenBackMinor: 0,
  });
});
