import { ROLES, type Who } from '../simulator/stories/marketplace-cast';
import { INCIDENT } from '../simulator/stories/marketplace-guard';

/** What somebody at the platform says to Recoup in the story: a command as any visitor could type it. */
export interface PeoplesLine {
  /** Days and hours after the story's beginning. */
  readonly day: number;
  readonly hour: number;
  readonly account: string;
  readonly what: string;
  /** Arguments of `bin/recoup`. Each names its word by a fixed id, so that saying it again counts once. */
  readonly command: readonly Word[];
  /** What a seller did outside of Stripe, of which this word speaks: done where the word was heard, and only then. */
  readonly paidOutside?: PaidOutside;
}

/** As it is typed; or what is only known when its hour comes: the day by the clock, the open request of a subject. */
export type Word = string | { readonly today: true } | { readonly requestOf: string };

export interface PaidOutside {
  readonly account: string;
  readonly amountMinor: number;
  readonly currency: string;
}

const TODAY = { today: true } as const;
const SUPPORT = 'sam@example.com';
const FINANCE = 'fay@example.com';

/** Who pays, banks and sellers are the simulator's; this is what people decide about it. The gate is left to the visitor. */
export const STORY_PEOPLE: readonly PeoplesLine[] = [
  says(
    [14, 9],
    'lantern',
    'Support refunds the atlas of Lantern Maps: it arrived torn.',
    refunds('lantern', 'ch_lantern_atlas', 'requested_by_customer'),
  ),
  says(
    [22, 9],
    'krueger',
    'Support follows the proposal and refunds the newspapers, before the inquiry becomes a dispute.',
    refunds('krueger', 'ch_krueger_1', 'requested_by_customer'),
  ),
  ...forgiven(),
  paidToTheBank(),
  says(
    [120, 10],
    'nile',
    'Finance lets the fee go: it cannot be debited across the Atlantic.',
    resolves('nile', 'gbp', 'writeOffClaim', 'fee', 'no account debit from another region'),
  ),
  says(
    [150, 10],
    'tidal',
    'Finance takes Tidal Surf over: nothing can be read of it any more.',
    resolves('tidal', 'aud', 'handled', 'over', 'a collection agency in Sydney has it'),
  ),
  ...runs(),
  ...INCIDENT.sales.map(({ dispute }, index) => approves(INCIDENT.disputedDay + 1 + index, dispute)),
];

/** The marketplace pays those whose payouts are its own affair; the door decides what leaves. */
function runs(): PeoplesLine[] {
  const { paidDay, paidHour, disputedDay, nextRunHour } = INCIDENT;
  const begun = (at: readonly [number, number], word: string, what: string): PeoplesLine =>
    says(at, 'velvet', what, [
      ...['payouts', 'run', '--mode', 'payout', '--currency', INCIDENT.currency, '--date', TODAY],
      ...['--by', FINANCE, '--request', `story-${word}`],
    ]);
  return [
    begun([paidDay, paidHour], 'run', 'Finance has everybody paid who is paid by runs.'),
    begun(
      [disputedDay, nextRunHour],
      'next-run',
      'Finance asks for the next run, while the platform is below zero.',
    ),
  ];
}

/** More than Recoup may take by itself, so it asks. */
function approves(day: number, dispute: string): PeoplesLine {
  const request = { requestOf: `dispute:${dispute}` };
  const what = `Finance approves what Recoup wants to take back for ${dispute}.`;
  return says([day, 9], 'velvet', what, ['approvals', 'approve', request, '--by', FINANCE]);
}

function forgiven(): PeoplesLine[] {
  return [
    says(
      [100, 10],
      'wren',
      'Finance forgives Wren & Daughter what Stripe would clear.',
      resolves('wren', 'usd', 'forgive', 'debt', 'closed after an illness'),
    ),
    says(
      [102, 10],
      'wren',
      'Finance lets the fee of Wren & Daughter go too.',
      resolves('wren', 'usd', 'writeOffClaim', 'fee', 'closed after an illness'),
    ),
  ];
}

function paidToTheBank(): PeoplesLine {
  const what = 'Foghorn Fishing pays 100.00 USD to the bank of the platform, and finance enters it.';
  const resolved = resolves('foghorn', 'usd', 'paidOutside', 'paid', 'its transfer arrived at our bank');
  const particulars = ['--amount', '100.00', '--reference', 'FOGHORN-110'];
  return {
    ...says([110, 11], 'foghorn', what, [...resolved, ...particulars]),
    paidOutside: { account: ROLES.foghorn.account, amountMinor: 10_000, currency: 'usd' },
  };
}

function says(
  [day, hour]: readonly [day: number, hour: number],
  who: Who,
  what: string,
  command: readonly Word[],
): PeoplesLine {
  return { day, hour, account: ROLES[who].account, what, command };
}

function refunds(who: Who, charge: string, reason: string): string[] {
  const said = ['--by', SUPPORT, '--request', `story-${who}-refund`];
  return ['refund', '--charge', charge, '--reason', reason, ...said];
}

function resolves(who: Who, code: string, outcome: string, word: string, note: string): string[] {
  const subject = `case:${ROLES[who].account}:${code}`;
  const said = ['--by', FINANCE, '--note', note, '--update-id', `story-${who}-${word}`];
  return ['case', 'resolve', subject, '--outcome', outcome, ...said];
}
