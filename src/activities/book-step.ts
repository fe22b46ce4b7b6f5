import type { BooksStep } from '../domain/dispute/steps';
import type { CauseId, WorkflowId } from '../domain/ids';
import type { PartBook } from '../domain/ledger/books';
import { assertNever } from '../domain/never';
import { momentAt } from '../domain/clock';
import type { Tx } from '../store/database';
import type { ActivityDeps } from './deps';

/** A dispute or a refund, and the flow that owns its claims. */
export interface BookedLoss {
  readonly cause: CauseId;
  readonly workflowId: WorkflowId;
}

/**
 * Books a step that moves no money, in one transaction, and only while the books are as the flow saw them: the same
 * step again (a retry, a reset) finds them changed and books nothing.
 */
export async function bookStep(
  deps: ActivityDeps,
  loss: BookedLoss,
  step: BooksStep,
): Promise<'done' | 'stale'> {
  return deps.db.transaction().execute(async (tx) => {
    const parts = await deps.ledger.causeBooks(tx, loss.cause);
    const part = parts.find((one) => one.account === step.account && isOf(one, step));
    if (!isAsSeen(part, step)) return 'stale';
    await book(deps, tx, loss, step, part);
    return 'done';
  });
}

function isOf(one: PartBook, step: BooksStep): boolean {
  if (one.part !== step.part) return false;
  return step.kind === 'releaseClaims' || one.currency === step.currency;
}

function isAsSeen(part: PartBook | undefined, { seen }: BooksStep): boolean {
  return (
    (part?.takenMinor ?? 0) === seen.takenMinor &&
    (part?.openClaimsMinor ?? 0) === seen.openClaimsMinor &&
    (part?.writtenOffMinor ?? 0) === seen.writtenOffMinor
  );
}

async function book(
  deps: ActivityDeps,
  tx: Tx,
  loss: BookedLoss,
  step: BooksStep,
  part: PartBook | undefined,
): Promise<void> {
  const { cause, workflowId } = loss;
  const effectiveMs = momentAt(deps.clock, deps.wallNow()).clockMs;
  switch (step.kind) {
    case 'openClaim': {
      const { form, account, currency, amountMinor, transfer } = step;
      // Earnings that were never sent have no transfer: sellers of one charge are told apart by their accounts.
      const object = form === 'fee' ? cause : (transfer ?? account);
      const earlier = (part?.claims ?? []).filter((claim) => claim.form === form).length;
      await deps.ledger.openClaim(tx, {
        form,
        // A claim is opened once; a later one of the same kind has a name of its own.
        object: earlier === 0 ? object : `${object}.${earlier}`,
        account,
        currency,
        cause,
        part: step.part,
        amountMinor,
        transfer,
        owner: workflowId,
        sinceMs: step.sinceMs,
        effectiveMs,
        causeCurrency: currency,
        pairCauseMinor: amountMinor,
        pairClaimMinor: amountMinor,
      });
      return;
    }
    case 'releaseClaims': {
      const key = await entryName(tx, cause, step);
      for (const { claimId, amountMinor } of step.releases) {
        await deps.ledger.releaseClaim(tx, key, claimId, amountMinor, effectiveMs);
      }
      return;
    }
    case 'setOff': {
      const { account, currency, claimId, amountMinor } = step;
      const from = { cause, part: step.part, account, currency };
      const key = await entryName(tx, cause, step);
      await deps.ledger.setOff(tx, key, from, claimId, amountMinor, effectiveMs);
      return;
    }
    default:
      assertNever(step);
  }
}

/** Named by how many entries the cause has: while the cause is locked, nobody else takes the same number. */
async function entryName(tx: Tx, cause: CauseId, step: BooksStep): Promise<string> {
  const row = await tx
    .selectFrom('postings')
    .select((one) => one.fn.count<number>('entry_id').distinct().as('count'))
    .where('cause', '=', cause)
    .executeTakeFirst();
  return `${cause}:${step.account}:${step.part}:${row?.count ?? 0}`;
}
