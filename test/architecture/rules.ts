import path from 'node:path';
import { callsOf, globalsOf, importsOf, readsTheTime, type SourceFile } from './scan';

const EVERYTHING = '*';
/** Open to all: names and shapes, no behaviour. */
const OPEN = ['domain/', 'workflows/messages', 'workflows/search-attributes'];
const CAPABILITIES = ['money/', 'store/', 'stripe/', 'notify/'];
const ENTRANCES = ['activities/', ...CAPABILITIES, ...OPEN];

/** What each folder may import besides itself: prefixes of paths below `src`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  simulator: ['domain/money', 'domain/clock', 'domain/calendar'],
  workflows: ['domain/'],
  logging: [],
  temporal: ['domain/', 'workflows/search-attributes'],
  metrics: ['store/', 'stripe/', 'domain/'],
  audit: ['store/', 'stripe/', 'domain/'],
  import: ['activities/', 'store/', 'stripe/', 'domain/'],
  store: OPEN,
  stripe: OPEN,
  money: ['store/', 'stripe/', ...OPEN],
  notify: ['store/', 'stripe/', ...OPEN],
  activities: [...CAPABILITIES, ...OPEN],
  workers: ENTRANCES,
  links: ['notify/', 'store/', 'stripe/', 'console/html', ...OPEN],
  relay: ENTRANCES,
  webhooks: ENTRANCES,
  console: ENTRANCES,
  // Put together what the others are; what they are to be is said by cli and embedded.
  processes: [EVERYTHING],
  embedded: [EVERYTHING],
  cli: [EVERYTHING],
  // Files that lie in src itself.
  '': ['domain/', ''],
};

/** Types cost nothing at run time: workflows and activities agree on their shapes. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  workflows: ['activities/'],
  activities: ['workflows/'],
};

/** Packages, for the folders that must stay free of all others. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  workflows: ['@temporalio/workflow', '@temporalio/common'],
};

const MOVES_MONEY = new Set([
  'transfers.create',
  'transfers.createReversal',
  'refunds.create',
  'refunds.cancel',
  'payouts.create',
  'payouts.cancel',
  'payouts.reverse',
  'applicationFees.createRefund',
  'charges.create',
  'paymentIntents.create',
  'topups.create',
  'disputes.close',
]);

/** Plays customers, marketplace and sellers in a sandbox, for the synthetic chargeback; refuses a live key. */
const STAGE = 'cli/replay-dispute/stage.ts';

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');

export function violationsOf(source: SourceFile): readonly string[] {
  return [...importViolations(source), ...moneyViolations(source), ...purityViolations(source)].map(
    (violation) => `${source.file} ${violation}`,
  );
}

function importViolations(source: SourceFile): string[] {
  const folder = folderOf(source.file);
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined)
    return [`lies in a folder without a rule: add ${folder} to test/architecture/rules.ts`];
  return importsOf(source).flatMap(({ from, typeOnly }): string[] => {
    if (!from.startsWith('.')) return packageViolations(folder, from, typeOnly);
    const target = path.posix.join(path.posix.dirname(source.file), from);
    if (target.startsWith('../')) return target === '../package.json' ? [] : [`imports ${from}, outside src`];
    if (isConfig(target))
      return mayReadConfig(source.file) ? [] : ['reads the configuration: only cli and embedded may'];
    if (folder !== '' && `${target}/`.startsWith(`${folder}/`)) return [];
    const prefixes = typeOnly ? [...allowed, ...(MAY_IMPORT_TYPES[folder] ?? [])] : allowed;
    const fits = prefixes.some((prefix) => matches(prefix, target));
    return fits ? [] : [`imports ${target}${typeOnly ? ' (types)' : ''}: ${folder || 'src'} may not`];
  });
}

function matches(prefix: string, target: string): boolean {
  if (prefix === EVERYTHING) return true;
  if (prefix === '') return !target.includes('/');
  return prefix.endsWith('/') ? `${target}/`.startsWith(prefix) : target === prefix;
}

const isConfig = (target: string): boolean => /^config(-|\.|$)/.test(target);
const mayReadConfig = (file: string): boolean => /^(cli|embedded)\//.test(file) || isConfig(file);

function packageViolations(folder: string, from: string, typeOnly: boolean): string[] {
  if (from === '(computed)') return ['loads a module by a computed name'];
  if (typeOnly && folder !== 'domain') return [];
  const allowed = MAY_USE[folder];
  if (allowed !== undefined && !allowed.includes(from))
    return [`uses the package ${from}: ${folder} may not`];
  if (from === 'stripe' && folder !== 'stripe') return ['takes more than types from the package stripe'];
  return [];
}

function moneyViolations(source: SourceFile): string[] {
  if (folderOf(source.file) === 'money' || source.file === STAGE) return [];
  return callsOf(source)
    .filter((call) => MOVES_MONEY.has(call))
    .map((call) => `calls ${call}: money moves through the door alone`);
}

function purityViolations(source: SourceFile): string[] {
  if (folderOf(source.file) !== 'domain') return [];
  const impure = ['process', 'setTimeout', 'setInterval', 'fetch', 'crypto', 'console', 'require'];
  const globals = globalsOf(source);
  return [
    ...impure.filter((name) => globals.has(name)).map((name) => `uses ${name}: the domain does no I/O`),
    ...(readsTheTime(source) ? ['reads the present moment: the domain is told what time it is'] : []),
    ...(callsOf(source).includes('Math.random') ? ['draws random numbers: the domain is deterministic'] : []),
  ];
}
