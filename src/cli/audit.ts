import { Command } from 'commander';
import { audit, type KeyOfAudit } from '../audit/audit';
import type { AuditDeps } from '../audit/deps';
import { auditOneAccount } from '../audit/one-account';
import { countText, findingsText } from '../audit/report-text';
import { type Config, readConfig } from '../config';
import { type AuditFinding, hasFailed } from '../domain/audit/finding';
import { accountNamed } from './arguments';
import { withOffice } from './office';
import { CannotReadError, withStripe } from './open-stripe';
import { progressLine } from './progress-line';

interface Flags {
  readonly json: boolean;
  readonly account?: string;
}

/** Looks at the configured Stripe account and changes nothing. Ends with 1 on a hard finding, 2 where it cannot look. */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      'Look at what the platform relies on before money leaves it: accounts, webhooks, key, reserve',
    )
    .option('--account <id>', 'one account alone, and what each flow of money would meet there', accountNamed)
    .option('--json', 'as JSON', false)
    .action((flags: Flags) => looked(run(readConfig(), flags)));
}

/** That nothing could be looked at must not pass for a finding: whatever went wrong ends with 2. */
async function looked(running: Promise<void>): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (!(error instanceof Error) || 'exitCode' in error) throw error;
    throw new CannotReadError(error.message, { cause: error });
  }
}

async function run(config: Config, { json, account }: Flags): Promise<void> {
  const line = progressLine(process.stderr);
  await withOffice(config, async ({ db, policy, now }) => {
    await withStripe(config, db, async ({ stripe, report }) => {
      const deps: AuditDeps = {
        db,
        stripe,
        now,
        policy,
        policyFile: config.policyFile,
        secrets: secretsOf(config),
        onProgress: (words) => line.show(words),
      };
      if (account !== undefined) {
        const findings = await auditOneAccount(deps, account);
        line.end();
        show(json, { account, findings }, `Audit of ${account}`, findings);
        return;
      }
      const result = await audit(deps, { kind: kindOf(config), report });
      line.end();
      const { platformAccount, livemode, atMs, accountsRead, findings } = result;
      const head = `Audit of ${platformAccount} (${livemode ? 'live' : 'test'} mode), ${new Date(atMs).toISOString().slice(0, 16)}: ${accountsRead} accounts read`;
      show(json, result, head, findings);
    });
  });
}

function show(json: boolean, result: object, head: string, findings: readonly AuditFinding[]): void {
  console.log(
    json ? JSON.stringify(result, null, 2) : `${head}, ${countText(findings)}\n\n${findingsText(findings)}`,
  );
  if (hasFailed(findings)) process.exitCode = 1;
}

/** The embedded run on the simulator makes its own, and keeps them in its folder. */
function secretsOf({ stripe }: Config): AuditDeps['secrets'] {
  if (stripe.secretKey === null && stripe.url === null) return null;
  return { platform: stripe.webhookSecrets.length, connect: stripe.connectWebhookSecrets.length };
}

function kindOf({ stripe: { secretKey } }: Config): KeyOfAudit['kind'] {
  if (secretKey === null) return 'simulator';
  return secretKey.startsWith('rk_') ? 'restricted' : 'secret';
}
