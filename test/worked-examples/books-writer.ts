import { sql } from 'kysely';
import {
  type AccountId,
  accountId,
  type CauseId,
  disputeCause,
  disputeId,
  disputeWorkflowId,
} from '../../src/domain/ids';
import type { Part } from '../../src/domain/ledger/books';
import type { MovementMeaning } from '../../src/domain/ledger/movement';
import type { Currency } from '../../src/domain/money';
import { type Move, moveKey, moveObject } from '../../src/domain/moves';
import type { Database, Tx } from '../../src/store/database';
import { appendDecision } from '../../src/store/decisions';
import { createLedger } from '../../src/store/ledger';
import { raiseWake } from '../../src/store/wakes';

const HOUR = 3_600_000;
export const DISPUTE = disputeId('dp_1');
export const CAUSE = disputeCause(DISPUTE);
const FLOW = disputeWorkflowId(DISPUTE);

/** Writes into the books on PostgreSQL what door, look and flow would have written. */
export class BooksWriter {
  readonly ledger = createLedger(raiseWake);
  #rows = 0;

  constructor(readonly db: Database) {}

  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }

  direct(): MovementMeaning {
    return { kind: 'direct', cause: CAUSE, part: 'principal', sinceMs: this.now() };
  }

  transit(cause: CauseId, part: Part, transferMinor: number, code: Currency): MovementMeaning {
    return {
      kind: 'transit',
      cause,
      part,
      sinceMs: this.now(),
      transferAmountMinor: transferMinor,
      transferCurrency: code,
    };
  }

  /** Made by somebody else: for a refund, or from before the example begins. */
  async elsewhere(cause: CauseId, amountMinor: number, code: Currency): Promise<void> {
    const account = accountId('A');
    await this.tx((tx) =>
      this.ledger.bookReversalElsewhere(tx, {
        reversalId: `trr_${cause}`,
        cause,
        part: 'principal',
        account,
        amountMinor,
        currency: code,
        effectiveMs: this.now(),
      }),
    );
    await this.move(account, -amountMinor, code, this.transit(cause, 'principal', amountMinor, code));
  }

  async openFeeClaim(amountMinor: number, code: Currency): Promise<void> {
    await this.tx((tx) =>
      this.ledger.openClaim(tx, {
        form: 'fee',
        object: DISPUTE,
        account: accountId('A'),
        currency: code,
        cause: CAUSE,
        part: 'fee',
        amountMinor,
        transfer: null,
        owner: FLOW,
        sinceMs: this.now(),
        effectiveMs: this.now(),
        causeCurrency: code,
        pairCauseMinor: amountMinor,
        pairClaimMinor: amountMinor,
      }),
    );
  }

  base(account: AccountId, part: Part, amountMinor: number, code: Currency) {
    const n = this.#rows;
    return { cause: CAUSE, part, account, amountMinor, currency: code, n, workflowId: FLOW, claimId: null };
  }

  /** As the door leaves it: a row in state moved, and the books told. */
  async moved(move: Move): Promise<void> {
    await this.tx(async (tx) => {
      const key = moveKey(move);
      const decisionId = await appendDecision(
        tx,
        {
          kind: 'move',
          subject: FLOW,
          actor: 'recoup',
          inputs: {},
          reason: 'worked example',
          policyHash: '',
          action: { key },
          verdict: 'acted',
        },
        { wallMs: this.now(), clockMs: this.now() },
      );
      await sql`insert into money_moves (key, idempotency_key, kind, cause, part, object, n, account, currency,
        amount_minor, claim_id, request, decision_id, workflow_id, state, created_clock)
        values (${key}, ${key}, ${move.kind}, ${move.cause}, ${move.part}, ${moveObject(move)}, ${move.n},
        ${move.account}, ${move.currency}, ${move.amountMinor}, ${move.claimId}, '{}', ${decisionId}, ${FLOW},
        'moved', now())`.execute(tx);
      await this.ledger.bookMove(tx, move, `obj_${this.#rows}`, this.now());
    });
  }

  async move(
    account: AccountId,
    amountMinor: number,
    code: Currency,
    meaning: MovementMeaning,
  ): Promise<string> {
    this.#rows += 1;
    const balanceTransaction = `txn_${this.#rows}`;
    const effectiveMs = this.now();
    const movement = {
      balanceTransaction,
      type: meaning.kind,
      effectiveMs,
      amountMinor,
      currency: code,
      meaning,
    };
    await this.tx((tx) => this.ledger.bookMovements(tx, account, code, 0, [movement]));
    return balanceTransaction;
  }

  /** Each row an hour after the one before. */
  now(): number {
    return Date.UTC(2027, 0, 4) + this.#rows * HOUR;
  }
}
