import type { AccountId } from '../ids';

/** What an audit looks at, in the order in which it is reported. */
export const AUDIT_CHECKS = [
  'key',
  'mode',
  'webhooks',
  'chargeModels',
  'capabilities',
  'deadlines',
  'debits',
  'liability',
  'accountsV2',
  'reserve',
  'platformBalance',
  'idempotency',
] as const;

export type AuditCheck = (typeof AUDIT_CHECKS)[number];

export const CHECK_TITLES: { readonly [C in AuditCheck]: string } = {
  key: 'The key, and what it may do',
  mode: 'Mode and policy',
  webhooks: 'Webhook endpoints',
  chargeModels: 'Charge models',
  capabilities: 'Capabilities of the accounts',
  deadlines: 'Requirements and deadlines',
  debits: 'Bank debits',
  liability: 'Who bears the losses of an account',
  accountsV2: 'Accounts that the list does not show',
  reserve: 'Reserve policy',
  platformBalance: 'Balance of the platform',
  idempotency: 'Idempotency of what moves money',
};

/** `hard`: money can be lost by it now, and the audit fails; `soft`: a person should look; `info`: what was seen. */
export type AuditSeverity = 'hard' | 'soft' | 'info';

export interface AuditFinding {
  readonly check: AuditCheck;
  readonly severity: AuditSeverity;
  readonly what: string;
  /** Ids, states, days and amounts; nothing personal. */
  readonly saw: string;
  /** What to do about it; null where nothing is to be done. */
  readonly do: string | null;
  /** Where it is about connected accounts: how many, and those that a person should look at first. */
  readonly accounts: { readonly count: number; readonly first: readonly SeenAccount[] } | null;
}

export interface SeenAccount {
  readonly account: AccountId;
  readonly saw: string;
}

/** A finding of one account, before it is put together with the same of others. */
export interface AccountFinding extends SeenAccount {
  readonly check: AuditCheck;
  readonly severity: AuditSeverity;
  readonly what: string;
  readonly do: string | null;
  /** Clock instant, epoch ms, by which accounts are put in order; null: by their ids, after those that have one. */
  readonly byMs: number | null;
}

export const platformFinding = (finding: Omit<AuditFinding, 'accounts'>): AuditFinding => ({
  ...finding,
  accounts: null,
});

/** That one of the findings is hard: the audit fails. */
export const hasFailed = (findings: readonly AuditFinding[]): boolean =>
  findings.some(({ severity }) => severity === 'hard');

/** In the order of the checks, and of each the worst first. */
export function inOrder(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  const rank = ({ check, severity }: AuditFinding): number =>
    AUDIT_CHECKS.indexOf(check) * 3 + ['hard', 'soft', 'info'].indexOf(severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
