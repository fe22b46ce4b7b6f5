import type { AccountId } from '../domain/ids';
import type { LinkPurpose } from '../domain/links';
import type { LinksToGive } from '../notify/seller-links';
import type { NewLink } from '../store/links';
import { hashOfToken, linkIdOf, sign, type KeyRing } from './token';

export interface LinkSettings {
  /** Where sellers reach `recoup links`, without a slash at its end. */
  readonly publicUrl: string;
  readonly keys: KeyRing;
  /** Wall time for which an address works. */
  readonly expiresAfterWallMs: number;
}

/** Below the public address: what a person sees of a link's purpose. */
const PATHS: { readonly [purpose in LinkPurpose]: string } = { onboarding: 'l', statement: 's' };

/** A new address, and the row by which it works: until that is in the store nothing opens. */
export function mintLink(
  { publicUrl, keys, expiresAfterWallMs }: LinkSettings,
  link: { readonly purpose: LinkPurpose; readonly account: AccountId; readonly madeFor: string },
  wallMs: number,
): { readonly url: string; readonly row: NewLink } {
  const expiresAtMs = wallMs + expiresAfterWallMs;
  const token = sign(keys, { purpose: link.purpose, account: link.account, expiresAtMs });
  const tokenHash = hashOfToken(token);
  return {
    url: `${publicUrl}/${PATHS[link.purpose]}/${token}`,
    row: { ...link, linkId: linkIdOf(tokenHash), tokenHash, madeAtMs: wallMs, expiresAtMs },
  };
}

/** As the outbox makes them while it writes a letter. */
export function linksToGive(settings: LinkSettings): LinksToGive {
  return {
    expiresAfterWallMs: settings.expiresAfterWallMs,
    mint: (link, wallMs) => mintLink(settings, link, wallMs),
  };
}
