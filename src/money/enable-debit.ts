import type { SwitchOutcome } from '../domain/case/step';
import { momentAt } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { recordDebitEnabled } from '../store/accounts';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { decideSwitch, heldSwitch, onAccount, switched, switchShut, type SwitchDeps } from './switches';

/** Lets Stripe debit the account's bank for what it owes, and remembers that it was Recoup who switched it on. */
export async function enableBankDebit(
  deps: SwitchDeps,
  account: AccountId,
  decision: DecisionInput,
): Promise<SwitchOutcome> {
  const action = { switch: 'debit_negative_balances', account, to: true };
  const shut = await switchShut(deps);
  if (shut !== null) return heldSwitch(deps, decision, action, shut);
  let found: boolean | null = null;
  const read = await switched(async () => {
    const settings = await deps.stripe.balanceSettings.retrieve({}, onAccount(account));
    found = settings.payments.debit_negative_balances;
  });
  if (read.kind !== 'switched' || found === true) return read;
  // Before the call: a crash in between leaves a decision to switch what the next look finds switched, or not.
  await transact(deps.db, (tx) => decideSwitch(tx, deps, decision, action, 'acted'));
  const outcome = await switched(async () => {
    await deps.stripe.balanceSettings.update(
      { payments: { debit_negative_balances: true } },
      onAccount(account),
    );
  });
  if (outcome.kind === 'switched') {
    await deps.db
      .transaction()
      .execute((tx) => recordDebitEnabled(tx, account, momentAt(deps.clock, deps.wallNow())));
  }
  return outcome;
}
