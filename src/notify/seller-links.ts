import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import type { LinkPurpose } from '../domain/links';
import type { Database } from '../store/database';
import { insertLinks, type NewLink } from '../store/links';
import type { LinkWords } from './templates/template';

/** Makes the addresses that letters to sellers carry. */
export interface LinksToGive {
  /** Wall time for which an address works. */
  readonly expiresAfterWallMs: number;
  readonly mint: (
    link: { readonly purpose: LinkPurpose; readonly account: AccountId; readonly madeFor: string },
    wallMs: number,
  ) => { readonly url: string; readonly row: NewLink };
}

/** What stands for an address wherever the words are kept: only the seller has it. */
const KEPT_FOR_THE_SELLER = '(a link that only the seller was sent)';

/** The words of a letter as they are kept. */
export const unseenLinks = ({ expiresAfterWallMs }: LinksToGive): LinkWords => ({
  worksFor: spanInWords(expiresAfterWallMs),
  addressOf: () => KEPT_FOR_THE_SELLER,
});

/**
 * The words of the letter that is handed over now: each address that they ask for is made then, and works once `keep`
 * has put it into the store. A letter that is tried again has new ones.
 */
export function freshLinks(
  links: LinksToGive,
  { account, noticeId }: { readonly account: string; readonly noticeId: number },
  wallMs: number,
): { readonly words: LinkWords; readonly keep: (db: Database) => Promise<void> } {
  const made = new Map<LinkPurpose, { readonly url: string; readonly row: NewLink }>();
  const addressOf = (purpose: LinkPurpose): string => {
    const link =
      made.get(purpose) ??
      links.mint({ purpose, account: accountId(account), madeFor: `notice:${noticeId}` }, wallMs);
    made.set(purpose, link);
    return link.url;
  };
  return {
    words: { worksFor: spanInWords(links.expiresAfterWallMs), addressOf },
    keep: (db) =>
      insertLinks(
        db,
        [...made.values()].map(({ row }) => row),
      ),
  };
}

/** "14 days", "36 hours", "15 minutes". */
export function spanInWords(wallMs: number): string {
  const units: readonly (readonly [ms: number, name: string])[] = [
    [DAY_MS, 'day'],
    [HOUR_MS, 'hour'],
    [MINUTE_MS, 'minute'],
  ];
  const [ms, name] = units.find(([unit]) => wallMs >= unit && wallMs % unit === 0) ?? [MINUTE_MS, 'minute'];
  const count = Math.max(1, Math.floor(wallMs / ms));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
