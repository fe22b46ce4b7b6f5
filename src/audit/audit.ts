import type Stripe from 'stripe';
import { type BalanceSeen, balanceFindings } from '../domain/audit/balances';
import { modelFindings } from '../domain/audit/charge-models';
import { type AuditFinding, inOrder } from '../domain/audit/finding';
import { keyFindings, modeFindings } from '../domain/audit/platform';
import { reserveFinding } from '../domain/audit/reserve';
import { transferFindings } from '../domain/audit/transfers';
import { currency } from '../domain/money';
import { countMoves } from '../store/audit-reads';
import { readDoorState } from '../store/door-state';
import { readExposure } from '../store/exposure';
import type { KeyReport } from '../stripe/check-key';
import { WRITES } from '../stripe/key-needs';
import { patiently } from '../stripe/patiently';
import type { AuditDeps } from './deps';
import { auditAccounts } from './gather-accounts';
import { auditWebhooks } from './gather-webhooks';

/** The key as the configuration has it, and what a try of it has shown. */
export interface KeyOfAudit {
  readonly kind: 'secret' | 'restricted' | 'simulator';
  readonly report: KeyReport;
}

export interface AuditResult {
  readonly platformAccount: string;
  readonly livemode: boolean;
  /** Clock time, epoch ms. */
  readonly atMs: number;
  readonly accountsRead: number;
  readonly findings: readonly AuditFinding[];
}

/** Looks at everything that a platform relies on before money leaves it; reads alone, a few calls and one for each hundred accounts. */
export async function audit(deps: AuditDeps, { kind, report }: KeyOfAudit): Promise<AuditResult> {
  const { db, policy, policyFile } = deps;
  const atMs = deps.now().clockMs;
  const webhooks = await auditWebhooks(deps);
  const { models, findings, read } = await auditAccounts(deps);
  return {
    platformAccount: report.platformAccount,
    livemode: report.livemode,
    atMs,
    accountsRead: read,
    findings: inOrder([
      ...keyFindings({ ...report, kind, writes: WRITES.map(({ permission }) => permission) }),
      ...modeFindings({ ...(await readDoorState(db)), policyHash: policy.hash, policyFile }),
      ...webhooks,
      ...modelFindings(models.seen),
      ...models.findings,
      ...findings,
      reserveFinding(policy.reserve, policyFile),
      ...balanceFindings(await balances(deps)),
      ...transferFindings(models.transfers, await countMoves(db)),
    ]),
  };
}

async function balances({ stripe, db }: AuditDeps): Promise<readonly BalanceSeen[]> {
  const balance = await patiently(() => stripe.balance.retrieve());
  const reserved = balance.connect_reserved ?? [];
  const codes = [...new Set([...balance.available, ...reserved].map((part) => currency(part.currency)))];
  return Promise.all(
    codes.map(async (code) => ({
      currency: code,
      availableMinor: amountIn(balance.available, code),
      connectReservedMinor: amountIn(reserved, code),
      exposure: await readExposure(db, code),
    })),
  );
}

const amountIn = (
  parts: readonly Pick<Stripe.Balance.Available, 'amount' | 'currency'>[],
  code: string,
): number => parts.filter((part) => part.currency === code).reduce((sum, { amount }) => sum + amount, 0);
