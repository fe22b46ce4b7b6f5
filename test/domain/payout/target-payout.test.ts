import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../../src/domain/clock';
import { type ClaimId, disputeId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { type TargetInput, type TargetPayout, targetPayout } from '../../../src/domain/payout/target-payout';
import { defaultPolicy } from '../../../src/policy-file';
import { tries } from '../../support/schedules';

const usd = currency('usd');
const policy = defaultPolicy().reserve;
const NOW = Date.UTC(2026, 10, 23);

/** A trusted seller of whom nothing is known but what the test says. */
const target = (grossMinor: number, more: Partial<TargetInput> = {}): TargetPayout =>
  targetPayout({
    currency: usd,
    nowMs: NOW,
    grossMinor,
    reservedMinor: 0,
    releasedMinor: 0,
    shortfallMinor: 0,
    openClaims: [],
    provisionalDebitsMinor: 0,
    openDisputes: [],
    sellerAgeDays: 400,
    disputeRate: null,
    policy,
    ...more,
  });
const claim = (claimId: string, openMinor: number) => ({ claimId: claimId as ClaimId, openMinor });
const dispute = (id: string, sellerShareMinor: number, expectedFeeMinor: number) => ({
  dispute: disputeId(id),
  sellerShareMinor,
  expectedFeeMinor,
});
const lines = ({ working }: TargetPayout) => working.map(({ what, amountMinor }) => [what, amountMinor]);

describe('the target of a payout', () => {
  test('is all of it where nothing stands against it', () => {
    expect(target(20_000)).toEqual({
      verdict: 'pay',
      targetMinor: 20_000,
      working: [{ what: 'gross', amountMinor: 20_000, why: 'what could be paid' }],
      offsets: [],
      reserve: null,
      withheldMinor: 0,
      review: null,
    });
  });

  test('leaves out what is owed, what disputes may take, debits that can come back, and the share', () => {
    const found = target(50_000, {
      openClaims: [claim('cleared:ct_1:dp_1:principal', 4_000), claim('fee:dp_1:A', 1_500)],
      openDisputes: [dispute('dp_2', 10_000, 1_500), dispute('dp_3', 2_000, 0)],
      provisionalDebitsMinor: 3_000,
      sellerAgeDays: 30,
    });
    expect(found.targetMinor).toBe(23_000);
    expect(found.working.slice(1)).toEqual([
      { what: 'claim', amountMinor: -4_000, why: 'cleared:ct_1:dp_1:principal' },
      { what: 'claim', amountMinor: -1_500, why: 'fee:dp_1:A' },
      { what: 'dispute', amountMinor: -11_500, why: 'dp_2, with a fee of 15.00 USD' },
      { what: 'dispute', amountMinor: -2_000, why: 'dp_3' },
      { what: 'debit', amountMinor: -3_000, why: 'bank debits that can still be returned' },
      { what: 'share', amountMinor: -5_000, why: '10 %: 30 days old, under 90' },
    ]);
    expect(found.offsets).toEqual([
      { claimId: 'cleared:ct_1:dp_1:principal', amountMinor: 4_000 },
      { claimId: 'fee:dp_1:A', amountMinor: 1_500 },
    ]);
    expect(found.reserve).toEqual({
      amountMinor: 5_000,
      basisPoints: 1_000,
      releasesAtMs: NOW + 90 * DAY_MS,
    });
    expect(found.withheldMinor).toBe(16_500);
  });

  test('keeps back no more than there is, claims first, and says of how much', () => {
    const found = target(5_000, {
      openClaims: [claim('a', 4_000)],
      openDisputes: [dispute('dp_2', 9_000, 0)],
    });
    expect(found).toMatchObject({ verdict: 'nothing', targetMinor: 0, withheldMinor: 1_000 });
    expect(found.working.at(-1)?.why).toBe('dp_2, of 90.00 USD');
  });

  test('sends what pays the shortfall, whatever else is owed (R16)', () => {
    const owes = { shortfallMinor: 10_000, openClaims: [claim('fee:dp_1:A', 1_500)], sellerAgeDays: 30 };
    expect(lines(target(8_000, owes))).toEqual([['gross', 8_000]]);
    expect(target(8_000, owes).offsets).toEqual([]);
    expect(lines(target(11_000, owes))).toEqual([
      ['gross', 11_000],
      ['claim', -1_000],
    ]);
    expect(target(11_000, owes).working[0]?.why).toBe('what could be paid; the balance is -100.00 USD');
  });

  test('rounds the share held up, so that no part of a unit is paid too much', () => {
    expect(target(10_001, { sellerAgeDays: 30 }).reserve?.amountMinor).toBe(1_001);
    expect(target(501, { sellerAgeDays: 30 }).targetMinor).toBe(0);
  });

  test('holds no second share of what was held before', () => {
    const found = target(30_000, { reservedMinor: 6_000, releasedMinor: 4_000, sellerAgeDays: 30 });
    expect(lines(found)).toEqual([
      ['gross', 30_000],
      ['reserved', -6_000],
      ['share', -2_000],
    ]);
    expect(found.working[0]?.why).toBe('what could be paid; 40.00 USD of it released reserve');
    expect(found.working[1]?.why).toBe('held by earlier runs and not due yet');
    expect(target(5_000, { releasedMinor: 5_000, sellerAgeDays: 30 }).reserve).toBeNull();
  });

  test('lets less than the smallest payout wait, and pays claims all the same', () => {
    const found = target(4_400, { openClaims: [claim('a', 4_000)] });
    expect(found).toMatchObject({ verdict: 'below_minimum', targetMinor: 0, withheldMinor: 400 });
    expect(found.offsets).toEqual([{ claimId: 'a', amountMinor: 4_000 }]);
    expect(found.working.at(-1)).toEqual({
      what: 'minimum',
      amountMinor: -400,
      why: 'under 5.00 USD, the smallest payout',
    });
    expect(target(500).verdict).toBe('pay');
  });

  test('is nothing where there is nothing, or less', () => {
    for (const grossMinor of [0, -5_000]) {
      expect(target(grossMinor, { openClaims: [claim('a', 4_000)] })).toMatchObject({
        verdict: 'nothing',
        targetMinor: 0,
        offsets: [],
        withheldMinor: 0,
        working: [{ what: 'gross', amountMinor: 0 }],
      });
    }
    const owes = { openClaims: [claim('a', 4_000)], policy: { ...policy, smallestPayout: { usd: 0 } } };
    expect(target(4_000, owes)).toMatchObject({ verdict: 'nothing', targetMinor: 0 });
  });

  test('waits whole where the dispute rate says so, and where the policy does not know the currency', () => {
    const disputed = target(20_000, {
      disputeRate: { disputes: 6, charges: 400 },
      openClaims: [claim('a', 4_000)],
    });
    const why = 'the dispute rate is 1.5 % (6 disputes, 400 charges), from 1.5 %';
    expect(disputed).toMatchObject({ verdict: 'hold', offsets: [], withheldMinor: 20_000, review: why });
    expect(disputed.working.at(-1)).toEqual({ what: 'hold', amountMinor: -20_000, why });
    const unknown = target(20_000, { currency: currency('sek') });
    expect(unknown).toMatchObject({ verdict: 'hold', review: 'the policy has no smallest payout in sek' });
  });

  test('is paid, and a person looks at the seller, from the rate that asks for it', () => {
    const found = target(20_000, { disputeRate: { disputes: 4, charges: 400 } });
    expect(found).toMatchObject({ verdict: 'pay', targetMinor: 15_000 });
    expect(found.review).toBe('the dispute rate is 1 % (4 disputes, 400 charges), from 1 %');
  });
});

const amount = fc.integer({ min: 0, max: 2_000_000 });
const situation = fc.record({
  grossMinor: fc.integer({ min: -1_000, max: 2_000_000 }),
  reservedMinor: amount,
  releasedMinor: amount,
  shortfallMinor: fc.oneof(fc.constant(0), amount),
  openClaims: fc.array(
    amount.map((minor) => claim(`c${minor}`, minor)),
    { maxLength: 3 },
  ),
  provisionalDebitsMinor: amount,
  openDisputes: fc.array(
    fc.tuple(amount, amount).map(([share, fee]) => dispute('dp_1', share, fee)),
    { maxLength: 3 },
  ),
  sellerAgeDays: fc.option(fc.integer({ min: 0, max: 800 })),
  disputeRate: fc.option(
    fc.record({ disputes: fc.integer({ min: 0, max: 30 }), charges: fc.integer({ min: 0, max: 2_000 }) }),
  ),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;
const of = ({ grossMinor, ...more }: Situation): TargetPayout => target(grossMinor, more);
const total = (parts: readonly { readonly amountMinor: number }[]): number =>
  parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

describe('whatever stands against a payout', () => {
  test('its working adds up, and every unit of the gross is sent, paid on claims, held or withheld', () => {
    fc.assert(
      fc.property(situation, (input) => {
        const found = of(input);
        const reservedBefore = -total(found.working.filter(({ what }) => what === 'reserved'));
        expect(total(found.working)).toBe(found.targetMinor);
        expect(
          found.targetMinor +
            total(found.offsets) +
            (found.reserve?.amountMinor ?? 0) +
            found.withheldMinor +
            reservedBefore,
        ).toBe(Math.max(0, input.grossMinor));
        for (const { amountMinor } of [...found.offsets, ...found.working.slice(0, 1)])
          expect(Number.isSafeInteger(amountMinor)).toBe(true);
      }),
      { numRuns: tries(2_000) },
    );
  });

  test('it is neither negative nor above the gross, and pays the shortfall first unless it waits', () => {
    fc.assert(
      fc.property(situation, (input) => {
        const { targetMinor, verdict, offsets } = of(input);
        expect(targetMinor).toBeGreaterThanOrEqual(0);
        expect(targetMinor).toBeLessThanOrEqual(Math.max(0, input.grossMinor));
        if (verdict === 'pay') {
          expect(targetMinor).toBeGreaterThanOrEqual(Math.min(input.grossMinor, input.shortfallMinor));
          expect(targetMinor).toBeGreaterThanOrEqual(500);
        } else expect(targetMinor).toBe(0);
        const owed = input.openClaims.reduce((sum, { openMinor }) => sum + openMinor, 0);
        const most = Math.max(0, input.grossMinor - input.shortfallMinor);
        expect(total(offsets)).toBeLessThanOrEqual(Math.min(owed, most));
      }),
      { numRuns: tries(2_000) },
    );
  });

  test('more gross never pays less, and more against it never pays more', () => {
    const more = fc.integer({ min: 1, max: 50_000 });
    fc.assert(
      fc.property(situation, more, (input, by) => {
        const { targetMinor } = of(input);
        expect(of({ ...input, grossMinor: input.grossMinor + by }).targetMinor).toBeGreaterThanOrEqual(
          targetMinor,
        );
        const worse: readonly Partial<Situation>[] = [
          { reservedMinor: input.reservedMinor + by },
          { provisionalDebitsMinor: input.provisionalDebitsMinor + by },
          { openClaims: [...input.openClaims, claim('more', by)] },
          { openDisputes: [...input.openDisputes, dispute('dp_9', by, 0)] },
          {
            disputeRate:
              input.disputeRate === null
                ? null
                : { ...input.disputeRate, disputes: input.disputeRate.disputes + 1 },
          },
        ];
        for (const change of worse)
          expect(of({ ...input, ...change }).targetMinor).toBeLessThanOrEqual(targetMinor);
      }),
      { numRuns: tries(2_000) },
    );
  });

  test('an older seller, a deeper shortfall and more released reserve never pay less', () => {
    const more = fc.integer({ min: 1, max: 50_000 });
    fc.assert(
      fc.property(situation, more, (input, by) => {
        const { targetMinor } = of(input);
        const better: readonly Partial<Situation>[] = [
          { sellerAgeDays: (input.sellerAgeDays ?? 0) + by },
          { shortfallMinor: input.shortfallMinor + by },
          { releasedMinor: input.releasedMinor + by },
        ];
        for (const change of better)
          expect(of({ ...input, ...change }).targetMinor).toBeGreaterThanOrEqual(targetMinor);
      }),
      { numRuns: tries(2_000) },
    );
  });
});
