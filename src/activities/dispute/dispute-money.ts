import type { DisputeRef, MoveGrounds } from '../../domain/dispute/perform';
import type { BooksStep } from '../../domain/dispute/steps';
import { disputeCause, disputeWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import type { PartBook } from '../../domain/ledger/books';
import { formatMoney } from '../../domain/money';
import type { Move, MoveOutcome } from '../../domain/moves';
import { assertNever } from '../../domain/never';
import { momentAt } from '../../domain/clock';
import type { Tx } from '../../store/database';
import type { ActivityDeps } from '../deps';

/** Through the door, with the figures that the flow saw as the decision's inputs. */
export async function moveForDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  move: Move,
  grounds: MoveGrounds,
): Promise<MoveOutcome> {
  return deps.moveMoney(move, {
    kind: `dispute_${move.kind}`,
    subject: disputeWorkflowId(ref.dispute),
    actor: 'recoup',
    inputs: { dispute: ref.dispute, ...grounds } as unknown as Json,
    reason: reasonOf(move, grounds),
    policyHash: deps.policy.hash,
  });
}

function reasonOf(move: Move, { line }: MoveGrounds): string {
  if (line === null) return 'the same move again, to learn what became of it';
  const money = (minor: number): string => formatMoney(minor, line.currency);
  const bears = `${move.account} should bear ${money(line.targetMinor)} (${line.part}) and bears ${money(line.takenMinor + line.openClaimsMinor)}`;
  return line.writtenOffMinor === 0 ? bears : `${bears}; ${money(line.writtenOffMinor)} was let go`;
}

/**
 * Books a step that moves no money, in one transaction, and only while the books are as the flow saw them: the same
 * step again (a retry, a reset) finds them changed and books nothing.
 */
export async function bookForDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  step: BooksStep,
): Promise<'done' | 'stale'> {
  const cause = disputeCause(ref.dispute);
  return deps.db.transaction().execute(async (tx) => {
    const parts = await deps.ledger.causeBooks(tx, cause);
    const part = parts.find((one) => one.account === step.account && isOf(one, step));
    if (!isAsSeen(part, step)) return 'stale';
    await book(deps, tx, ref, step, part);
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
  ref: DisputeRef,
  step: BooksStep,
  part: PartBook | undefined,
): Promise<void> {
  const cause = disputeCause(ref.dispute);
  const effectiveMs = momentAt(deps.clock, deps.wallNow()).clockMs;
  switch (step.kind) {
    case 'openClaim': {
      const { form, account, currency, amountMinor, transfer } = step;
      const object = form === 'fee' ? ref.dispute : (transfer ?? ref.dispute);
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
        owner: disputeWorkflowId(ref.dispute),
        sinceMs: step.sinceMs,
        effectiveMs,
        causeCurrency: currency,
        pairCauseMinor: amountMinor,
        pairClaimMinor: amountMinor,
      });
      return;
    }
    case 'releaseClaims': {
      const key = await entryName(tx, ref, step);
      for (const { claimId, amountMinor } of step.releases) {
        await deps.ledger.releaseClaim(tx, key, claimId, amountMinor, effectiveMs);
      }
      return;
    }
    case 'setOff': {
      const { account, currency, claimId, amountMinor } = step;
      const from = { cause, part: step.part, account, currency };
      const key = await entryName(tx, ref, step);
      await deps.ledger.setOff(tx, key, from, claimId, amountMinor, effectiveMs);
      return;
    }
    default:
      assertNever(step);
  }
}

/** Named by how many entries the cause has: while the cause is locked, nobody else takes the same number. */
async function entryName(tx: Tx, ref: DisputeRef, step: BooksStep): Promise<string> {
  const row = await tx
    .selectFrom('postings')
    .select((one) => one.fn.count<number>('entry_id').distinct().as('count'))
    .where('cause', '=', disputeCause(ref.dispute))
    .executeTakeFirst();
  return `${ref.dispute}:${step.account}:${step.part}:${row?.count ?? 0}`;
}
