import assert from 'node:assert/strict';
import { sql } from 'kysely';
import {
  type AccountId,
  accountId,
  caseWorkflowId,
  type CauseId,
  type ClaimId,
  disputeCause,
  disputeId,
  disputeWorkflowId,
  objectCause,
  transferId,
} from '../../src/domain/ids';
import type { Part } from '../../src/domain/ledger/books';
import type { MovementMeaning } from '../../src/domain/ledger/movement';
import { type Currency, currency } from '../../src/domain/money';
import { type Move, moveKey, moveObject } from '../../src/domain/moves';
import type { Tx } from '../../src/store/database';
import { appendDecision } from '../../src/store/decisions';
import { createLedger } from '../../src/store/ledger';
import { raiseWake } from '../../src/store/wakes';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { type ExampleRow, type ExampleStep, stepsOf, type WorkedExample } from './example';

const HOUR = 3_600_000;
const DISPUTE = disputeId('dp_1');
const CAUSE = disputeCause(DISPUTE);
const FLOW = disputeWorkflowId(DISPUTE);

/** An example written into the books on PostgreSQL, row by row, by whoever would have made the row. */
export class BooksRun {
  readonly #ledger = createLedger(raiseWake);
  #fresh: FreshDatabase | null = null;
  #rows = 0;
  #lastDebit = '';

  constructor(readonly example: WorkedExample) {}

  async carryOut(): Promise<void> {
    this.#fresh = await freshDatabase();
    await this.#open();
    for (const step of stepsOf(this.example)) {
      for (const row of step.rows) {
        await this.#book(step, row);
        await this.#expectAfter(row);
      }
    }
  }

  async close(): Promise<void> {
    await this.#fresh?.close();
  }

  #tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#fresh === null) throw new Error('carry the example out first');
    return this.#fresh.db.transaction().execute(work);
  }

  async #open(): Promise<void> {
    for (const seller of this.example.given.sellers) {
      const code = currency(seller.landing?.currency ?? seller.currency);
      if (seller.stripeMinor > 0) {
        await this.#move(accountId(seller.name), seller.stripeMinor, code, { kind: 'income' });
      }
    }
    for (const owed of this.example.given.owes ?? []) {
      const cause = objectCause(owed.cause);
      await this.#elsewhere(cause, owed.amountMinor, currency(owed.currency));
    }
  }

  async #book(step: ExampleStep, row: ExampleRow): Promise<void> {
    const code = currency(row.currency);
    const account = accountOf(row);
    const money = row.amountMinor;
    if (row.refused) return;
    switch (row.kind) {
      case 'withdrawal':
        if (row.from.endsWith('.stripe')) await this.#move(account, -money, code, this.#direct());
        return;
      case 'reinstatement':
        if (row.to.endsWith('.stripe')) await this.#move(account, money, code, this.#direct());
        return;
      case 'reversal':
        if (row.note.includes('source_refund')) await this.#elsewhere(objectCause('re_1'), money, code);
        else await this.#reverse(step, row);
        return;
      case 'application_fee_refund':
        await this.#move(account, money, code, this.#transit(CAUSE, 'principal', money, code));
        return;
      case 'account_debit': {
        const paid = step.rows.find((one) => one.kind === 'claim_paid');
        const claimId = paid === undefined ? null : (nameIn(paid) as ClaimId);
        const part = claimId === null || claimId.startsWith('fee:') ? 'fee' : 'principal';
        await this.#moved({ ...this.#base(account, part, money, code), kind: 'account_debit', claimId });
        await this.#move(account, -money, code, this.#transit(CAUSE, part, money, code));
        return;
      }
      case 'give_back': {
        const part = row.note.includes('fee') ? 'fee' : 'principal';
        await this.#moved({ ...this.#base(account, part, money, code), kind: 'give_back', dispute: DISPUTE });
        const landed = landingOf(row);
        const meaning = this.#transit(CAUSE, part, money, code);
        await this.#move(account, landed.amountMinor, landed.currency, meaning);
        return;
      }
      case 'bank_debit':
        this.#lastDebit = await this.#move(account, money, code, { kind: 'bank', returns: null });
        return;
      case 'bank_debit_return':
        await this.#move(account, -money, code, { kind: 'bank', returns: this.#lastDebit });
        return;
      case 'topup':
        await this.#move(account, money, code, { kind: 'bank', returns: null });
        return;
      case 'transfer':
        await this.#move(account, money, code, { kind: 'income' });
        return;
      case 'collection_transfer':
        await this.#move(account, money, code, {
          kind: 'collection',
          collectionTransfer: 'ct_1',
          owner: caseWorkflowId(account, code),
          writeOffUpToMinor: 0,
        });
        return;
      case 'claim_opened':
        if (row.note.startsWith('fee:')) await this.#openFeeClaim(row);
        assert.equal(await this.#openOf(nameIn(row), code), money, `${row.step}: ${row.note}`);
        return;
      case 'claim_released':
        await this.#tx((tx) =>
          this.#ledger.releaseClaim(tx, row.step, nameIn(row) as ClaimId, money, this.#now()),
        );
        await this.#expectOpen(row);
        return;
      case 'claim_set_off': {
        const from = { cause: CAUSE, part: 'principal' as const, account, currency: code };
        const claimId = nameIn(row) as ClaimId;
        await this.#tx((tx) => this.#ledger.setOff(tx, row.step, from, claimId, money, this.#now()));
        await this.#expectOpen(row);
        return;
      }
      case 'claim_paid':
        await this.#expectOpen(row);
        return;
      // On the platform's side, or nothing that is booked: the books are the accounts'.
      case 'dispute_fee':
      case 'dispute_fee_return':
      case 'refund':
      case 'reserve_hold':
      case 'reserve_release':
      case 'attention':
      case 'none':
        return;
    }
  }

  #direct(): MovementMeaning {
    return { kind: 'direct', cause: CAUSE, part: 'principal', sinceMs: this.#now() };
  }

  #transit(cause: CauseId, part: Part, transferMinor: number, code: Currency): MovementMeaning {
    return {
      kind: 'transit',
      cause,
      part,
      sinceMs: this.#now(),
      transferAmountMinor: transferMinor,
      transferCurrency: code,
    };
  }

  async #reverse(step: ExampleStep, row: ExampleRow): Promise<void> {
    const account = accountOf(row);
    const code = currency(row.currency);
    const feeBack = step.rows.find((one) => one.kind === 'application_fee_refund')?.amountMinor ?? 0;
    await this.#moved({
      ...this.#base(account, 'principal', row.amountMinor, code),
      kind: 'reversal',
      transfer: transferId(nameIn(row)),
      refundApplicationFee: feeBack > 0,
      applicationFeeMinor: feeBack,
    });
    const landed = landingOf(row);
    const meaning = this.#transit(CAUSE, 'principal', row.amountMinor, code);
    await this.#move(account, -landed.amountMinor, landed.currency, meaning);
  }

  /** Made by somebody else: for a refund, or from before the example begins. */
  async #elsewhere(cause: CauseId, amountMinor: number, code: Currency): Promise<void> {
    const account = accountId('A');
    await this.#tx((tx) =>
      this.#ledger.bookReversalElsewhere(tx, {
        reversalId: `trr_${cause}`,
        cause,
        part: 'principal',
        account,
        amountMinor,
        currency: code,
        effectiveMs: this.#now(),
      }),
    );
    await this.#move(account, -amountMinor, code, this.#transit(cause, 'principal', amountMinor, code));
  }

  async #openFeeClaim(row: ExampleRow): Promise<void> {
    const code = currency(row.currency);
    await this.#tx((tx) =>
      this.#ledger.openClaim(tx, {
        form: 'fee',
        object: DISPUTE,
        account: accountId('A'),
        currency: code,
        cause: CAUSE,
        part: 'fee',
        amountMinor: row.amountMinor,
        transfer: null,
        owner: FLOW,
        sinceMs: this.#now(),
        effectiveMs: this.#now(),
        causeCurrency: code,
        pairCauseMinor: row.amountMinor,
        pairClaimMinor: row.amountMinor,
      }),
    );
  }

  #base(account: AccountId, part: Part, amountMinor: number, code: Currency) {
    const n = this.#rows;
    return { cause: CAUSE, part, account, amountMinor, currency: code, n, workflowId: FLOW, claimId: null };
  }

  /** As the door leaves it: a row in state moved, and the books told. */
  async #moved(move: Move): Promise<void> {
    await this.#tx(async (tx) => {
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
        { wallMs: this.#now(), clockMs: this.#now() },
      );
      await sql`insert into money_moves (key, idempotency_key, kind, cause, part, object, n, account, currency,
        amount_minor, claim_id, request, decision_id, workflow_id, state, created_clock)
        values (${key}, ${key}, ${move.kind}, ${move.cause}, ${move.part}, ${moveObject(move)}, ${move.n},
        ${move.account}, ${move.currency}, ${move.amountMinor}, ${move.claimId}, '{}', ${decisionId}, ${FLOW},
        'moved', now())`.execute(tx);
      await this.#ledger.bookMove(tx, move, `obj_${this.#rows}`, this.#now());
    });
  }

  async #move(
    account: AccountId,
    amountMinor: number,
    code: Currency,
    meaning: MovementMeaning,
  ): Promise<string> {
    this.#rows += 1;
    const balanceTransaction = `txn_${this.#rows}`;
    const effectiveMs = this.#now();
    const movement = {
      balanceTransaction,
      type: meaning.kind,
      effectiveMs,
      amountMinor,
      currency: code,
      meaning,
    };
    await this.#tx((tx) => this.#ledger.bookMovements(tx, account, code, 0, [movement]));
    return balanceTransaction;
  }

  /** Each row an hour after the one before. */
  #now(): number {
    return Date.UTC(2027, 0, 4) + this.#rows * HOUR;
  }

  async #expectAfter(row: ExampleRow): Promise<void> {
    if (row.accountAfter === null) return;
    const code = currency(row.accountAfter.currency);
    const book = await this.#tx((tx) => this.#ledger.balanceBook(tx, accountOf(row), code));
    const owed = book.owed.reduce((sum, one) => sum + one.amountMinor, 0);
    assert.equal(book.freeMinor - owed, row.accountAfter.amountMinor, `${row.step}: account`);
  }

  async #openOf(name: string, code: Currency): Promise<number> {
    for (const { name: account } of this.example.given.sellers) {
      const claims = await this.#tx((tx) => this.#ledger.openClaims(tx, accountId(account), code));
      const found = claims.find((claim) => claim.claimId === name);
      if (found !== undefined) return found.openMinor;
    }
    return 0;
  }

  async #expectOpen(row: ExampleRow): Promise<void> {
    const [name = '', open = ''] = row.note.split(', open ');
    assert.equal(await this.#openOf(name, currency(row.currency)), Number(open), `${row.step}: ${row.note}`);
  }

  async expectEnd(): Promise<void> {
    const { books, claims, shortfalls } = this.example.end;
    for (const row of books) {
      const parts = await this.#tx((tx) => this.#ledger.causeBooks(tx, objectCause(row.cause)));
      const part = parts.find((one) => one.account === row.account && one.part === row.part);
      assert.deepEqual(
        [part?.takenMinor ?? 0, part?.openClaimsMinor ?? 0, part?.writtenOffMinor ?? 0],
        [row.takenMinor, row.openMinor, row.writtenOffMinor],
        `${row.cause} ${row.account} ${row.part}`,
      );
    }
    const short = [];
    let open = 0;
    for (const { name } of this.example.given.sellers) {
      for (const code of ['usd', 'eur'].map(currency)) {
        const book = await this.#tx((tx) => this.#ledger.balanceBook(tx, accountId(name), code));
        const owed = book.owed.reduce((sum, one) => sum + one.amountMinor, 0);
        if (owed > 0) short.push({ name, amountMinor: owed, currency: String(code) });
        open += (await this.#tx((tx) => this.#ledger.openClaims(tx, accountId(name), code))).length;
      }
    }
    assert.deepEqual(short, shortfalls);
    assert.equal(open, claims.length);
    for (const claim of claims) {
      assert.equal(await this.#openOf(claim.name, currency(claim.currency)), claim.amountMinor, claim.name);
    }
  }
}

function accountOf(row: ExampleRow): AccountId {
  const place = [row.from, row.to].find((one) => one.endsWith('.stripe')) ?? 'A.stripe';
  return accountId(place.split('.')[0] ?? 'A');
}

const nameIn = (row: ExampleRow): string => row.note.split(/[,;]/)[0]?.trim() ?? '';

/** "on the account 9310 eur": what the row is in the account's own balance. */
function landingOf(row: ExampleRow): { readonly amountMinor: number; readonly currency: Currency } {
  const match = /on the account (\d+) ([a-z]{3})/.exec(row.note);
  return match === null
    ? { amountMinor: row.amountMinor, currency: currency(row.currency) }
    : { amountMinor: Number(match[1]), currency: currency(match[2] ?? '') };
}
