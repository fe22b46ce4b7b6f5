import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import { type ClaimId, transferId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { Story } from '../../support/dispute-story';

const usd = currency('usd');

describe('giving back', () => {
  const won = async (balance: number): Promise<Story> => {
    const story = new Story(balance);
    await story.look();
    story.moves(10_000);
    story.world.statusWord = 'won';
    return story;
  };

  test('pays the shortfall first: only what is free after it is set off against the fee claim (R16)', async () => {
    const story = await won(0);
    story.seller.balances['usd'] = -9500;
    await story.look();
    expect(story.world.effects.slice(3).map((effect) => [effect.kind, effect.amountMinor])).toEqual([
      ['claim_set_off', 500],
      ['give_back', 9500],
    ]);
  });

  test('waits while a claim of the part is reserved, for its move may yet take more', async () => {
    const story = await won(20_000);
    story.seller.principal.takenMinor = 4000;
    story.world.openClaim(story.seller.account, 'principal', {
      claimId: 'cleared:ct_1:dp_1:principal' as ClaimId,
      form: 'cleared',
      currency: usd,
      causeCurrency: usd,
      transfer: null,
      pairCauseMinor: 6000,
      pairClaimMinor: 6000,
      openMinor: 6000,
      reservedMinor: 2000,
    });
    await story.look();
    expect(story.world.effects.slice(2).map((effect) => [effect.kind, effect.amountMinor])).toEqual([
      ['claim_released', 4000],
    ]);
    for (const claim of story.seller.principal.claims) claim.reservedMinor = 0;
    await story.look();
    expect(story.world.effects.slice(3).map((effect) => [effect.kind, effect.amountMinor])).toEqual([
      ['claim_released', 2000],
      ['give_back', 4000],
    ]);
  });

  test('is tried daily while the platform’s balance is short, with attention on the third day', async () => {
    const story = await won(20_000);
    story.world.platformMinor = { usd: 0 };
    await story.look();
    expect(story.attention).toEqual([]);
    const days: string[] = [];
    for (let day = 1; day <= 4; day += 1) {
      await story.run(DAY_MS);
      days.push(`${story.kinds.filter((kind) => kind === 'giveBack').length} ${story.attention.join()}`);
    }
    expect(days).toEqual(['1 ', '1 ', '1 give_back_late', '1 give_back_late']);
    story.world.platformMinor = { usd: 100_000 };
    await story.run(DAY_MS);
    expect(story.seller.principal.takenMinor).toBe(0);
    expect(story.attention).toEqual([]);
    expect(story.state.closed?.reason).toBe('given_back');
  });

  test('is no longer tried by itself after the policy’s days, and a hint tries it', async () => {
    const story = await won(20_000);
    story.world.platformMinor = { usd: 0 };
    await story.look();
    for (let day = 0; day < 20; day += 1) await story.run(DAY_MS);
    expect(story.kinds).not.toContain('giveBack');
    await story.look();
    expect(story.kinds).toContain('giveBack');
  });

  test('asks a person first where a transfer went to the seller elsewhere, or Stripe bears their losses', async () => {
    const story = await won(20_000);
    story.seller.transfersElsewhere = [transferId('tr_x')];
    await story.look();
    expect(story.attention).toEqual(['transfer_elsewhere']);
    story.seller.transfersElsewhere = [];
    story.seller.losses = 'stripe';
    await story.look();
    expect(story.attention).toEqual(['stripe_bears_losses']);
    expect(story.seller.principal.takenMinor).toBe(10_000);
    expect(story.state.closed).toBeNull();
  });

  test('sends back nothing that was written off, and takes it not again', async () => {
    const story = new Story(0);
    await story.look();
    story.seller.fee.writtenOffMinor = 1500;
    for (const claim of story.seller.fee.claims) claim.openMinor = 0;
    await story.look();
    expect(story.world.effects).toHaveLength(3);
    story.moves(10_000);
    await story.look();
    expect(story.world.effects.slice(3).map((effect) => [effect.kind, effect.amountMinor])).toEqual([
      ['give_back', 10_000],
    ]);
  });
});
