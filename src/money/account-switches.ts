import type { SwitchOutcome } from '../domain/case/step';
import type { AccountId } from '../domain/ids';
import type { DecisionInput } from '../store/ports';
import { enableBankDebit } from './enable-debit';
import { addHoldReason, dropHoldReason } from './hold';
import type { SwitchDeps } from './switches';

/** Switches at Stripe that move no money but have a decision each. They throw only for what a retry can mend. */
export interface AccountSwitches {
  enableBankDebit(account: AccountId, decision: DecisionInput): Promise<SwitchOutcome>;
  addHoldReason(account: AccountId, reason: string, decision: DecisionInput): Promise<SwitchOutcome>;
  dropHoldReason(account: AccountId, reason: string, decision: DecisionInput): Promise<SwitchOutcome>;
}

export function createAccountSwitches(deps: SwitchDeps): AccountSwitches {
  return {
    enableBankDebit: (account, decision) => enableBankDebit(deps, account, decision),
    addHoldReason: (account, reason, decision) => addHoldReason(deps, account, reason, decision),
    dropHoldReason: (account, reason, decision) => dropHoldReason(deps, account, reason, decision),
  };
}
