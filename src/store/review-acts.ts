import type { Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { PayoutsAction, RejectReason } from '../domain/review/acts';
import type { ActState } from '../domain/review/facts';
import { assertNever } from '../domain/never';
import { approvalState } from './approvals';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type ActRow = Selectable<Schema['review_acts']>;

/** What is asked for, to the letter: what a second person approves is this and nothing else. */
export type ActAsked =
  | { readonly kind: 'reject'; readonly reason: RejectReason; readonly payouts: PayoutsAction }
  | { readonly kind: 'unreject' };

export function actionOf(account: string, asked: ActAsked): { readonly [key: string]: Json } {
  return asked.kind === 'reject'
    ? { call: 'accounts.reject', account, reason: asked.reason, payouts_action: asked.payouts }
    : { call: 'accounts.unreject', account };
}

/** The same from its row. */
export const actionOfRow = ({ account, reason, payouts }: ActRow): { readonly [key: string]: Json } =>
  actionOf(
    account,
    reason === null || payouts === null ? { kind: 'unreject' } : { kind: 'reject', reason, payouts },
  );

export async function insertAct(
  tx: Tx,
  actId: string,
  account: AccountId,
  asked: ActAsked,
  by: string,
  at: Moment,
): Promise<void> {
  await tx
    .insertInto('review_acts')
    .values({
      act_id: actId,
      account,
      kind: asked.kind,
      reason: asked.kind === 'reject' ? asked.reason : null,
      payouts: asked.kind === 'reject' ? asked.payouts : null,
      asked_by: by,
      asked_clock: new Date(at.clockMs),
      state: 'asked',
      code: null,
    })
    .execute();
}

export interface CurrentAct {
  readonly row: ActRow;
  readonly state: ActState;
  /** The approval, or the answer that declined it. */
  readonly answer: string | null;
}

/** The newest act of an account with what people have said of it by now; what was declined or expired is kept so. */
export async function currentAct(tx: Tx, account: AccountId, at: Moment): Promise<CurrentAct | null> {
  const row = await tx
    .selectFrom('review_acts')
    .selectAll()
    .where('account', '=', account)
    .orderBy('asked_clock', 'desc')
    .orderBy('act_id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.state !== 'asked') return { row, state: row.state, answer: null };
  const said = await approvalState(tx, actionOfRow(row), at.wallMs);
  switch (said.kind) {
    case 'asked':
      return { row, state: 'asked', answer: null };
    case 'approved':
      return { row, state: 'approved', answer: said.decisionId };
    case 'declined':
      await setActState(tx, row.act_id, 'declined', null, at);
      return { row, state: 'declined', answer: said.decisionId };
    case 'none':
      await setActState(tx, row.act_id, 'expired', null, at);
      return { row, state: 'expired', answer: null };
    default:
      return assertNever(said);
  }
}

export async function lockAct(tx: Tx, actId: string): Promise<ActRow | null> {
  const row = await tx
    .selectFrom('review_acts')
    .selectAll()
    .where('act_id', '=', actId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Newest first. */
export async function actsOf(db: Database | Tx, account: string, limit: number): Promise<readonly ActRow[]> {
  return db
    .selectFrom('review_acts')
    .selectAll()
    .where('account', '=', account)
    .orderBy('asked_clock', 'desc')
    .orderBy('act_id', 'desc')
    .limit(limit)
    .execute();
}

export async function setActState(
  tx: Tx,
  actId: string,
  state: ActRow['state'],
  code: string | null,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('review_acts')
    .set({ state, code, updated_at: new Date(at.wallMs) })
    .where('act_id', '=', actId)
    .execute();
}
