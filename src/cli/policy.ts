import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { momentAt } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import { currency, formatMoney, minorOf, type Currency } from '../domain/money';
import { percentText } from '../domain/payout/share-held';
import { amountFor, type AmountTable, type Policy } from '../domain/policy/policy';
import { loadPolicy, policyJsonSchema } from '../policy-file';
import { knownClock } from '../processes/open-clock';
import { readRecord } from '../store/account-records';
import { withStore } from './open-store';
import { explainAccount } from './policy-account';

export function policyCommand(): Command {
  const policy = new Command('policy').description('What Recoup may do by itself');
  policy
    .command('check')
    .argument('[file]', 'default: the one in force (RECOUP_POLICY, else the shipped one)')
    .description('Say every mistake of a policy file with its line')
    .action((file: string | undefined) => {
      const checked = file ?? readConfig().policyFile;
      console.log(`${checked} is a policy; its hash, which decisions name, is ${loadPolicy(checked).hash}`);
    });
  policy
    .command('explain')
    .argument('[file]', 'default: the one in force')
    .option('--currency <code>', "in this currency; default: the account's own, else usd")
    .option('--country <code>', 'for an account in this country', 'US')
    .option(
      '--account <id>',
      'why a payout to this very account would be what it is, from what is known of it',
    )
    .option('--gross <amount>', 'with --account: earnings that the platform would pay out, such as 123.45')
    .description('Say in sentences what the policy means for one account')
    .action(async (file: string | undefined, flags: ExplainFlags) => {
      const config = readConfig();
      const loaded = loadPolicy(file ?? config.policyFile);
      const { account, gross, country } = flags;
      if (gross !== undefined && account === undefined) {
        throw new Error('--gross is of one account: name it with --account acct_…');
      }
      const code = flags.currency === undefined ? null : currency(flags.currency);
      const lines =
        account === undefined
          ? explain(loaded, code ?? USD, country.toUpperCase())
          : await explainOne(config, loaded, accountId(account), code, gross);
      console.log(lines.join('\n'));
    });
  policy
    .command('schema')
    .description('The JSON Schema of a policy file, for editors; recoup.policy.schema.json is this')
    .action(() => console.log(policyJsonSchema().trimEnd()));
  return policy;
}

const USD = currency('usd');

interface ExplainFlags {
  readonly currency?: string;
  readonly country: string;
  readonly account?: string;
  readonly gross?: string;
}

function explainOne(
  config: Config,
  policy: Policy,
  account: AccountId,
  code: Currency | null,
  gross: string | undefined,
): Promise<readonly string[]> {
  return withStore(config, async (db) => {
    const paid = code ?? (await readRecord(db, account))?.defaultCurrency ?? USD;
    const earnedMinor = gross === undefined ? null : minorOf(gross, paid);
    const now = momentAt(await knownClock(db), Date.now());
    return explainAccount(db, policy, { account, currency: paid, earnedMinor }, now);
  });
}

/** One sentence a line. Amounts in `code`; where a table has no row for it, a person decides. */
export function explain(policy: Policy, code: Currency, country: string): readonly string[] {
  const from = (table: AmountTable): string => {
    const amountMinor = amountFor(table, code);
    return amountMinor === null
      ? `(no row for ${code.toUpperCase()}: a person decides)`
      : formatMoney(amountMinor, code);
  };
  const { hold, debit, dispute, caps, gate, reserve } = policy;
  const debitDays = debit.createdAfterDays[country];
  return [
    `An account in ${country} that owes in ${code.toUpperCase()}, by policy ${policy.hash.slice(0, 12)}:`,
    `Below ${from(policy.tooSmall)} it is followed, but nobody is told and nothing is done.`,
    `Payouts are held from ${from(hold.from)}; earlier in the account's first ${hold.accountYoungerThanDays} days, ` +
      `with an open dispute from ${from(hold.openDisputeFrom)}, or with a second case within ${hold.secondCaseWithinDays} days.`,
    debitDays === undefined
      ? 'Stripe does not debit bank accounts in this country.'
      : `Stripe debits the bank after about ${debitDays} business days; without a sign of it ${debit.graceBusinessDays} ` +
        `business days later the case says "no debit seen". After ${debit.returnedBeforePerson} returned debits a person is asked.`,
    `One reversal takes at most ${from(caps.reversalPerMove)}, all of a day ${from(caps.reversalsPerDay)}, from one account ` +
      `${from(caps.perAccountPerDay)}; a dispute over more than ${caps.sellersPerDispute} sellers goes to a person.`,
    `A reversal above that waits for a second person, who approves exactly this one.`,
    `The application fee is ${dispute.applicationFee === 'keep' ? 'kept' : 'returned'} when a sale is undone by a dispute.`,
    `Evidence is asked for ${dispute.evidenceReminderDays.join(' and ')} days before it is due, then daily.`,
    `Of new earnings ${reserve.byAge.map((row) => `${percentText(row.basisPoints)} in its first ${row.underDays} days`).join(', ')} ` +
      `are held for ${reserve.releasedAfterDays} days, more with a high dispute rate; less than ${from(reserve.smallestPayout)} is not sent.`,
    ...policy.ladder.map((rung) => `Day ${rung.day}: ${rung.audiences.join(', ')} (${rung.name}).`),
    `Day ${gate.day}: a person decides; without an answer ${gate.default === 'keep' ? 'the claim is kept' : 'it goes to an agency'}.`,
    `Day ${policy.clearing.day}: Stripe clears the balance at the platform's cost. Up to ${from(policy.writeOffAtClearing)} is ` +
      `written off; the rest becomes a claim, kept open for ${policy.claims.keptOpenDays} days.`,
  ];
}
