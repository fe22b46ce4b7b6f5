import { sql } from 'kysely';
import {
  type AccountId,
  type CauseId,
  type DisputeId,
  disputeCause,
  disputeWorkflowId,
} from '../../domain/ids';
import type { PartFacts, Told } from '../../domain/dispute/facts';
import type { Claim, Part, PartBook } from '../../domain/ledger/books';
import type { Move } from '../../domain/moves';
import { type Currency, currency } from '../../domain/money';
import type { TransferId } from '../../domain/ids';
import type { Tx } from '../../store/database';
import { unsettledOfCause } from '../../store/money-moves';
import type { Ledger } from '../../store/ports';
import type { BookedLoss } from '../book-step';

/** What the store knows of one dispute, refund or failed payment, read at one moment. */
export interface LossBooks {
  readonly parts: readonly PartBook[];
  /** Moves of this flow without a known outcome, oldest first. */
  readonly unsettled: readonly Move[];
  /** Moves with a definite outcome, by kind and object: the number of the next. */
  moves(kind: Move['kind'], object: string): number;
  told(account: AccountId): Told;
}

export function readDisputeBooks(tx: Tx, ledger: Ledger, dispute: DisputeId): Promise<LossBooks> {
  const loss = { cause: disputeCause(dispute), workflowId: disputeWorkflowId(dispute) };
  return readLossBooks(tx, ledger, loss, ['disputeTaken', 'disputeGivenBack']);
}

/** `templates`: notices that tell a seller what they bear. */
export async function readLossBooks(
  tx: Tx,
  ledger: Ledger,
  { cause, workflowId }: BookedLoss,
  templates: readonly string[],
): Promise<LossBooks> {
  const parts = await ledger.causeBooks(tx, cause);
  const counts = await tx
    .selectFrom('money_moves')
    .select((row) => ['kind', 'object', row.fn.countAll<number>().as('count')])
    .where('cause', '=', cause)
    .where('state', 'in', ['moved', 'refused'])
    .groupBy(['kind', 'object'])
    .execute();
  const numbers = new Map(counts.map((row) => [`${row.kind}:${row.object}`, row.count]));
  const unsettled = await unsettledOfCause(tx, cause);
  const told = await tx
    .selectFrom('notices')
    .select(['account', 'params'])
    .where('subject', '=', workflowId)
    .where('template', 'in', templates)
    .orderBy('notice_id')
    .execute();
  return {
    parts,
    unsettled: unsettled.filter((move) => move.workflowId === workflowId),
    moves: (kind, object) => numbers.get(`${kind}:${object}`) ?? 0,
    told: (account) => {
      const own = told.filter((row) => row.account === account);
      const last = own.at(-1)?.params as { readonly bears?: Partial<Told> } | undefined;
      return {
        notices: own.length,
        principalMinor: last?.bears?.principalMinor ?? 0,
        feeMinor: last?.bears?.feeMinor ?? 0,
      };
    },
  };
}

/** One part of one seller, in the currency in which the cause is followed. */
export function partFacts(books: LossBooks, account: AccountId, part: Part, code: Currency): PartFacts {
  const book = books.parts.find(
    (one) => one.account === account && one.part === part && one.currency === code,
  );
  const object = `${account}.${part}`;
  return {
    takenMinor: book?.takenMinor ?? 0,
    openClaimsMinor: book?.openClaimsMinor ?? 0,
    writtenOffMinor: book?.writtenOffMinor ?? 0,
    claims: (book?.claims ?? []).filter((claim) => claim.openMinor > 0).map(claimFacts),
    debits: books.moves('account_debit', object),
    giveBacks: books.moves('give_back', object),
  };
}

function claimFacts(claim: Claim): PartFacts['claims'][number] {
  const { claimId, form, openMinor, reservedMinor, pairCauseMinor, pairClaimMinor } = claim;
  return {
    claimId,
    form,
    currency: claim.currency,
    openMinor,
    reservedMinor,
    pairCauseMinor,
    pairClaimMinor,
    transfer: claim.transfer as TransferId | null,
  };
}

export interface GiveBackMade {
  readonly account: AccountId;
  readonly transfer: string;
  readonly currency: Currency;
}

/** Give-backs for causes of the charge, newest first: what can be reversed when a transfer is exhausted. */
export async function giveBacksOf(tx: Tx, causes: readonly CauseId[]): Promise<readonly GiveBackMade[]> {
  if (causes.length === 0) return [];
  const rows = await tx
    .selectFrom('money_moves')
    .select(['account', 'stripe_id', 'currency'])
    .where('kind', '=', 'give_back')
    .where('part', '=', 'principal')
    .where('state', '=', 'moved')
    .where('stripe_id', 'is not', null)
    .where('cause', 'in', causes)
    .orderBy('created_clock', 'desc')
    .orderBy(sql`created_at`, 'desc')
    .execute();
  return rows.map((row) => ({
    account: row.account as AccountId,
    transfer: row.stripe_id ?? '',
    currency: currency(row.currency),
  }));
}
