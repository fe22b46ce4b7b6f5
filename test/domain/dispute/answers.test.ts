import { describe, expect, test } from '@jest/globals';
import { whyNotAnswer } from '../../../src/domain/dispute/answers';
import { apply } from '../../../src/domain/dispute/apply';
import { openDispute } from '../../../src/domain/dispute/state';
import { WALL_CLOCK } from '../../../src/domain/clock';
import { disputeId } from '../../../src/domain/ids';
import { Story } from '../../support/dispute-story';

const GOOD = { by: 'ana', question: 'giveBack', account: 'acct_A', answer: 'send', reason: 'they paid' };

/** Won, for a seller whose losses Stripe bears: a person has to say whether it goes back. */
async function asked(): Promise<Story> {
  const story = new Story();
  await story.look();
  story.seller.losses = 'stripe';
  story.world.statusWord = 'won';
  story.moves(10_000);
  await story.look();
  expect(story.attention).toEqual(['stripe_bears_losses']);
  return story;
}

describe('an answer of a person', () => {
  test('is heard where it is asked for', async () => {
    expect(whyNotAnswer((await asked()).state, GOOD)).toBeNull();
  });

  test.each([
    ['nothing', undefined, /must be one object/],
    ['text', 'send', /must be one object/],
    ['a list', [GOOD], /must be one object/],
    ['an unknown key', { ...GOOD, amount: 5 }, /"amount" is not known/],
    ['nobody', { ...GOOD, by: ' ' }, /by is missing: say who decides/],
    ['a number for a name', { ...GOOD, by: 7 }, /by is missing/],
    ['no reason', { ...GOOD, reason: undefined }, /reason is missing: say why/],
    ['a reason without end', { ...GOOD, reason: 'x'.repeat(501) }, /longer than 500/],
    ['an unknown question', { ...GOOD, question: 'refund' }, /use giveBack, above or sellers/],
    ['no question', { ...GOOD, question: null }, /question null is not known/],
    ['an answer to another question', { ...GOOD, answer: 'take' }, /does not fit giveBack: use send or keep/],
    ['another account', { ...GOOD, account: 'acct_Z' }, /no seller of this dispute: name one of acct_A/],
    ['no account', { ...GOOD, account: null }, /account null is no seller/],
    [
      'what is not asked of the seller',
      { ...GOOD, question: 'above', answer: 'seller' },
      /nothing is asked about/,
    ],
    [
      'what is not asked of the dispute',
      { ...GOOD, question: 'sellers', account: null, answer: 'take' },
      /takes from no more sellers/,
    ],
    [
      'an account where none belongs',
      { ...GOOD, question: 'sellers', answer: 'take' },
      /leave the account out/,
    ],
  ])('that is %s is refused with why, and changes nothing', async (_what, message, problem) => {
    expect(whyNotAnswer((await asked()).state, message)).toMatch(problem);
  });

  test('before the first look is checked for its shape alone', () => {
    const fresh = openDispute(disputeId('dp_1'), null, WALL_CLOCK);
    expect(whyNotAnswer(fresh, GOOD)).toBeNull();
    expect(whyNotAnswer(fresh, { ...GOOD, answer: 'burn' })).toMatch(/does not fit/);
  });

  test('that is sent twice under one id is recorded once', async () => {
    const story = await asked();
    const answer = { ...GOOD, id: 'update-1' } as never;
    const once = apply(story.state, { kind: 'answered', answer });
    expect(apply(once, { kind: 'answered', answer })).toBe(once);
    story.state = once;
    await story.run();
    expect(story.world.answers.size).toBe(1);
    expect(story.kinds).toContain('giveBack');
    expect(story.state.closed?.reason).toBe('given_back');
  });
});
