import type { Selectable } from 'kysely';
import { accountId, type AccountId } from '../domain/ids';
import type { LinkPurpose } from '../domain/links';
import { type Database, instant, type Tx } from './database';
import type { Schema } from './schema';

export type LinkRow = Selectable<Schema['links']>;

/** An address that a seller is given. Wall instants, epoch ms. */
export interface NewLink {
  readonly linkId: string;
  readonly tokenHash: string;
  readonly purpose: LinkPurpose;
  readonly account: AccountId;
  /** `notice:<number>`, or the person who asked for it. */
  readonly madeFor: string;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
}

export async function insertLinks(db: Database | Tx, links: readonly NewLink[]): Promise<void> {
  if (links.length === 0) return;
  await db
    .insertInto('links')
    .values(
      links.map((link) => ({
        link_id: link.linkId,
        token_hash: link.tokenHash,
        purpose: link.purpose,
        account: link.account,
        made_for: link.madeFor,
        made_at: new Date(link.madeAtMs),
        expires_at: new Date(link.expiresAtMs),
        revoked_by: null,
      })),
    )
    .execute();
}

/** `gone`: used, revoked, expired, or made in another database. */
export type Opened = { readonly kind: 'open'; readonly account: AccountId } | { readonly kind: 'gone' };

const GONE = { kind: 'gone' } as const;

/** Uses the link up: of two clicks at once only one opens it. */
export async function useLink(db: Database, tokenHash: string, wallMs: number): Promise<Opened> {
  const row = await db
    .updateTable('links')
    .set({ used_at: new Date(wallMs) })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', instant(wallMs))
    .returning('account')
    .executeTakeFirst();
  return row === undefined ? GONE : { kind: 'open', account: accountId(row.account) };
}

/** Nothing came of the click, so the link may be clicked again. */
export async function giveLinkBack(db: Database, tokenHash: string): Promise<void> {
  await db.updateTable('links').set({ used_at: null }).where('token_hash', '=', tokenHash).execute();
}

/** A look at a statement, which uses nothing up. */
export async function viewLink(db: Database, tokenHash: string, wallMs: number): Promise<Opened> {
  const row = await db
    .updateTable('links')
    .set((link) => ({ views: link('views', '+', 1), last_viewed_at: new Date(wallMs) }))
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', instant(wallMs))
    .returning('account')
    .executeTakeFirst();
  return row === undefined ? GONE : { kind: 'open', account: accountId(row.account) };
}

/** Whether a link with this hash was ever made here, whatever became of it. */
export async function knowsLink(db: Database, tokenHash: string): Promise<boolean> {
  const row = await db
    .selectFrom('links')
    .select('link_id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Answers the link as it is revoked now; null where there is none that could still be opened. */
export async function revokeLink(
  tx: Tx,
  linkId: string,
  by: string,
  wallMs: number,
): Promise<LinkRow | null> {
  const row = await tx
    .updateTable('links')
    .set({ revoked_at: new Date(wallMs), revoked_by: by })
    .where('link_id', '=', linkId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', instant(wallMs))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** The latest first. */
export async function linksOf(db: Database, account: AccountId, limit: number): Promise<readonly LinkRow[]> {
  return db
    .selectFrom('links')
    .selectAll()
    .where('account', '=', account)
    .orderBy('made_at', 'desc')
    .orderBy('link_id')
    .limit(limit)
    .execute();
}
