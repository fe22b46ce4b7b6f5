import type { BalanceChange } from '../../domain/case/negative-since';
import { DAY_MS, toClock } from '../../domain/clock';
import { type AccountId, type WorkflowId, caseWorkflowId, causeKind } from '../../domain/ids';
import type { BalanceBook } from '../../domain/ledger/books';
import type { Currency } from '../../domain/money';
import { amountFor } from '../../domain/policy/policy';
import { raiseAttention } from '../../store/attention';
import type { Tx } from '../../store/database';
import { isMoved } from '../../store/money-moves';
import type { Movement, MovementMeaning } from '../../store/ports';
import { flowOfRefund } from '../../store/refunds';
import { type ActivityDeps, momentOf } from '../deps';
import { amountIn } from './account-at-stripe';
import { meaningOf } from './meaning';
import { type Effective, PENDING_DAYS_MS, type Window, oldestPendingMs } from './transactions';
import { readTogether } from './window';

export interface Booked {
  readonly book: BalanceBook;
  readonly availableMinor: number;
  readonly pendingMinor: number;
  /** The balance before the first new movement, and the new movements in order. */
  readonly beforeMinor: number;
  readonly changes: readonly BalanceChange[];
  /** Stripe's available balance less the books', after a second reading. */
  readonly unexplainedMinor: number;
}

/**
 * Reads the account's balance and its balance transactions since the last reading, and books each of them with its
 * cause. Clearing is booked here too (R12): a collection transfer is a movement like any other, wherever it is first
 * seen. Idempotent; safe beside another look at the same account.
 */
export async function bookAccount(deps: ActivityDeps, account: AccountId, code: Currency): Promise<Booked> {
  const first = await bookOnce(deps, account, code);
  // Money that moved between the two reads looks like a difference once, and not twice.
  return first.unexplainedMinor === 0 ? first : bookOnce(deps, account, code);
}

async function bookOnce(deps: ActivityDeps, account: AccountId, code: Currency): Promise<Booked> {
  const nowMs = toClock(deps.clock, deps.wallNow());
  const { balance, availableMinor, window, listed, isNewWindow } = await readTogether(deps, account, code);
  const fresh = await unbooked(deps, account, window.effective);
  // A give-back or a credit whose answer was lost is on the list like a payment of anybody's.
  if (fresh.length > 0) await deps.learnSent(account);
  const movements = await understand(deps, account, code, fresh);
  const listFromMs = isNewWindow
    ? Math.max(0, window.fromMs - PENDING_DAYS_MS)
    : Math.min(oldestPendingMs(listed) ?? nowMs, nowMs - LIST_OVERLAP_MS);

  return deps.db.transaction().execute(async (tx) => {
    const before = isNewWindow ? await deps.ledger.balanceBook(tx, account, code) : null;
    const gap = before === null ? [] : unobserved(before, window, code);
    await moveCursor(tx, account, code, {
      listFromMs,
      nowMs,
      windowFromMs: isNewWindow ? window.fromMs : null,
    });
    const booked = await deps.ledger.bookMovements(tx, account, code, 0, [...gap, ...movements]);
    const book = await deps.ledger.balanceBook(tx, account, code);
    const isNew = new Set(booked);
    const changes = movements.filter((movement) => isNew.has(movement.balanceTransaction)).map(changeOf);
    const bookedMinor = balanceOf(book);
    return {
      book,
      availableMinor,
      pendingMinor: Math.max(0, amountIn(balance.pending, code)),
      beforeMinor: bookedMinor - changes.reduce((sum, change) => sum + change.amountMinor, 0),
      changes,
      unexplainedMinor: availableMinor - bookedMinor,
    };
  });
}

/** Read again each time: what Stripe lists late, and clocks that differ. */
const LIST_OVERLAP_MS = DAY_MS;

/** A window begins with its opening balance as one line, so the row itself begins at nothing. */
async function moveCursor(
  tx: Tx,
  account: AccountId,
  code: Currency,
  to: { readonly listFromMs: number; readonly nowMs: number; readonly windowFromMs: number | null },
): Promise<void> {
  const moved = {
    list_from_clock: new Date(to.listFromMs),
    ...(to.windowFromMs === null ? {} : { window_from_clock: new Date(to.windowFromMs) }),
  };
  await tx
    .insertInto('book_cursors')
    .values({
      account,
      currency: code,
      balance_minor: 0,
      booked_through_clock: new Date(to.nowMs),
      last_balance_transaction: null,
      ...moved,
    })
    .onConflict((conflict) => conflict.columns(['account', 'currency']).doUpdateSet(moved))
    .execute();
}

async function unbooked(
  deps: ActivityDeps,
  account: AccountId,
  effective: readonly Effective[],
): Promise<readonly Effective[]> {
  if (effective.length === 0) return [];
  const rows = await deps.db
    .selectFrom('entries')
    .select('balance_transaction')
    .where('account', '=', account)
    .where(
      'balance_transaction',
      'in',
      effective.map((one) => one.transaction.id),
    )
    .execute();
  const booked = new Set(rows.map((row) => row.balance_transaction));
  return effective.filter((one) => !booked.has(one.transaction.id));
}

async function understand(
  deps: ActivityDeps,
  account: AccountId,
  code: Currency,
  effective: readonly Effective[],
): Promise<readonly Movement[]> {
  const owner: WorkflowId = caseWorkflowId(account, code);
  const movements: Movement[] = [];
  for (const one of effective) {
    const { transaction, effectiveMs } = one;
    // A reversal whose application fee is all of it moves nothing, and may yet have taken less than was foreseen.
    if (transaction.net === 0 && transaction.type !== 'payment_refund') continue;
    const { meaning, known } = await meaningOf(
      {
        db: deps.db,
        stripe: deps.stripe,
        account,
        currency: code,
        owner,
        writeOffUpToMinor: amountFor(deps.policy.writeOffAtClearing, code) ?? 0,
      },
      one,
    );
    if (transaction.net === 0 && correctionOf(meaning) === 0) continue;
    await followUnseenRefund(deps, meaning);
    if (!known) await raiseUnknownType(deps, account, owner, transaction.id, transaction.type);
    movements.push({
      balanceTransaction: transaction.id,
      type: transaction.type,
      effectiveMs,
      amountMinor: transaction.net,
      currency: code,
      meaning,
    });
  }
  return movements;
}

const correctionOf = (meaning: MovementMeaning): number =>
  meaning.kind === 'transit' ? (meaning.unforeseenFeeMinor ?? 0) : 0;

/** A refund that took money with it and that nobody has announced yet begins its flow, which books the other half. */
async function followUnseenRefund({ db, raiseWake }: ActivityDeps, meaning: MovementMeaning): Promise<void> {
  if (meaning.kind !== 'transit' || causeKind(meaning.cause) !== 'refund') return;
  const { cause } = meaning;
  if ((await flowOfRefund(db, cause)) !== null || (await isMoved(db, cause))) return;
  await db
    .transaction()
    .execute((tx) => raiseWake(tx, { kind: 'refund', refund: cause, account: null }, 'now'));
}

async function raiseUnknownType(
  deps: ActivityDeps,
  account: AccountId,
  owner: WorkflowId,
  transaction: string,
  type: string,
): Promise<void> {
  await raiseAttention(
    deps.db,
    {
      key: `${owner}:unknown_balance_transaction:${type}`,
      subject: owner,
      kind: 'unknown_balance_transaction',
      message: `Balance transaction ${transaction} of ${account} has the type "${type}", which Recoup does not know. It was booked by its sign alone: money in as income, money out as owed for another reason. Look at it in Stripe and say what it is.`,
      command: null,
    },
    momentOf(deps),
  );
}

/** What moved while nobody watched this account, as one line, so that the books begin at Stripe's balance. */
function unobserved(before: BalanceBook, window: Window, code: Currency): readonly Movement[] {
  const amountMinor = window.openingMinor - balanceOf(before);
  if (amountMinor === 0) return [];
  return [
    {
      balanceTransaction: `unobserved:${code}:${window.fromMs}`,
      type: 'unobserved',
      effectiveMs: window.fromMs,
      amountMinor,
      currency: code,
      meaning: { kind: 'income' },
    },
  ];
}

export function balanceOf(book: BalanceBook): number {
  return book.freeMinor - book.owed.reduce((sum, owed) => sum + owed.amountMinor, 0);
}

function changeOf({ effectiveMs, amountMinor, meaning }: Movement): BalanceChange {
  if (meaning.kind !== 'bank') return { atMs: effectiveMs, amountMinor, kind: 'other' };
  if (meaning.returns !== null) return { atMs: effectiveMs, amountMinor, kind: 'debit_return' };
  return { atMs: effectiveMs, amountMinor, kind: amountMinor > 0 ? 'debit' : 'other' };
}
