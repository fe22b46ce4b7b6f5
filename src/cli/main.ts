import path from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { readJsonFile } from '../embedded/json-file';
import { approvalsCommand } from './approvals';
import { attentionCommand } from './attention';
import { auditCommand } from './audit';
import { codecCommand } from './codec';
import { consoleCommand } from './console';
import { caseCommand } from './case';
import { decisionsCommand } from './decisions';
import { digestCommand } from './digest';
import { disputeCommand } from './dispute';
import { failure } from './failure';
import { importCommand } from './import';
import { inboxCommand } from './inbox';
import { leaveCommand } from './leave';
import { linksCommand } from './links';
import { migrateCommand } from './migrate';
import { freezeCommand, modeCommand, unfreezeCommand } from './mode';
import { movesCommand } from './moves';
import { noticesCommand } from './notices';
import { payoutsCommand } from './payouts';
import { policyCommand } from './policy';
import { reconcileCommand } from './reconcile';
import { refundCommand } from './refund';
import { replayDisputeCommand } from './replay-dispute';
import { reviewCommand } from './review';
import { simulatorCommand } from './simulator';
import { startCommand } from './start';
import { sweepCommand } from './sweep';
import { webhooksCommand } from './webhooks';
import { workerCommand } from './worker';

const { version } = readJsonFile(
  path.join(__dirname, '../../package.json'),
  z.object({ version: z.string() }),
);

const program = new Command('recoup')
  .description('Collects what connected accounts owe a Stripe Connect platform, as durable workflows.')
  .version(version)
  .showHelpAfterError();

const commands = [
  startCommand(),
  simulatorCommand(),
  auditCommand(),
  importCommand(),
  modeCommand(),
  leaveCommand(),
  freezeCommand(),
  unfreezeCommand(),
  approvalsCommand(),
  attentionCommand(),
  caseCommand(),
  decisionsCommand(),
  disputeCommand(),
  movesCommand(),
  refundCommand(),
  reviewCommand(),
  replayDisputeCommand(),
  noticesCommand(),
  inboxCommand(),
  sweepCommand(),
  reconcileCommand(),
  payoutsCommand(),
  digestCommand(),
  policyCommand(),
  migrateCommand(),
  webhooksCommand(),
  workerCommand(),
  consoleCommand(),
  linksCommand(),
  codecCommand(),
];
for (const command of commands) program.addCommand(command);

program.parseAsync().catch(failure);
