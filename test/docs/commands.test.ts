import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { z } from 'zod';
import { approvalsCommand } from '../../src/cli/approvals';
import { attentionCommand } from '../../src/cli/attention';
import { auditCommand } from '../../src/cli/audit';
import { caseCommand } from '../../src/cli/case';
import { codecCommand } from '../../src/cli/codec';
import { consoleCommand } from '../../src/cli/console';
import { decisionsCommand } from '../../src/cli/decisions';
import { digestCommand } from '../../src/cli/digest';
import { disputeCommand } from '../../src/cli/dispute';
import { importCommand } from '../../src/cli/import';
import { inboxCommand } from '../../src/cli/inbox';
import { leaveCommand } from '../../src/cli/leave';
import { linksCommand } from '../../src/cli/links';
import { migrateCommand } from '../../src/cli/migrate';
import { freezeCommand, modeCommand, unfreezeCommand } from '../../src/cli/mode';
import { movesCommand } from '../../src/cli/moves';
import { noticesCommand } from '../../src/cli/notices';
import { payoutsCommand } from '../../src/cli/payouts';
import { policyCommand } from '../../src/cli/policy';
import { reconcileCommand } from '../../src/cli/reconcile';
import { refundCommand } from '../../src/cli/refund';
import { replayDisputeCommand } from '../../src/cli/replay-dispute';
import { reviewCommand } from '../../src/cli/review';
import { simulatorCommand } from '../../src/cli/simulator';
import { startCommand } from '../../src/cli/start';
import { sweepCommand } from '../../src/cli/sweep';
import { webhooksCommand } from '../../src/cli/webhooks';
import { workerCommand } from '../../src/cli/worker';
import { readJsonFile } from '../../src/embedded/json-file';
import { fences, pages, read, ROOT, spans } from './pages';

const COMMANDS: readonly Command[] = [
  approvalsCommand(),
  attentionCommand(),
  auditCommand(),
  caseCommand(),
  codecCommand(),
  consoleCommand(),
  linksCommand(),
  decisionsCommand(),
  disputeCommand(),
  freezeCommand(),
  importCommand(),
  inboxCommand(),
  leaveCommand(),
  migrateCommand(),
  modeCommand(),
  movesCommand(),
  noticesCommand(),
  payoutsCommand(),
  digestCommand(),
  policyCommand(),
  reconcileCommand(),
  refundCommand(),
  reviewCommand(),
  replayDisputeCommand(),
  simulatorCommand(),
  startCommand(),
  sweepCommand(),
  unfreezeCommand(),
  webhooksCommand(),
  workerCommand(),
];

const { scripts } = readJsonFile(
  path.join(ROOT, 'package.json'),
  z.object({ scripts: z.record(z.string(), z.string()) }),
);

/** Every use of a program in fences and backticks, up to the end of its line or command. */
function usesOf(text: string, program: RegExp): readonly string[] {
  const lines = [...fences(text).flatMap((fence) => fence.split('\n')), ...spans(text)];
  return lines.flatMap((line) =>
    line
      .split(/;|&&|#/)
      .map((use) => use.trim())
      .filter((use) => program.test(use)),
  );
}

/** What is wrong with the words behind `bin/recoup`, or null. */
function problemOf(words: readonly string[], among: readonly Command[]): string | null {
  const [name = '', ...rest] = words;
  const command = among.find((one) => one.name() === name);
  if (command === undefined) return `there is no command "${name}"`;
  const [next = '-'] = rest;
  if (command.commands.length > 0 && !next.startsWith('-')) return problemOf(rest, command.commands);
  const known = new Set(['--help', ...command.options.map((option) => option.long)]);
  const flag = rest.find((word) => word.startsWith('--') && !known.has(word));
  return flag === undefined ? null : `${name} has no option ${flag}`;
}

const problemsOf = (text: string): readonly string[] => [
  ...usesOf(text, /^bin\/recoup\s+\S/).flatMap((use) => {
    const problem = problemOf(use.split(/\s+/).slice(1), COMMANDS);
    return problem === null ? [] : [`${use}: ${problem}`];
  }),
  ...usesOf(text, /^npm (start|test|run)\b/).flatMap((use) => {
    const [before = '', after = ''] = use.split(/ -- /);
    const [, verb = '', named = ''] = before.split(/\s+/);
    const script = verb === 'run' ? named : verb;
    if (scripts[script] === undefined) return [`${use}: package.json has no script "${script}"`];
    if (script !== 'start' || after === '') return [];
    const problem = problemOf(['start', ...after.split(/\s+/)], COMMANDS);
    return problem === null ? [] : [`${use}: ${problem}`];
  }),
];

describe('commands in the pages', () => {
  test.each(pages().map((page) => [page.file, page.text] as const))('of %s are there', (_file, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('of the README are all that main.ts has', () => {
    const named = [...read('src/cli/main.ts').matchAll(/^ {2}(\w+)Command\(\),$/gm)].map(([, name = '']) =>
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    expect(COMMANDS.map((command) => command.name()).toSorted()).toEqual(named.toSorted());
    const readme = read('README.md');
    expect(named.filter((name) => !readme.includes(`bin/recoup ${name}`))).toEqual([]);
  });

  test.each([
    ['a command that is gone', '`bin/recoup vanish`', 'there is no command "vanish"'],
    ['a subcommand that is gone', '`bin/recoup approvals vanish`', 'there is no command "vanish"'],
    ['an option that is gone', '```sh\nbin/recoup freeze --vanish\n```', 'freeze has no option --vanish'],
    ['a flag of npm start', '`npm start -- --vanish`', 'start has no option --vanish'],
    ['a script that is gone', '`npm run vanish`', 'no script "vanish"'],
  ])('%s is found out', (_what, text, problem) => {
    expect(problemsOf(text).join()).toContain(problem);
  });
});
