import { describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS, WALL_CLOCK } from '../../../src/domain/clock';
import { apply } from '../../../src/domain/dispute/apply';
import { type DisputeState, openDispute } from '../../../src/domain/dispute/state';
import type { DisputeStep } from '../../../src/domain/dispute/steps';
import { type ClaimId, disputeId, transferId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { runDispute } from '../../support/dispute-run';
import { GAP_MS, testPolicy } from '../../support/dispute-schedule';
import { DisputeWorld, type Fault, WorldIsDown, worldSeller } from '../../support/dispute-world';

const usd = currency('usd');

/** One seller with a destination charge of 10000, disputed in full with a fee of 1500. */
class Story {
  readonly world: DisputeWorld;
  readonly steps: DisputeStep[] = [];
  state: DisputeState = openDispute(disputeId('dp_1'), null, WALL_CLOCK);

  constructor(balance = 20_000) {
    const seller = worldSeller('acct_A', usd, [{ id: 'tr_1', amountMinor: 10_000 }], { usd: balance });
    const charge = { currency: usd, capturedMinor: 10_000, direct: false };
    this.world = new DisputeWorld(disputeId('dp_1'), charge, [seller], testPolicy());
    this.world.platformMinor = { usd: 100_000 };
    this.moves(-10_000, 1500);
  }

  get seller() {
    const [seller] = this.world.sellers;
    if (seller === undefined) throw new Error('no seller');
    return seller;
  }

  moves(amountMinor: number, feeMinor = 0): void {
    const netMinor = amountMinor - feeMinor;
    this.world.movements.push({ amountMinor, netMinor, currency: usd, exchangeRate: null });
  }

  hint(): void {
    this.state = apply(this.state, { kind: 'hinted', upTo: null });
  }

  async run(passMs = 0): Promise<Extract<DisputeStep, { kind: 'wait' }> | null> {
    this.world.nowMs += passMs;
    this.steps.length = 0;
    const { world } = this;
    const { state, wait } = await runDispute(
      this.state,
      world,
      { nowMs: () => world.nowMs },
      {
        onStep: (step) => this.steps.push(step),
        isUnavailable: (error) => error instanceof WorldIsDown,
      },
    );
    this.state = state;
    return wait;
  }

  async look(passMs = GAP_MS): Promise<Extract<DisputeStep, { kind: 'wait' }> | null> {
    this.hint();
    return this.run(passMs);
  }

  faults(...faults: (Fault | null)[]): void {
    this.world.nextFault = (call) =>
      ['look', 'book', 'tell', 'attend', 'close'].includes(call) ? null : (faults.shift() ?? null);
  }

  get kinds(): readonly string[] {
    return this.steps.map((step) => step.kind);
  }

  get attention(): readonly string[] {
    return [...this.world.attention.values()].map((one) => one.kind);
  }
}

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

describe('words and ends', () => {
  test('an inquiry tells the seller, moves no money, and closes with nothing to bear', async () => {
    const story = new Story();
    story.world.movements.length = 0;
    story.world.statusWord = 'warning_needs_response';
    await story.look();
    expect(story.world.notices.map((notice) => notice.rung)).toEqual(['inquiry:acct_A']);
    story.world.statusWord = 'warning_closed';
    await story.look();
    expect(story.state.closed?.reason).toBe('nothing_to_bear');
    expect(story.world.effects).toEqual([]);
  });

  test('evidence: the team hears 7 and 3 days ahead, then daily; what was missed collapses into the latest', async () => {
    const story = new Story();
    story.world.evidenceDueMs = 10 * DAY_MS;
    await story.look(0);
    const told: string[] = [];
    for (let day = 1; day <= 10; day += 1) {
      if (day === 8) continue;
      await story.run(day === 9 ? 2 * DAY_MS : DAY_MS);
      told.push(
        ...story.steps.flatMap((step) => (step.kind === 'tell' ? step.notices.map((one) => one.rung) : [])),
      );
    }
    const days = told.map((rung) => Number(rung.split(':').at(-1)));
    expect(days).toEqual([7, 3, 1]);
  });

  test('won, lost on appeal, and won again: each time the seller is told what changed', async () => {
    const story = new Story();
    await story.look();
    story.moves(10_000);
    await story.look();
    story.moves(-10_000);
    await story.look();
    story.moves(10_000);
    await story.look();
    expect(
      story.world.notices.map(({ rung, template, params }) => [rung, template, params.amountMinor]),
    ).toEqual([
      ['created:acct_A', 'disputeCreated', 10_000],
      ['bears:acct_A:0', 'disputeTaken', 10_000],
      ['bears:acct_A:1', 'disputeGivenBack', 10_000],
      ['bears:acct_A:2', 'disputeTaken', 10_000],
      ['bears:acct_A:3', 'disputeGivenBack', 10_000],
    ]);
  });

  test('an unknown status is attention, money goes on, and nothing closes', async () => {
    const story = new Story();
    story.world.statusWord = 'reconsidered';
    await story.look();
    expect(story.attention).toEqual(['unknown_status']);
    expect(story.seller.principal.takenMinor).toBe(10_000);
    expect(story.state.closed).toBeNull();
    story.world.statusWord = 'lost';
    await story.look();
    expect(story.attention).toEqual([]);
    expect(story.state.closed?.reason).toBe('taken');
  });

  test('a sale that is nobody’s goes to a person, and the dispute stays open until it is named', async () => {
    const story = new Story();
    story.world.attribution = 'unknown';
    story.world.statusWord = 'lost';
    await story.look();
    expect(story.attention).toEqual(['whose_share']);
    expect(story.state.closed).toBeNull();
    story.world.attribution = 'metadata';
    await story.look();
    expect(story.state.closed?.reason).toBe('taken');
  });

  test('a run that lost its state repeats neither money nor words', async () => {
    const story = new Story();
    await story.look();
    const before = { effects: story.world.effects.length, notices: story.world.notices.length };
    story.state = openDispute(disputeId('dp_1'), null, WALL_CLOCK);
    await story.look();
    expect({ effects: story.world.effects.length, notices: story.world.notices.length }).toEqual(before);
  });

  test('a hint that comes while it closes is not lost', async () => {
    const story = new Story();
    story.world.statusWord = 'lost';
    story.hint();
    const { world } = story;
    const { state } = await runDispute(
      story.state,
      world,
      { nowMs: () => world.nowMs },
      {
        during: (step) => (unchanged) =>
          step.kind === 'close' ? apply(unchanged, { kind: 'hinted', upTo: null }) : unchanged,
      },
    );
    expect(state.closed?.reason).toBe('taken');
    expect(state.hints.counted).toBeGreaterThan(state.look?.answers ?? 0);
  });
});
