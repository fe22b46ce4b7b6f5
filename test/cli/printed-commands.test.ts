import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { approvalsCommand } from '../../src/cli/approvals';
import { attentionCommand } from '../../src/cli/attention';
import { disputeCommand } from '../../src/cli/dispute';
import { refundCommand } from '../../src/cli/refund';
import { inquiryCommand } from '../../src/domain/dispute/inquiry';
import { accountId, chargeId, transferId } from '../../src/domain/ids';
import { Story } from '../support/dispute-story';

const COMMANDS = [approvalsCommand, attentionCommand, disputeCommand, refundCommand];

/** Parses it as the command line would, and does nothing else. Throws where it does not fit. */
async function parse(printed: string): Promise<void> {
  const [program, name, ...words] = printed.split(' ');
  expect(program).toBe('bin/recoup');
  const command = COMMANDS.map((make) => make()).find((one) => one.name() === name);
  if (command === undefined) throw new Error(`there is no command ${name ?? ''}`);
  const idle = (one: Command): void => {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
    one.action(() => undefined);
    for (const sub of one.commands) idle(sub);
  };
  idle(command);
  await command.parseAsync(words, { from: 'user' });
}

/** Everything that a dispute asks while its world is so. */
async function asked(arrange: (story: Story) => void, then?: (story: Story) => void): Promise<Story> {
  const story = new Story();
  arrange(story);
  await story.look();
  if (then !== undefined) {
    then(story);
    await story.look();
  }
  return story;
}

describe('a command that a dispute prints', () => {
  test.each([
    ['stripe_bears_losses', () => undefined, wonForStripesAccount],
    ['transfer_elsewhere', () => undefined, sentByHand],
    ['above_cap', takenBefore, undefined],
    ['many_sellers', tooMany, undefined],
  ] as const)('for %s is one that can be typed', async (kind, arrange, then) => {
    const story = await asked(arrange, then);
    const need = [...story.world.attention.values()].find((one) => one.kind === kind);
    await expect(parse(need?.command ?? 'none')).resolves.toBeUndefined();
  });

  test.each([
    ['fraudulent', null],
    ['duplicate', 'acct_1'],
    ['product_not_received', null],
    [null, 'acct_1'],
  ])('for an inquiry (%s, account %s) is one that can be typed', async (reason, account) => {
    const printed = inquiryCommand(chargeId('ch_1'), account === null ? null : accountId(account), reason);
    await expect(parse(printed)).resolves.toBeUndefined();
  });

  test('that does not fit is found out', async () => {
    await expect(parse('bin/recoup dispute answer --dispute dp_1 --by ana --burn it')).rejects.toThrow(
      /burn/,
    );
  });
});

function wonForStripesAccount(story: Story): void {
  story.seller.losses = 'stripe';
  story.moves(10_000);
}

function sentByHand(story: Story): void {
  story.seller.transfersElsewhere = [transferId('tr_x')];
  story.moves(10_000);
}

function takenBefore(story: Story): void {
  story.seller.otherCausesMinor = 4000;
}

function tooMany(story: Story): void {
  story.world.policy = { ...story.world.policy, sellersPerDispute: 0 };
}
