/** Of every list so many are shown; how many more there are is always said. */
export const LISTED = 20;

/** Money of one kind, added up within one currency; minor units. */
export interface DigestSum {
  readonly what: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** How many moves, entries or decisions it is the sum of. */
  readonly count: number;
}

export interface DigestItem {
  readonly what: string;
  /** `case:<number>`, `dispute:<dp>`, `account:<acct>`, `review:<acct>`, a run; null where it is the platform. */
  readonly about: string | null;
  /** How often within the day. */
  readonly times: number;
  /** Minor units of `currency`; both null where no amount is known. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** Clock instant: when it happened or was raised; of a deadline, when it is. */
  readonly atMs: number | null;
  readonly why: string | null;
  /** The decision behind it. */
  readonly decision: string | null;
  /** The exact command that answers it. */
  readonly command: string | null;
}

export interface DigestList {
  readonly items: readonly DigestItem[];
  /** How many there are besides. */
  readonly more: number;
}

export const SUM_SECTIONS = ['recovered', 'ended', 'moved', 'refused', 'notMade'] as const;
export type SumSection = (typeof SUM_SECTIONS)[number];

export const LIST_SECTIONS = [
  'needs',
  'withheld',
  'softPassed',
  'deadlines',
  'cases',
  'accounts',
  'payouts',
  'sweep',
  'reserve',
] as const;
export type ListSection = (typeof LIST_SECTIONS)[number];

/** A day from its first instant to that of the next, by the clock. */
export interface DigestDay {
  /** 2026-11-22, in the time zone. */
  readonly date: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What people hear of one day. What happened is of the day; what waits and what is due is as it stood when the digest
 * was written.
 */
export interface Digest extends DigestDay {
  readonly schemaVersion: 1;
  readonly writtenMs: number;
  readonly sums: { readonly [S in SumSection]: readonly DigestSum[] };
  readonly lists: { readonly [L in ListSection]: DigestList };
}

export type Section = SumSection | ListSection;

/** What needs somebody comes first, then what was not done, then what was. */
export const SECTIONS: readonly Section[] = [
  'needs',
  'notMade',
  'withheld',
  'softPassed',
  'deadlines',
  'cases',
  'recovered',
  'ended',
  'moved',
  'refused',
  'accounts',
  'payouts',
  'sweep',
  'reserve',
];

export const SECTION_TITLES: { readonly [S in Section]: string } = {
  needs: 'Needs a person',
  notMade: 'Withheld, by reason',
  withheld: 'Almost did, and chose not to',
  softPassed: 'Passed in spite of a finding',
  deadlines: 'Deadlines ahead',
  cases: 'New on the way to day 180',
  recovered: 'Recovered, by method',
  ended: 'Ended without being recovered',
  moved: 'Moved',
  refused: 'Refused',
  accounts: 'Accounts and reviews',
  payouts: 'Payout runs',
  sweep: 'Found by sweep and import',
  reserve: 'Reserve',
};

export const isSumSection = (section: Section): section is SumSection =>
  SUM_SECTIONS.some((one) => one === section);

/** Of lists that were cut: how many lines of each are missing. */
export function cutFrom(digest: Digest): readonly { readonly section: ListSection; readonly more: number }[] {
  return LIST_SECTIONS.flatMap((section) => {
    const { more } = digest.lists[section];
    return more === 0 ? [] : [{ section, more }];
  });
}

export const isEmptySection = (digest: Digest, section: Section): boolean =>
  isSumSection(section)
    ? digest.sums[section].length === 0
    : digest.lists[section].items.length === 0 && digest.lists[section].more === 0;

/** Nothing happened, nothing waits, nothing is due. */
export const isQuiet = (digest: Digest): boolean =>
  SECTIONS.every((section) => isEmptySection(digest, section));
