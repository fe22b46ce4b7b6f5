import type { Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import { type AccountId, reviewWorkflowId } from '../domain/ids';
import type { Recoverable } from '../domain/review/facts';
import type { Asked, ReviewFinding } from '../domain/review/findings';
import type { CloseReason } from '../domain/review/state';
import type { Database, Tx } from './database';
import { lockReview } from './locks';
import type { RaiseWake, WakeClass } from './ports';
import type { Schema } from './schema';

export type ReviewRow = Selectable<Schema['reviews']>;

/**
 * Opens a review for something that a person or a check asks to be looked into, or adds it to the open one, and wakes
 * it. A check that stopped the same kind of money before is asked once, and not again once a person has judged what
 * stops it. `why` null: people have something to decide about the account, and nothing is found yet. Answers the
 * review's number, or null where none was opened.
 */
export async function openReview(
  tx: Tx,
  raiseWake: RaiseWake,
  account: AccountId,
  why: Asked | null,
  at: Moment,
): Promise<number | null> {
  const open = await lockOpen(tx, account);
  if (open === null && why?.kind === 'preflight' && (await isJudged(tx, account, why.flow))) return null;
  const row = open ?? (await insertReview(tx, account, at));
  const isNews = why !== null && !isAsked(row.asked, why);
  if (isNews) {
    await tx
      .updateTable('reviews')
      .set({ asked: JSON.stringify([...row.asked, why]), updated_at: new Date(at.wallMs) })
      .where('number', '=', row.number)
      .execute();
  }
  if (open === null || isNews || why === null) await raiseWake(tx, { kind: 'review', account }, 'now');
  return row.number;
}

/** A person has settled what stops it, and it stands still. */
async function isJudged(tx: Tx, account: AccountId, flow: string): Promise<boolean> {
  const last = await latestReview(tx, account);
  const stops = /^(disabled:|capability:|past_due$)/;
  return last?.judged.some((id) => id === `preflight:${flow}` || stops.test(id)) ?? false;
}

const isAsked = (asked: readonly Asked[], why: Asked): boolean =>
  why.kind === 'preflight' && asked.some((one) => one.kind === 'preflight' && one.flow === why.flow);

/**
 * What a look at the account found: opens a review for what nobody has judged. Answers how soon the review is to be
 * told: at once where its findings are others, or null where there is none. An account without findings and without a
 * review costs nothing.
 */
export async function noteFindings(
  tx: Tx,
  account: AccountId,
  findings: readonly ReviewFinding[],
  at: Moment,
): Promise<WakeClass | null> {
  const open = await lockOpen(tx, account);
  const now = findings.map(({ id }) => id);
  if (open !== null) {
    const before = open.findings.filter(({ kind }) => isOfStanding(kind)).map(({ id }) => id);
    const isSame = before.length === now.length && before.every((id) => now.includes(id));
    return isSame ? 'soon' : 'now';
  }
  const last = await latestReview(tx, account);
  const judged = last?.judged ?? [];
  const still = judged.filter((id) => now.includes(id) || !isStandingId(id));
  if (last !== null && still.length < judged.length) await keepJudged(tx, last.number, still);
  if (now.every((id) => still.includes(id))) return null;
  await insertReview(tx, account, at);
  return 'now';
}

/** What people and checks asked for is no finding of an account look. */
const isOfStanding = (kind: ReviewFinding['kind']): boolean => kind !== 'person' && kind !== 'preflight';
const isStandingId = (id: string): boolean => !id.startsWith('preflight:');

async function insertReview(tx: Tx, account: AccountId, at: Moment): Promise<ReviewRow> {
  return tx
    .insertInto('reviews')
    .values({
      account,
      workflow_id: reviewWorkflowId(account),
      state: 'opening',
      opened_clock: new Date(at.clockMs),
      close_reason: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function lockOpen(tx: Tx, account: AccountId): Promise<ReviewRow | null> {
  // Two who open one at the same moment wait for each other.
  await lockReview(tx, account);
  return readOpenReview(tx, account);
}

export async function readOpenReview(tx: Database | Tx, account: AccountId): Promise<ReviewRow | null> {
  const row = await tx
    .selectFrom('reviews')
    .selectAll()
    .where('account', '=', account)
    .where('closed_clock', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Oldest first. */
export async function openReviews(db: Database | Tx): Promise<readonly ReviewRow[]> {
  return db.selectFrom('reviews').selectAll().where('closed_clock', 'is', null).orderBy('number').execute();
}

export async function latestReview(tx: Database | Tx, account: AccountId): Promise<ReviewRow | null> {
  const row = await tx
    .selectFrom('reviews')
    .selectAll()
    .where('account', '=', account)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps what the review's look found. */
export async function recordReviewLook(
  tx: Tx,
  number: number,
  found: { readonly findings: readonly ReviewFinding[]; readonly recoverable: readonly Recoverable[] },
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('reviews')
    .set({
      state: 'open',
      findings: JSON.stringify(found.findings),
      recoverable: JSON.stringify(found.recoverable),
      updated_at: new Date(at.wallMs),
    })
    .where('number', '=', number)
    .execute();
}

export async function setReviewNeedsHuman(tx: Tx, number: number, needsHuman: boolean): Promise<void> {
  await tx.updateTable('reviews').set({ needs_human: needsHuman }).where('number', '=', number).execute();
}

/** What stood when a person settled it is remembered as judged. Answers whether it was open. */
export async function closeReviewRow(
  tx: Tx,
  number: number,
  reason: CloseReason,
  judged: readonly string[],
  at: Moment,
): Promise<boolean> {
  const closed = await tx
    .updateTable('reviews')
    .set({
      state: reason,
      close_reason: reason,
      closed_clock: new Date(at.clockMs),
      judged: JSON.stringify(judged),
      needs_human: false,
      updated_at: new Date(at.wallMs),
    })
    .where('number', '=', number)
    .where('closed_clock', 'is', null)
    .executeTakeFirst();
  return closed.numUpdatedRows > 0n;
}

async function keepJudged(tx: Tx, number: number, judged: readonly string[]): Promise<void> {
  await tx
    .updateTable('reviews')
    .set({ judged: JSON.stringify(judged) })
    .where('number', '=', number)
    .execute();
}

/** Capabilities that looks have seen active at some time and otherwise later, by Stripe's names. */
export async function onceActive(tx: Database | Tx, account: AccountId): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('account_changes')
    .select('what')
    .distinct()
    .where('account', '=', account)
    .where('what', 'like', 'capability:%')
    .where('before', '=', 'active')
    .execute();
  return rows.map(({ what }) => what.slice('capability:'.length)).sort();
}
