import type { SwitchOutcome } from '../domain/case/step';
import type { AccountId } from '../domain/ids';
import type { DecisionInput } from '../store/ports';
import { enableBankDebit } from './enable-debit';
import { addHoldReason, dropHoldReason } from './hold';
import { type ActDeps, actOnAccount } from './reject-account';
import type { ActOutcome } from '../domain/review/steps';

/** Switches at Stripe that move no money but have a decision each. They throw only for what a retry can mend. */
export interface AccountSwitches {
  enableBankDebit(account: AccountId, decision: DecisionInput): Promise<SwitchOutcome>;
  addHoldReason(account: AccountId, reason: string, decision: DecisionInput): Promise<SwitchOutcome>;
  dropHoldReason(account: AccountId, reason: string, decision: DecisionInput): Promise<SwitchOutcome>;
  /** Rejects an account, or takes that back, as two people decided. */
  actOnAccount(act: string): Promise<ActOutcome>;
}

export function createAccountSwitches(deps: ActDeps): AccountSwitches {
  return {
    enableBankDebit: (account, decision) => enableBankDebit(deps, account, decision),
    addHoldReason: (account, reason, decision) => addHoldReason(deps, account, reason, decision),
    dropHoldReason: (account, reason, decision) => dropHoldReason(deps, account, reason, decision),
    actOnAccount: (act) => actOnAccount(deps, act),
  };
}
