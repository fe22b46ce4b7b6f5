import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { exposureOf } from '../../../src/domain/payout/dispute-exposure';
import { defaultPolicy } from '../../../src/policy-file';
import { Story } from '../../support/dispute-story';
import { readFacts } from '../../support/dispute-world-facts';

const usd = currency('usd');
const { expectedDisputeFee } = defaultPolicy().reserve;

/** A destination charge of 10000, disputed in full: withdrawn with a fee of 1700. */
const factsOf = (story: Story): DisputeFacts => readFacts(story.world, [], { policyHash: null });
const withdrawn = () => {
  const story = new Story();
  story.world.movements.length = 0;
  story.moves(-10_000, 1_700);
  story.world.statusWord = 'needs_response';
  return story;
};
const warned = (): DisputeFacts => {
  const story = new Story();
  story.world.movements.length = 0;
  return factsOf(story);
};
const exposed = (facts: DisputeFacts) =>
  exposureOf(facts, new Story().world.policy, expectedDisputeFee).map(
    ({ part, currency: code, amountMinor }) => [part, code, amountMinor].join(' '),
  );

describe('what a seller may still have to bear of a dispute', () => {
  test('is all that was withdrawn, with its fee, until it is taken', async () => {
    const story = withdrawn();
    expect(exposed(factsOf(story))).toEqual(['fee usd 1700', 'principal usd 10000']);
    await story.look();
    expect(exposed(factsOf(story))).toEqual([]);
  });

  test('counts what is owed as a claim, and what was let go, as no longer open', () => {
    const facts = factsOf(withdrawn());
    const [seller] = facts.sellers;
    if (seller === undefined) throw new Error('no seller');
    const principal = {
      ...seller.principal,
      takenMinor: 2_000,
      openClaimsMinor: 3_000,
      writtenOffMinor: 1_000,
    };
    expect(exposed({ ...facts, sellers: [{ ...seller, principal }] })).toEqual([
      'fee usd 1700',
      'principal usd 4000',
    ]);
  });

  test.each(['warning_needs_response', 'needs_response', 'a_new_word'] as const)(
    'is all that is disputed and the fee to be expected, before anything is withdrawn (%s)',
    (statusWord) => {
      const status = statusWord === 'a_new_word' ? 'unknown' : statusWord;
      expect(exposed({ ...warned(), status, statusWord })).toEqual(['fee usd 1500', 'principal usd 10000']);
    },
  );

  test.each(['won', 'prevented', 'warning_closed'] as const)(
    'is nothing where it ends without (%s)',
    (status) => {
      expect(exposed({ ...warned(), status })).toEqual([]);
    },
  );

  test('is what has not been taken yet of one that is lost', () => {
    expect(exposed({ ...factsOf(withdrawn()), status: 'lost' })).toEqual([
      'fee usd 1700',
      'principal usd 10000',
    ]);
  });

  test('is nothing where a person left it to the platform, or nobody knows whose it is', () => {
    const facts = factsOf(withdrawn());
    expect(exposed({ ...facts, sellersAnswer: 'leave' })).toEqual([]);
    expect(exposed({ ...facts, attribution: 'unknown' })).toEqual([]);
  });

  test('is the part that is disputed, and what of it is not withdrawn yet', () => {
    expect(exposed({ ...warned(), status: 'needs_response', disputedMinor: 4_000 })).toContain(
      'principal usd 4000',
    );
    const story = withdrawn();
    story.world.movements.length = 0;
    story.moves(-4_000, 1_500);
    expect(exposed({ ...factsOf(story), status: 'needs_response' })).toContain('principal usd 10000');
  });

  test('is the whole charge where a dispute in another currency has moved nothing yet', () => {
    const facts = { ...warned(), status: 'needs_response' as const };
    const inEuro = { ...facts, disputedCurrency: currency('eur'), disputedMinor: 900 };
    expect(exposed(inEuro)).toContain('principal usd 10000');
    expect(exposed({ ...inEuro, withdrawn: 'no_exchange_rate' })).toContain('principal usd 10000');
    const some = { principalMinor: 9_500, feeCurrency: usd, feeMinor: 0, receivedFeeMinor: 0 };
    expect(exposed({ ...inEuro, withdrawn: some })).toContain('principal usd 9500');
  });

  test('is all that is disputed where what was withdrawn cannot be told', () => {
    const facts = { ...warned(), status: 'needs_response' as const, withdrawn: 'no_exchange_rate' as const };
    expect(exposed(facts)).toEqual(['fee usd 1500', 'principal usd 10000']);
  });

  test('expects the fee in the currency in which Stripe withdraws', () => {
    const facts = { ...warned(), status: 'needs_response' as const };
    const inEuro = { principalMinor: 0, feeCurrency: currency('eur'), feeMinor: 0, receivedFeeMinor: 0 };
    expect(exposed({ ...facts, withdrawn: inEuro })).toContain('fee eur 2000');
  });

  test('of a direct charge is what Stripe has not withdrawn from the account, and the fee', () => {
    const facts = { ...warned(), status: 'needs_response' as const, direct: accountId('acct_A') };
    expect(exposed(facts)).toEqual(['fee usd 1500', 'principal usd 10000']);
    const part = { principalMinor: 4_000, feeCurrency: usd, feeMinor: 1_500, receivedFeeMinor: 1_500 };
    expect(exposed({ ...facts, withdrawn: part })).toContain('principal usd 6000');
    expect(exposed({ ...facts, withdrawn: part, status: 'lost' })).toEqual(['fee usd 1500']);
  });

  test('expects no fee in a currency for which the policy has none', () => {
    const facts = { ...warned(), status: 'needs_response' as const };
    const policy = new Story().world.policy;
    expect(exposureOf(facts, policy, {}).map(({ part }) => part)).toEqual(['principal']);
  });
});
