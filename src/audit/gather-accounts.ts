import type Stripe from 'stripe';
import type { AccountRecord } from '../domain/account/record';
import { accountFindings } from '../domain/audit/accounts';
import { capabilityNeeds } from '../domain/audit/charge-models';
import type { AuditFinding } from '../domain/audit/finding';
import { createTally } from '../domain/audit/tally';
import { type UnlistedAccount, unlistedFindings } from '../domain/audit/unlisted';
import type { Moment } from '../domain/clock';
import { accountId } from '../domain/ids';
import { namedAccounts } from '../store/audit-reads';
import { standingOf } from '../stripe/account-standing';
import { stripeFailure } from '../stripe/errors';
import { patiently, someAtOnce } from '../stripe/patiently';
import type { AuditDeps } from './deps';
import { gatherModels, type ModelsGathered } from './gather-models';

const PAGE = 100;
/** Of accounts that are named and not listed, so many are asked for by their ids. */
const ASKED = 50;

export interface AccountsGathered {
  readonly models: ModelsGathered;
  readonly findings: readonly AuditFinding[];
  readonly read: number;
}

/**
 * Every account that Stripe lists, a page at a time; of each only its findings are kept. The charge models are looked
 * at with the first page, for they say which capabilities are needed.
 */
export async function auditAccounts(deps: AuditDeps): Promise<AccountsGathered> {
  const tally = createTally();
  const now = deps.now();
  let page = await accountsAfter(deps.stripe, null);
  const models = await gatherModels(
    deps,
    page.data.filter(takesCards).map(({ id }) => id),
  );
  const unseen = await namesBeside(deps, models);
  const context = { now, policy: deps.policy, capabilities: capabilityNeeds(models.seen) };
  for (let read = 0; ;) {
    for (const account of page.data) {
      tally.add(accountFindings(recordNow(account, now), context));
      unseen.delete(account.id);
    }
    read += page.data.length;
    deps.onProgress(`accounts: ${read} read`);
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) {
      const unlisted = await askFor(deps, [...unseen]);
      return { models, read, findings: [...tally.findings(), ...unlisted] };
    }
    page = await accountsAfter(deps.stripe, last.id);
  }
}

const accountsAfter = (stripe: Stripe, after: string | null): Promise<Stripe.ApiList<Stripe.Account>> =>
  patiently(() =>
    stripe.accounts.list({ limit: PAGE, ...(after === null ? {} : { starting_after: after }) }),
  );

const takesCards = ({ capabilities }: Stripe.Account): boolean => capabilities?.card_payments === 'active';

/** The account as the list shows it at this moment: nothing of it is older. */
export function recordNow(account: Stripe.Account, now: Moment): AccountRecord {
  const standing = standingOf(account);
  const capabilities = Object.entries(standing.capabilities).map(
    ([name, one]) => [name, { ...one, sinceMs: now.clockMs }] as const,
  );
  return {
    ...standing,
    capabilities: Object.fromEntries(capabilities),
    readWallMs: now.wallMs,
    reachable: true,
    currencies: standing.defaultCurrency === null ? [] : [standing.defaultCurrency],
  };
}

async function namesBeside(
  { db }: AuditDeps,
  { destinations }: ModelsGathered,
): Promise<Map<string, string>> {
  const sent = destinations.map((account) => [account, 'a transfer'] as const);
  const known = (await namedAccounts(db)).map(({ account, namedBy }) => [account, namedBy] as const);
  return new Map([...sent, ...known]);
}

async function askFor(
  { stripe }: AuditDeps,
  unseen: readonly (readonly [string, string])[],
): Promise<readonly AuditFinding[]> {
  const platform = (await patiently(() => stripe.accounts.retrieveCurrent())).id;
  const named = unseen.filter(([account]) => account !== platform);
  const asked = await someAtOnce(
    named.slice(0, ASKED),
    10,
    async ([name, namedBy]): Promise<UnlistedAccount> => {
      const account = accountId(name);
      try {
        await patiently(() => stripe.accounts.retrieve(account));
        return { account, namedBy, standing: 'answers' };
      } catch (error) {
        if (stripeFailure(error, true) === null) throw error;
        return { account, namedBy, standing: 'left' };
      }
    },
  );
  return unlistedFindings(asked, Math.max(0, named.length - ASKED));
}
