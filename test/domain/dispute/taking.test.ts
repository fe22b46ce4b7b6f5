import { describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/clock';
import { apply } from '../../../src/domain/dispute/apply';
import { GAP_MS } from '../../support/dispute-schedule-world';
import { Story } from '../../support/dispute-story';
import type { Fault } from '../../support/dispute-world-parts';

describe('taking', () => {
  test('begins with the fee, for a reversal may empty the account', async () => {
    const story = new Story();
    await story.look();
    expect(story.kinds).toEqual(['look', 'takeFee', 'look', 'reverse', 'look', 'tell', 'wait']);
  });

  test('looks again between two moves and not for a hint within the look gap', async () => {
    const story = new Story();
    await story.look();
    expect(story.world.looks).toBe(3);
    const wait = await story.look(MINUTE_MS);
    expect(story.world.looks).toBe(3);
    expect(wait?.untilMs).toBe(story.world.nowMs - MINUTE_MS + GAP_MS);
    await story.run(GAP_MS);
    expect(story.world.looks).toBe(4);
  });

  test('counts a repeated wake once', async () => {
    const story = new Story();
    story.state = apply(story.state, { kind: 'hinted', upTo: 7 });
    await story.run();
    const looks = story.world.looks;
    story.state = apply(story.state, { kind: 'hinted', upTo: 7 });
    story.state = apply(story.state, { kind: 'hinted', upTo: 6 });
    await story.run(GAP_MS);
    expect(story.world.looks).toBe(looks);
  });

  test('makes a claim of a refused reversal, and does not count on that transfer again', async () => {
    const story = new Story();
    story.faults(null, { kind: 'refuse', code: 'transfers_not_allowed' });
    await story.look();
    expect(story.seller.principal.claims.map((one) => [one.form, one.openMinor])).toEqual([
      ['reversal', 10_000],
    ]);
    await story.look();
    expect(story.kinds).not.toContain('reverse');
  });

  test('claims the rest for which no transfer is left', async () => {
    const story = new Story();
    const [transfer] = story.seller.transfers;
    if (transfer !== undefined) transfer.reversedMinor = 6000;
    await story.look();
    expect(story.world.effects.map((effect) => [effect.kind, effect.amountMinor])).toEqual([
      ['account_debit', 1500],
      ['reversal', 4000],
      ['claim_opened', 6000],
    ]);
  });

  test('reverses give-backs of the charge, newest first, once the transfer is exhausted; the rest is a claim', async () => {
    const story = new Story();
    await story.look();
    for (const returned of [4000, 6000]) {
      story.moves(returned);
      await story.look();
    }
    const [newest, oldest] = story.seller.giveBacks;
    // Somebody has taken back a part of the older one for something else.
    if (oldest !== undefined) oldest.reversedMinor = 1000;
    story.moves(-10_000);
    const before = story.world.effects.length;
    await story.look();
    expect(
      story.world.effects.slice(before).map(({ kind, object, amountMinor }) => [kind, object, amountMinor]),
    ).toEqual([
      ['reversal', newest?.transfer, 6000],
      ['reversal', oldest?.transfer, 3000],
      ['claim_opened', 'rest:tr_1:dp_1', 1000],
    ]);
  });

  test('waits with the reversal while the fee is held by a cap, and not while it is only observed', async () => {
    const held = new Story();
    held.faults({ kind: 'answer', outcome: { kind: 'held', reason: { why: 'cap', cap: 'day' } } });
    await held.look();
    expect(held.kinds).not.toContain('reverse');
    expect(held.attention).toEqual(['held_for_a_person']);
    const observed = new Story();
    const observe: Fault = { kind: 'answer', outcome: { kind: 'held', reason: { why: 'observe' } } };
    observed.faults(observe, observe);
    await observed.look();
    expect(observed.kinds.filter((kind) => kind === 'takeFee' || kind === 'reverse')).toEqual([
      'takeFee',
      'reverse',
    ]);
    expect(observed.attention).toEqual([]);
  });

  test('tries what is held again at a hint, at once, and on the next day', async () => {
    const story = new Story();
    const frozen: Fault = { kind: 'answer', outcome: { kind: 'held', reason: { why: 'frozen' } } };
    story.faults(frozen);
    const wait = await story.look();
    expect(wait?.untilMs).toBe(story.world.nowMs + DAY_MS);
    await story.look(MINUTE_MS);
    expect(story.world.effects.map((effect) => effect.kind)).toContain('account_debit');
  });

  test('asks a person every day for as long as it takes', async () => {
    const story = new Story();
    const asked = (decisionId: string): Fault => ({
      kind: 'answer',
      outcome: { kind: 'held', reason: { why: 'approval', decisionId } },
    });
    story.faults(...Array.from({ length: 30 }, (_, index) => asked(`dec_${index}`)));
    await story.look();
    for (let day = 1; day < 30; day += 1) {
      await story.run(DAY_MS);
      expect(story.kinds).toContain('takeFee');
    }
  });

  test('looks again when the door saw something newer', async () => {
    const story = new Story();
    const stale: Fault = {
      kind: 'answer',
      outcome: {
        kind: 'held',
        reason: { why: 'preflight', failed: ['move number 0, but the books are at 1'] },
      },
    };
    story.faults(stale);
    await story.look();
    expect(story.kinds.slice(0, 3)).toEqual(['look', 'takeFee', 'look']);
    await story.run(2 * MINUTE_MS);
    expect(story.world.effects).toHaveLength(2);
    expect(story.attention).toEqual([]);
  });

  test('moves nothing else while an outcome is unknown, and a person hears of it after an hour', async () => {
    const story = new Story();
    const lost: Fault = { kind: 'lost', effect: true };
    story.faults(...Array.from({ length: 9 }, () => lost));
    await story.look();
    expect(story.kinds).toEqual(['look', 'takeFee', 'look', 'tell', 'wait']);
    for (let minute = 0; minute < 62; minute += 2) await story.run(2 * MINUTE_MS);
    expect(story.attention).toEqual(['outcome_unknown']);
    expect(story.world.effects.filter((effect) => effect.kind === 'account_debit')).toHaveLength(1);
    story.faults();
    await story.look(6 * HOUR_MS);
    expect(story.attention).toEqual([]);
    expect(story.world.effects.map((effect) => effect.kind)).toEqual(['account_debit', 'reversal']);
  });

  test('goes on when Stripe is back, and says meanwhile that it is away', async () => {
    const story = new Story();
    story.world.nextFault = (call) => (call === 'look' ? { kind: 'down' } : null);
    const wait = await story.look();
    expect(story.attention).toEqual(['unavailable']);
    expect(wait?.untilMs).toBe(story.world.nowMs + MINUTE_MS);
    story.world.nextFault = () => null;
    await story.run(MINUTE_MS);
    expect(story.attention).toEqual([]);
    expect(story.seller.principal.takenMinor).toBe(10_000);
  });
});
