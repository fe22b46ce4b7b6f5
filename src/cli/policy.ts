import { Command } from 'commander';
import { readConfig } from '../config';
import { currency, formatMoney, type Currency } from '../domain/money';
import { amountFor, type AmountTable, type Policy } from '../domain/policy/policy';
import { loadPolicy, policyJsonSchema } from '../policy-file';

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
    .option('--currency <code>', 'for an account that owes in this currency', 'usd')
    .option('--country <code>', 'for an account in this country', 'US')
    .description('Say in sentences what the policy means for one account')
    .action((file: string | undefined, flags: { currency: string; country: string }) => {
      const loaded = loadPolicy(file ?? readConfig().policyFile);
      console.log(explain(loaded, currency(flags.currency), flags.country.toUpperCase()).join('\n'));
    });
  policy
    .command('schema')
    .description('The JSON Schema of a policy file, for editors; recoup.policy.schema.json is this')
    .action(() => console.log(policyJsonSchema().trimEnd()));
  return policy;
}

/** One sentence a line. Amounts in `code`; where a table has no row for it, a person decides. */
export function explain(policy: Policy, code: Currency, country: string): readonly string[] {
  const from = (table: AmountTable): string => {
    const amountMinor = amountFor(table, code);
    return amountMinor === null
      ? `(no row for ${code.toUpperCase()}: a person decides)`
      : formatMoney(amountMinor, code);
  };
  const { hold, debit, dispute, caps, gate } = policy;
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
    ...policy.ladder.map((rung) => `Day ${rung.day}: ${rung.audiences.join(', ')} (${rung.name}).`),
    `Day ${gate.day}: a person decides; without an answer ${gate.default === 'keep' ? 'the claim is kept' : 'it goes to an agency'}.`,
    `Day ${policy.clearing.day}: Stripe clears the balance at the platform's cost. Up to ${from(policy.writeOffAtClearing)} is ` +
      `written off; the rest becomes a claim, kept open for ${policy.claims.keptOpenDays} days.`,
  ];
}
