import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config';
import { accountId, chargeId, refundSubject, refundWorkflowId } from '../domain/ids';
import { currency, formatMoney, minorOf } from '../domain/money';
import { REFUND_REASONS, type RefundReason } from '../domain/moves';
import { answerRefund, type RefundAnswer, requestRefund, type RefundRequest } from '../store/refund-requests';
import { transact } from '../store/transact';
import { raiseWake } from '../store/wakes';
import { withOffice } from './office';

interface Flags {
  readonly charge: string;
  readonly account?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly reason?: RefundReason;
  readonly by: string;
  readonly request?: string;
}

/** Asks for a refund, and answers what one asks of a person. */
export function refundCommand(): Command {
  const refund = new Command('refund')
    .option('--charge <id>', 'the charge, ch_… or py_…', named(charge))
    .option('--account <id>', 'direct charges: the account on which it lives, acct_…', named(accountId))
    .option('--amount <amount>', 'such as 12.50, in the charge’s currency; default: all that is left')
    .option('--currency <code>', 'the currency of the amount, such as usd', named(currency))
    .addOption(new Option('--reason <reason>', 'why, in Stripe’s words').choices(REFUND_REASONS))
    .option('--by <who>', 'who asks; kept with the decision', text)
    .option(
      '--request <key>',
      'a key of your own: the same key again is the same refund, and made once',
      text,
    )
    .description('Refund a customer; sellers bear their part. It is made by the worker, once')
    // Both have a --by: what stands behind `answer` is its own.
    .enablePositionalOptions()
    .action(async (flags: Partial<Flags>, command: Command) => {
      await ask(complete(flags, command));
    });
  refund.addCommand(answerCommand());
  return refund;
}

async function ask(flags: Flags): Promise<void> {
  const request = wishOf(flags);
  const idempotencyKey = flags.request ?? randomUUID();
  const { kind, subject } = await withOffice(readConfig(), ({ db, now }) =>
    transact(db, (tx) => requestRefund(tx, raiseWake, { idempotencyKey, by: flags.by, request }, now())),
  );
  if (kind === 'other') {
    throw new Error(
      `Nothing was asked: --request ${idempotencyKey} was used for another refund (${subject}) before. See it in the console, or take another key.`,
    );
  }
  const { amountMinor, currency: code } = request;
  const amount = amountMinor === null || code === null ? 'all that is left' : formatMoney(amountMinor, code);
  const what = `${amount} of ${request.charge}`;
  console.log(
    kind === 'known'
      ? `This was asked for before: ${what}. Follow it as ${refundWorkflowId(subject)}.`
      : `Asked for: ${what}. Follow it as ${refundWorkflowId(subject)}; the same again with --request ${idempotencyKey} counts once.`,
  );
}

/** Options of the command itself cannot be required where it has commands of its own. */
function complete(flags: Partial<Flags>, command: Command): Flags {
  const { charge: id, by } = flags;
  if (id === undefined) command.error('error: say which charge: --charge ch_…');
  if (by === undefined) command.error('error: say who asks: --by YOUR_NAME');
  return { ...flags, charge: id ?? '', by: by ?? '' };
}

function wishOf({ charge: id, account, amount, currency: code, reason }: Flags): RefundRequest {
  if ((amount === undefined) !== (code === undefined)) {
    throw new Error(
      'An amount needs its currency, and a currency its amount: --amount 12.50 --currency usd.',
    );
  }
  const inCurrency = code === undefined ? null : currency(code);
  return {
    charge: chargeId(id),
    account: account === undefined ? null : accountId(account),
    amountMinor: amount === undefined || inCurrency === null ? null : minorOf(amount, inCurrency),
    currency: inCurrency,
    reason: reason ?? null,
  };
}

function answerCommand(): Command {
  return new Command('answer')
    .argument('<refund>', 're_…, rq_…, or the failed payment’s ch_…', named(refundSubject))
    .addOption(
      new Option('--sellers <choice>', 'whether sellers bear a refund that did not take their part').choices([
        'reverse',
        'claim',
        'keep',
      ]),
    )
    .addOption(
      new Option('--give-back <choice>', 'money due to an account whose losses Stripe bears').choices([
        'send',
        'keep',
      ]),
    )
    .requiredOption('--by <who>', 'who decides; kept with the decision', text)
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description('Say what shall be done; the refund acts on it in its next look')
    .action(async (id: string, flags: AnswerFlags) => {
      const answer: RefundAnswer = { sellers: flags.sellers ?? null, giveBack: flags.giveBack ?? null };
      if (answer.sellers === null && answer.giveBack === null) {
        throw new Error('Nothing is answered: say --sellers or --give-back.');
      }
      const subject = refundSubject(id);
      const done = await withOffice(readConfig(), ({ db, now }) =>
        transact(db, (tx) => answerRefund(tx, raiseWake, subject, answer, flags, now())),
      );
      if (done === 'unknown') {
        throw new Error(
          `Nothing was answered: no refund ${subject} was ever seen here. The console lists those that were.`,
        );
      }
      console.log(`${refundWorkflowId(subject)} looks again and acts on it.`);
    });
}

interface AnswerFlags {
  readonly sellers?: 'reverse' | 'claim' | 'keep';
  readonly giveBack?: 'send' | 'keep';
  readonly by: string;
  readonly reason: string;
}

function charge(id: string): string {
  if (!/^(ch|py)_/.test(id)) throw new RangeError(`"${id}" is not a charge: expected ch_… or py_…`);
  return chargeId(id);
}

function text(value: string): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > 200) {
    throw new InvalidArgumentError('It must not be empty, nor longer than 200 characters.');
  }
  return trimmed;
}

function named(read: (id: string) => string): (id: string) => string {
  return (id) => {
    try {
      return read(id);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}
