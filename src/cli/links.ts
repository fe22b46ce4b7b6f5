import { Command, Option } from 'commander';
import { readConfig, type Config } from '../config';
import type { AccountId } from '../domain/ids';
import { LINK_PURPOSES, type LinkPurpose } from '../domain/links';
import { readLinkKey } from '../embedded/data-folder';
import { readEndpoints } from '../embedded/endpoints';
import { mintLink, type LinkSettings } from '../links';
import { bringUpLinks } from '../processes/links';
import { appendDecision } from '../store/decisions';
import { insertLinks, linksOf, revokeLink, type LinkRow } from '../store/links';
import { transact } from '../store/transact';
import { accountNamed, text } from './arguments';
import { databaseUrl } from './open-store';
import { withOffice } from './office';
import { runAs, stripeSettings } from './process';

const LISTED = 50;

/** The process that answers sellers' addresses, and what support staff do about one. */
export function linksCommand(): Command {
  const links = new Command('links')
    .description('Answer what sellers open from their letters: links to Stripe, and statements. Any number')
    .action(run);
  links
    .command('make')
    .requiredOption('--account <id>', 'the connected account, acct_…', accountNamed)
    .addOption(
      new Option('--kind <kind>', 'to Stripe, for details and bank accounts; or what is owed')
        .choices(LINK_PURPOSES)
        .makeOptionMandatory(),
    )
    .requiredOption('--by <who>', 'who makes it; kept with the decision', text)
    .description('Make an address for a seller, to be handed to them alone')
    .action(make);
  links
    .command('list')
    .requiredOption('--account <id>', 'the connected account, acct_…', accountNamed)
    .description('The addresses that a seller was given, the latest first, and what became of them')
    .action(list);
  links
    .command('revoke <link>')
    .requiredOption('--by <who>', 'who takes it back; kept with the decision', text)
    .requiredOption('--reason <text>', 'why; kept with the decision', text)
    .description('Take back an address that was given out, lk_…')
    .action(revoke);
  return links;
}

async function run(): Promise<void> {
  const needed = ['RECOUP_LINKS_URL', 'RECOUP_LINK_SECRET', 'RECOUP_PLATFORM_NAME'] as const;
  const config = readConfig(process.env, needed);
  const { issue, host, port, proxies } = config.links;
  // The configuration has been refused before where one of them is missing.
  if (issue === null) throw new Error('RECOUP_LINKS_URL and RECOUP_LINK_SECRET are not set');
  const options = {
    databaseUrl: databaseUrl(config),
    stripe: stripeSettings(config),
    issue,
    platformName: config.notices.platformName ?? 'the platform',
    listen: { host, port },
    proxies,
  };
  await runAs('links', config, (context) => bringUpLinks(context, options));
}

interface Making {
  readonly account: AccountId;
  readonly kind: LinkPurpose;
  readonly by: string;
}

async function make({ account: name, kind, by }: Making): Promise<void> {
  const config = readConfig();
  const issue = issueOf(config);
  const made = await withOffice(config, async ({ db, policy, policyHash, now }) => {
    const at = now();
    await refuseUnknown(db, name);
    const link = { purpose: kind, account: name, madeFor: by };
    const minted = mintLink({ ...issue, ...policy.links }, link, at.wallMs);
    await transact(db, async (tx) => {
      await insertLinks(tx, [minted.row]);
      const reason = `${by} made a link (${kind}) for ${name}`;
      const said = { kind: 'link_made', subject: `account:${name}`, actor: by, reason, inputs: {} };
      const action = { link: minted.row.linkId, kind, expiresAtMs: minted.row.expiresAtMs };
      await appendDecision(tx, { ...said, policyHash, action, verdict: 'recorded' }, at);
    });
    return minted;
  });
  console.log(made.url);
  console.log(
    `${made.row.linkId}: works ${kind === 'onboarding' ? 'once, ' : ''}until ${instant(made.row.expiresAtMs)}. ` +
      `Whoever has it can open it: give it to the seller alone. To take it back:\n` +
      `  bin/recoup links revoke ${made.row.linkId} --by YOUR_NAME --reason WHY`,
  );
}

async function list({ account: name }: { account: AccountId }): Promise<void> {
  await withOffice(readConfig(), async ({ db, now }) => {
    const rows = await linksOf(db, name, LISTED);
    if (rows.length === 0) console.log(`${name} was given no address.`);
    for (const row of rows) console.log(lineOf(row, now().wallMs));
  });
}

async function revoke(link: string, { by, reason }: { by: string; reason: string }): Promise<void> {
  const row = await withOffice(readConfig(), ({ db, policyHash, now }) =>
    transact(db, async (tx) => {
      const at = now();
      const revoked = await revokeLink(tx, link, by, at.wallMs);
      if (revoked === null) return null;
      const said = {
        kind: 'link_revoked',
        subject: `account:${revoked.account}`,
        actor: by,
        reason,
        inputs: {},
      };
      await appendDecision(tx, { ...said, policyHash, action: { link }, verdict: 'recorded' }, at);
      return revoked;
    }),
  );
  if (row === null) {
    throw new Error(
      `Nothing was taken back: ${link} is no link that can still be opened. It may be revoked or too old already; ` +
        'see "bin/recoup links list --account acct_…".',
    );
  }
  console.log(`${link} opens nothing any more.`);
}

/** By the settings, else as the embedded run that uses the data folder now does it. */
function issueOf(config: Config): Omit<LinkSettings, 'expiresAfterWallMs'> {
  if (config.links.issue !== null) return config.links.issue;
  const endpoints = readEndpoints(config.dataDir);
  if (endpoints !== null && config.databaseUrl === null)
    return { publicUrl: endpoints.links, keys: [readLinkKey(config.dataDir)] };
  throw new Error(
    'No link can be made: set RECOUP_LINKS_URL and RECOUP_LINK_SECRET to what bin/recoup links runs with, or start ' +
      'an embedded run (npm start) and name its folder (RECOUP_DATA_DIR).',
  );
}

async function refuseUnknown(db: Parameters<typeof linksOf>[0], name: AccountId): Promise<void> {
  const known = await db
    .selectFrom('accounts')
    .select('account')
    .where('account', '=', name)
    .executeTakeFirst();
  if (known === undefined)
    throw new Error(`No link was made: ${name} is not known here. Check the id, and whose database this is.`);
}

function lineOf(row: LinkRow, wallMs: number): string {
  const head = `${row.link_id}  ${row.purpose}, for ${row.made_for}, made ${instant(row.made_at)}`;
  if (row.revoked_at !== null)
    return `${head}: taken back by ${row.revoked_by} on ${instant(row.revoked_at)}`;
  if (row.used_at !== null) return `${head}: opened ${instant(row.used_at)}`;
  const seen =
    row.views === 0 ? 'not opened' : `shown ${row.views} times, last ${instant(row.last_viewed_at ?? 0)}`;
  return `${head}: ${seen}, ${row.expires_at <= wallMs ? 'too old' : 'works'} (until ${instant(row.expires_at)})`;
}

/** Wall time, UTC, to the minute. */
const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
