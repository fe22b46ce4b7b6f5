import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { accountId, type AccountId } from '../domain/ids';
import { LINK_PURPOSES, type LinkPurpose } from '../domain/links';

/** The first signs, all are accepted, so that one can be replaced while addresses of both are out. */
export type KeyRing = readonly { readonly id: string; readonly key: Uint8Array }[];

/** What an address says of itself; nobody but who has a key can write one that is accepted. */
export interface Claims {
  readonly purpose: LinkPurpose;
  readonly account: AccountId;
  /** Wall time, epoch ms. */
  readonly expiresAtMs: number;
}

/** Far more than a token has: what is longer was not made here. */
export const LONGEST_TOKEN = 400;
const NONCE_BYTES = 16;
/** Other things may come to be signed by the same key: what is signed for one of them is not a link. */
const SIGNED_AS = 'recoup-link-v1';

/** `<key id>.<claims>.<signature>`. @throws Error where the ring is empty. */
export function sign(keys: KeyRing, { purpose, account, expiresAtMs }: Claims): string {
  const [first] = keys;
  if (first === undefined) throw new Error('a link cannot be signed without a key: set RECOUP_LINK_SECRET');
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const body = Buffer.from(JSON.stringify([purpose, account, expiresAtMs, nonce])).toString('base64url');
  const signed = `${encodeId(first.id)}.${body}`;
  return `${signed}.${signatureOf(first.key, signed)}`;
}

/** What a token that was signed here says, expired or not; null for every other text. */
export function read(keys: KeyRing, token: string): Claims | null {
  if (token.length > LONGEST_TOKEN) return null;
  const [id = '', body = '', signature = '', ...more] = token.split('.');
  const known = keys.find((one) => encodeId(one.id) === id);
  if (known === undefined || more.length > 0) return null;
  // Texts are compared and not the bytes that they stand for, because several texts stand for the same bytes.
  const expected = Buffer.from(signatureOf(known.key, `${id}.${body}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return claimsOf(body);
}

/** By which a token is known again: the store keeps this instead of it. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A short name for people, which opens nothing. */
export const linkIdOf = (tokenHash: string): string => `lk_${tokenHash.slice(0, 20)}`;

/** Ids of keys may have points, which part a token. */
const encodeId = (id: string): string => Buffer.from(id).toString('base64url');

const signatureOf = (key: Uint8Array, signed: string): string =>
  createHmac('sha256', key).update(`${SIGNED_AS}.${signed}`).digest('base64url');

/** The signature has been checked: only another version of Recoup writes what cannot be read. */
function claimsOf(body: string): Claims | null {
  try {
    const [purpose, account, expiresAtMs] = JSON.parse(
      Buffer.from(body, 'base64url').toString(),
    ) as readonly unknown[];
    const known = LINK_PURPOSES.find((one) => one === purpose);
    if (known === undefined || typeof account !== 'string' || !Number.isSafeInteger(expiresAtMs)) return null;
    return { purpose: known, account: accountId(account), expiresAtMs: Number(expiresAtMs) };
  } catch {
    return null;
  }
}
