import { FLOWS, type Finding, type Flow } from '../../domain/account/finding';
import type { FindingsByFlow } from '../../domain/account/findings-of';
import type { AccountRecord, CapabilityStanding, RequirementBuckets } from '../../domain/account/record';
import { date, dateTime, id, link, path, words } from '../format';
import { html, type Content, type Html } from '../html';
import { facts } from '../parts/facts';
import { subjectLink } from '../parts/subject';
import { section, table } from '../parts/table';
import { tag } from '../parts/tag';
import type { AccountView, ChangeRow } from '../queries/account';
import type { View } from '../view';

/** What Recoup's own record says of an account, what stands against its money, and what changed. */
export function accountPage(
  { record, findings, holdReasons, changes, cases }: AccountView,
  view: View,
): Html {
  const ageMinutes = Math.floor((view.nowMs - record.readWallMs) / 60_000);
  return html`<h1>Account ${id(record.account)} ${reachTag(record)}</h1>
    ${facts([
      ['Last read', record.readWallMs === 0 ? 'never' : `${ageMinutes} minutes ago`],
      ['Kind', record.kind],
      ['Country', record.country],
      ['Seller since', record.sellerSinceMs === null ? null : date(record.sellerSinceMs)],
      ['Losses borne by', record.losses],
      ['Requirements collected by', record.requirementCollection],
      ['Disabled', record.disabledReason],
      ['Currencies', record.currencies.length === 0 ? null : record.currencies.join(', ').toUpperCase()],
      [
        'Payouts',
        `${record.payoutsEnabled ? 'enabled' : 'disabled'}, ${record.payoutInterval ?? 'unknown schedule'}`,
      ],
      [
        'Payouts held for',
        holdReasons.length === 0 ? 'nothing' : html`${holdReasons.map((one) => html`${subjectLink(one)} `)}`,
      ],
      ['Debits its bank', debitWords(record.debitNegativeBalances)],
      ['Bank accounts', banksOf(record)],
      [
        'Open cases',
        cases.length === 0
          ? null
          : html`${cases.map((one) => html`${link(path('cases', one.number), `case ${one.number}`)} `)}`,
      ],
    ])}
    ${findingsSection(findings)} ${capabilitiesSection(record)} ${requirementsSection(record)}
    ${changesSection(changes)}`;
}

const reachTag = ({ reachable }: AccountRecord): Html | null =>
  reachable ? null : tag('cannot be reached', 'bad');

const debitWords = (on: boolean | null): string | null => (on === null ? null : on ? 'yes' : 'no');

const banksOf = ({ externalAccounts }: AccountRecord): string | null =>
  externalAccounts.length === 0
    ? null
    : externalAccounts
        .map((one) => `${words(one.kind)} ${one.currency.toUpperCase()}, ${one.status}`)
        .join('; ');

interface FlowFinding extends Finding {
  readonly flow: Flow;
}

function findingsSection(byFlow: Partial<FindingsByFlow>): Html {
  const rows = FLOWS.flatMap((flow) => (byFlow[flow] ?? []).map((one): FlowFinding => ({ ...one, flow })));
  return section({
    id: 'findings',
    title: 'What stands against its money',
    empty:
      rows.length === 0
        ? 'Nothing that its standing at Stripe shows. A move also looks at its own currency, holds, cases and disputes.'
        : null,
    body: table<FlowFinding>(
      [
        { title: 'For', cell: ({ flow }) => words(flow) },
        {
          title: 'Check',
          cell: ({ check, severity }) => tag(words(check), severity === 'hard' ? 'bad' : 'warn'),
        },
        { title: 'Saw', cell: ({ saw }) => saw },
        { title: 'What clears it', cell: ({ clears }) => clears },
      ],
      rows,
    ),
  });
}

function capabilitiesSection({ capabilities }: AccountRecord): Html {
  const rows = Object.entries(capabilities);
  return section({
    id: 'capabilities',
    title: 'Capabilities',
    empty: rows.length === 0 ? 'None was ever asked for.' : null,
    body: table<readonly [string, CapabilityStanding]>(
      [
        { title: 'Capability', cell: ([name]) => id(name) },
        { title: 'State', cell: ([, { word, state }]) => tag(word, state === 'active' ? 'good' : 'bad') },
        { title: 'Since', cell: ([, { sinceMs }]) => dateTime(sinceMs) },
      ],
      rows,
    ),
  });
}

type Bucket = readonly [list: string, bucket: string, names: readonly string[], deadlineMs: number | null];

function requirementsSection({ requirements, futureRequirements }: AccountRecord): Html {
  const rows = [...bucketsOf('now', requirements), ...bucketsOf('later', futureRequirements)];
  return section({
    id: 'requirements',
    title: 'Requirements',
    empty: rows.length === 0 ? 'Stripe requires nothing.' : null,
    body: table<Bucket>(
      [
        { title: 'Required', cell: ([list, bucket]) => `${list}, ${bucket}` },
        { title: 'Fields', cell: ([, , names]) => names.join(', ') },
        {
          title: 'By',
          cell: ([, , , deadlineMs]): Content => (deadlineMs === null ? null : date(deadlineMs)),
        },
      ],
      rows,
    ),
  });
}

function bucketsOf(list: string, buckets: RequirementBuckets): readonly Bucket[] {
  const { pastDue, currentlyDue, eventuallyDue, pendingVerification, currentDeadlineMs } = buckets;
  const named: readonly (readonly [string, readonly string[]])[] = [
    ['past due', pastDue],
    ['currently due', currentlyDue],
    ['eventually due', eventuallyDue],
    ['in verification', pendingVerification],
  ];
  return named
    .filter(([, names]) => names.length > 0)
    .map(([bucket, names]) => [list, bucket, names, currentDeadlineMs]);
}

function changesSection(changes: readonly ChangeRow[]): Html {
  return section({
    id: 'changes',
    title: 'What changed',
    empty: changes.length === 0 ? 'Nothing between two looks so far.' : null,
    body: table<ChangeRow>(
      [
        { title: 'Seen', cell: ({ seen_clock: seenMs }) => dateTime(seenMs) },
        { title: 'What', cell: ({ what }) => words(what) },
        { title: 'Before', cell: ({ before }) => before ?? 'nothing' },
        { title: 'After', cell: ({ after }) => after ?? 'nothing' },
      ],
      changes,
    ),
  });
}
