import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  feeShare,
  feeTarget,
  grossForNet,
  netOfApplicationFee,
  principalShare,
} from '../../../src/domain/dispute/shares';
import { tries } from '../../support/schedules';

const amount = fc.integer({ min: 1, max: 10_000_000 });

describe('a seller’s share', () => {
  test('is rounded down, and all of the transfer where the dispute exceeds the charge', () => {
    expect(principalShare(3333, 1000, 10_001)).toBe(333);
    expect(principalShare(3333, 20_000, 10_001)).toBe(3333);
    expect(principalShare(3333, -5, 10_001)).toBe(0);
    expect(principalShare(3333, 1, 0)).toBe(3333);
  });

  test.each([
    ['nothing of nothing', 0, 0, 0],
    ['all, where all was withdrawn', 10_001, 10_001, 3333],
    ['all but what is rounded off, one unit below', 10_000, 10_001, 3332],
  ])('is %s', (_what, principal, captured, share) => {
    expect(principalShare(3333, principal, captured)).toBe(share);
  });

  test.each([
    ['no fee', 0, 5000, 8000],
    ['a fee that came back', -1500, 5000, 8000],
    ['no sellers to bear it', 1500, 0, 0],
    ['a fee that came back, and no sellers', -1500, 0, 0],
  ])('of the fee is nothing with %s', (_what, fee, seller, all) => {
    expect(feeShare(fee, seller, all)).toBe(0);
  });

  test('is gross where there is no application fee, and the whole transfer where the fee is all of it', () => {
    expect(netOfApplicationFee(777, 0, 0)).toBe(777);
    expect(grossForNet(777, 0, 0)).toBe(777);
    expect(grossForNet(777, 500, 0)).toBe(777);
    expect(grossForNet(0, 500, 500)).toBe(500);
    expect(grossForNet(0, 500, 600)).toBe(500);
  });

  test('never falls when one more unit is withdrawn (R3)', () => {
    fc.assert(
      fc.property(amount, amount, fc.nat(10_000_000), (transfer, captured, principal) => {
        const share = principalShare(transfer, principal, captured);
        expect(share).toBeLessThanOrEqual(transfer);
        expect(share).toBeLessThanOrEqual(principalShare(transfer, principal + 1, captured));
      }),
      { numRuns: tries(2000), seed: 20_261_122 },
    );
  });

  test('of the fee is by transfer amount, and the parts never exceed it (R4)', () => {
    expect(feeShare(1500, 5000, 8000)).toBe(937);
    expect(feeShare(1500, 3000, 8000)).toBe(562);
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(amount, { minLength: 1, maxLength: 20 }), (fee, transfers) => {
        const all = transfers.reduce((sum, one) => sum + one, 0);
        const parts = transfers.map((one) => feeShare(fee, one, all));
        const sum = parts.reduce((total, one) => total + one, 0);
        expect(sum).toBeLessThanOrEqual(fee);
        expect(sum).toBeGreaterThan(fee - transfers.length);
      }),
      { numRuns: tries(1000), seed: 20_261_122 },
    );
  });

  test.each([
    ['received only', 1500, 1500, 'platform', 1500],
    ['countered by the seller', 3000, 1500, 'seller', 3000],
    ['countered by the platform', 3000, 1500, 'platform', 1500],
    ['countered by the platform and returned', 1500, 1500, 'platform', 1500],
    ['all returned', 0, 1500, 'seller', 0],
    ['more returned than charged', -100, 1500, 'platform', 0],
  ] as const)('of a fee %s', (_what, feeMinor, receivedFeeMinor, contestedBy, target) => {
    expect(feeTarget({ feeMinor, receivedFeeMinor }, contestedBy)).toBe(target);
  });

  test('net of the application fee is what a reversal takes, and the reversal is the largest that takes just that', () => {
    expect(netOfApplicationFee(10_000, 10_000, 1000)).toBe(9000);
    expect(grossForNet(9000, 10_000, 1000)).toBe(10_000);
    const drawn = fc.record({ transfer: amount, feePercent: fc.nat(99), part: fc.nat(100) });
    fc.assert(
      fc.property(drawn, ({ transfer, feePercent, part }) => {
        const fee = Math.floor((transfer * feePercent) / 100);
        const net = Math.floor(((transfer - fee) * part) / 100);
        const gross = grossForNet(net, transfer, fee);
        expect(gross).toBeLessThanOrEqual(transfer);
        expect(netOfApplicationFee(gross, transfer, fee)).toBe(net);
        if (gross < transfer) expect(netOfApplicationFee(gross + 1, transfer, fee)).toBeGreaterThan(net);
      }),
      { numRuns: tries(2000), seed: 20_261_122 },
    );
  });
});
