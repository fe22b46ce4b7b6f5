import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currency } from '../../../src/domain/money';
import { type ExposureFacts, uncoveredExposure, whyUnderWater } from '../../../src/domain/payout/exposure';

const eur = currency('eur');
const NONE: ExposureFacts = {
  disputesNotWithdrawnMinor: 0,
  claimsLikelyLostMinor: 0,
  provisionalDebitsMinor: 0,
};

describe('the platform', () => {
  test('is under water below zero, and says so', () => {
    expect(whyUnderWater({ availableMinor: -4_721_340, exposure: NONE }, 0, eur)).toBe(
      "the platform's available balance is -47,213.40 EUR",
    );
    expect(whyUnderWater({ availableMinor: 0, exposure: NONE }, 0, eur)).toBeNull();
  });

  test('is under water below its exposure, each part of which is named', () => {
    const exposure = {
      disputesNotWithdrawnMinor: 700,
      claimsLikelyLostMinor: 200,
      provisionalDebitsMinor: 100,
    };
    expect(whyUnderWater({ availableMinor: 1_000, exposure }, 0, eur)).toBeNull();
    expect(whyUnderWater({ availableMinor: 1_500, exposure }, 501, eur)).toBe(
      "the platform's available balance of 15.00 EUR less the 5.01 EUR to be sent is below its uncovered exposure of " +
        '10.00 EUR (7.00 EUR open disputes not yet withdrawn, 2.00 EUR claims that are likely lost, 1.00 EUR bank debits that can still come back)',
    );
  });

  test('keeps at least its exposure, whatever is let through', () => {
    const facts = fc.record({
      disputesNotWithdrawnMinor: fc.nat(1_000),
      claimsLikelyLostMinor: fc.nat(1_000),
      provisionalDebitsMinor: fc.nat(1_000),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000, max: 6_000 }),
        facts,
        fc.nat(5_000),
        (availableMinor, exposure, leaving) => {
          const may = whyUnderWater({ availableMinor, exposure }, leaving, eur) === null;
          expect(may).toBe(availableMinor >= 0 && availableMinor - leaving >= uncoveredExposure(exposure));
        },
      ),
    );
  });
});
