import { sql } from 'kysely';
import { accountId, type AccountId, type CauseId, type ClaimId } from '../domain/ids';
import type { Claim, ClaimForm, Part } from '../domain/ledger/books';
import type { ClaimOpening } from '../domain/ledger/cover';
import { payingOrder } from '../domain/ledger/paying';
import { currency, type Currency } from '../domain/money';
import type { Tx } from './database';

/** Writes the claim's identity; answers false where it is known already. What is open of it is in its postings. */
export async function insertClaim(tx: Tx, claim: ClaimOpening, openedMs: number): Promise<boolean> {
  const row = await tx
    .insertInto('claims')
    .values({
      claim_id: claim.claimId,
      form: claim.form,
      account: claim.account,
      currency: claim.currency,
      cause: claim.cause,
      part: claim.part,
      cause_currency: claim.causeCurrency,
      pair_cause_minor: claim.pairCauseMinor,
      pair_claim_minor: claim.pairClaimMinor,
      transfer_id: claim.transfer,
      owner: claim.owner,
      since_clock: new Date(claim.sinceMs),
      opened_clock: new Date(openedMs),
      handled_by: null,
    })
    .onConflict((conflict) => conflict.column('claim_id').doNothing())
    .returning('claim_id')
    .executeTakeFirst();
  return row !== undefined;
}

interface ClaimRow {
  claim_id: string;
  form: ClaimForm;
  account: string;
  currency: string;
  cause: string;
  part: Part;
  cause_currency: string;
  pair_cause_minor: number;
  pair_claim_minor: number;
  transfer_id: string | null;
  since_clock: number;
  opened_clock: number;
  handled_by: string | null;
  open_minor: number;
  reserved_minor: number;
  moves: number;
}

/** How many moves of the kind that collects it had a definite outcome: the next one's number. */
const SELECT_CLAIM = sql`
  select c.*,
    coalesce((select sum(p.amount_minor) from postings p
      where p.claim_id = c.claim_id and p.book = 'claim'), 0) as open_minor,
    coalesce((select sum(m.amount_minor) from money_moves m
      where m.claim_id = c.claim_id and m.state in ('pending', 'unknown')), 0)
    + coalesce((select sum(o.amount_minor) from move_offsets o join money_moves m on m.key = o.key
      where o.claim_id = c.claim_id and m.state in ('pending', 'unknown')), 0) as reserved_minor,
    (select count(*) from money_moves m where m.cause = c.cause and m.state in ('moved', 'refused')
      and m.kind = case c.form when 'reversal' then 'reversal' else 'account_debit' end
      and m.object = case c.form when 'reversal' then c.transfer_id else replace(c.claim_id, ':', '.') end
    ) as moves
  from claims c`;

/** Open claims of an account in one currency, in the order in which money pays them (R10). */
export async function readOpenClaims(tx: Tx, account: AccountId, code: Currency): Promise<readonly Claim[]> {
  const { rows } = await sql<ClaimRow>`${SELECT_CLAIM}
    where c.account = ${account} and c.currency = ${code}`.execute(tx);
  return rows
    .map(readClaim)
    .filter((claim) => claim.openMinor > 0)
    .sort(payingOrder);
}

/** All claims of a cause, the closed ones too, newest first: the order of releasing (R15). */
export async function readClaimsOfCause(tx: Tx, cause: CauseId): Promise<readonly Claim[]> {
  const { rows } = await sql<ClaimRow>`${SELECT_CLAIM}
    where c.cause = ${cause} order by c.opened_clock desc, c.claim_id desc`.execute(tx);
  return rows.map(readClaim);
}

/** The claim under its row's lock: what is reserved or reduced is decided by one at a time. */
export async function lockClaim(tx: Tx, claimId: ClaimId): Promise<Claim | null> {
  await sql`select 1 from claims where claim_id = ${claimId} for update`.execute(tx);
  const { rows } = await sql<ClaimRow>`${SELECT_CLAIM} where c.claim_id = ${claimId}`.execute(tx);
  const [row] = rows;
  return row === undefined ? null : readClaim(row);
}

/** A person has taken the account's claims over: no case collects them any more. */
export async function markClaimsHandled(
  tx: Tx,
  account: AccountId,
  code: Currency,
  by: string,
): Promise<void> {
  await tx
    .updateTable('claims')
    .set({ handled_by: by })
    .where('account', '=', account)
    .where('currency', '=', code)
    .where('handled_by', 'is', null)
    .execute();
}

function readClaim(row: ClaimRow): Claim {
  return {
    claimId: row.claim_id as ClaimId,
    form: row.form,
    account: accountId(row.account),
    currency: currency(row.currency),
    cause: row.cause as CauseId,
    part: row.part,
    openMinor: row.open_minor,
    reservedMinor: Math.min(row.open_minor, row.reserved_minor),
    causeCurrency: currency(row.cause_currency),
    pairCauseMinor: row.pair_cause_minor,
    pairClaimMinor: row.pair_claim_minor,
    transfer: row.transfer_id,
    sinceMs: row.since_clock,
    openedMs: row.opened_clock,
    handled: row.handled_by !== null,
    moves: row.moves,
  };
}
