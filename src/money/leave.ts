import type { SwitchOutcome } from '../domain/case/step';
import type { AccountId } from '../domain/ids';
import { accountsSwitched, recordDebitRestored } from '../store/accounts';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { dropHoldReason } from './hold';
import { decideSwitch, onAccount, switched, type SwitchDeps } from './switches';

/** What was put back on one account, and what Stripe refused. */
export interface PutBack {
  readonly account: AccountId;
  readonly what: 'payout schedule' | 'bank debit';
  readonly outcome: SwitchOutcome;
}

/**
 * Puts back every switch that Recoup set on connected accounts: holds are given up, whose schedules return where they
 * still stand as Recoup left them, and bank debits that it switched on are switched off. Asked again, it does what
 * is left. No money moves.
 */
export async function putEverythingBack(
  deps: SwitchDeps,
  decision: (account: AccountId) => DecisionInput,
): Promise<readonly PutBack[]> {
  const done: PutBack[] = [];
  for (const { account, holdReasons, debitEnabledByUs } of await accountsSwitched(deps.db)) {
    for (const reason of holdReasons) {
      const outcome = await dropHoldReason(deps, account, reason, decision(account));
      done.push({ account, what: 'payout schedule', outcome });
    }
    if (debitEnabledByUs) {
      done.push({
        account,
        what: 'bank debit',
        outcome: await switchDebitOff(deps, account, decision(account)),
      });
    }
  }
  return done;
}

async function switchDebitOff(
  deps: SwitchDeps,
  account: AccountId,
  decision: DecisionInput,
): Promise<SwitchOutcome> {
  const action = { switch: 'debit_negative_balances', account, to: false };
  const outcome = await switched(async () => {
    await deps.stripe.balanceSettings.update(
      { payments: { debit_negative_balances: false } },
      onAccount(account),
    );
  });
  if (outcome.kind !== 'switched') return outcome;
  await transact(deps.db, async (tx) => {
    await recordDebitRestored(tx, account);
    await decideSwitch(tx, deps, decision, action, 'acted');
  });
  return outcome;
}
