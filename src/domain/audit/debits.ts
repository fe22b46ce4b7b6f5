import { debitableThere, isBankInOrder } from '../account/bank-debit';
import type { AccountRecord, ExternalAccountStanding } from '../account/record';
import type { Policy } from '../policy/policy';
import type { AccountFinding } from './finding';

/** Whether Stripe could take a shortfall from the account's bank; only where the platform bears the loss. */
export function debitFindings(record: AccountRecord, policy: Policy['debit']): readonly AccountFinding[] {
  if (record.losses === 'stripe') return [];
  const where = `${record.kind} account in ${record.country ?? 'an unknown country'}`;
  const finding = (
    severity: AccountFinding['severity'],
    what: string,
    saw: string,
    todo: string,
  ): AccountFinding => ({
    check: 'debits',
    severity,
    what,
    saw,
    do: todo,
    account: record.account,
    byMs: null,
  });
  if (debitableThere(policy, record.country, record.kind) !== 'yes') {
    return [
      finding(
        'info',
        `Stripe debits no bank of such an account (${where})`,
        where,
        'Hold back more of what such sellers earn: a negative balance there comes back from sales or by hand alone. The table is debit.createdAfterDays of the policy.',
      ),
    ];
  }
  const banks = record.externalAccounts.filter(({ kind }) => kind === 'bank_account');
  return [
    ...(record.debitNegativeBalances === false
      ? [
          finding(
            'soft',
            'the bank debit of negative balances is off where Stripe could make it',
            where,
            'Recoup switches it on for an account once it owes, after a notice where one is due; switch it on in the account settings to have it from the start.',
          ),
        ]
      : []),
    ...bankFindings(record, banks, finding),
  ];
}

function bankFindings(
  record: AccountRecord,
  banks: readonly ExternalAccountStanding[],
  finding: (severity: AccountFinding['severity'], what: string, saw: string, todo: string) => AccountFinding,
): readonly AccountFinding[] {
  if (banks.length === 0) {
    return [
      finding(
        'soft',
        'no bank account that could be debited or paid out to',
        record.externalAccounts.length === 0 ? 'none shown' : 'cards only, which cannot be debited',
        'Have the seller add one. Stripe shows those of accounts that this platform controls; for others look in the Dashboard.',
      ),
    ];
  }
  const broken = banks.filter(({ status }) => !isBankInOrder(status));
  if (broken.length === 0) return [];
  return [
    finding(
      'soft',
      'a bank account that Stripe no longer uses',
      broken.map(({ currency, status }) => `${currency} ${status}`).join(', '),
      'Have the seller mend or replace it: until then payouts fail there and no debit is tried again.',
    ),
  ];
}
