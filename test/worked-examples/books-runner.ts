import assert from 'node:assert/strict';
import { askCause } from '../../src/domain/case/asks';
import {
  type AccountId,
  accountId,
  caseWorkflowId,
  type ClaimId,
  objectCause,
  transferId,
} from '../../src/domain/ids';
import { type Currency, currency } from '../../src/domain/money';
import { BooksWriter, CAUSE, DISPUTE } from './books-writer';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { type ExampleRow, type ExampleStep, stepsOf, type WorkedExample } from './example';

/** An example written into the books on PostgreSQL, row by row, by whoever would have made the row. */
export class BooksRun {
  #fresh: FreshDatabase | null = null;
  #writer: BooksWriter | null = null;
  #lastDebit = '';

  constructor(readonly example: WorkedExample) {}

  async carryOut(): Promise<void> {
    this.#fresh = await freshDatabase();
    this.#writer = new BooksWriter(this.#fresh.db);
    await this.#open();
    for (const step of stepsOf(this.example)) {
      for (const row of step.rows) {
        await this.#book(step, row);
        await this.#expectAfter(row);
      }
    }
  }

  get #books(): BooksWriter {
    if (this.#writer === null) throw new Error('carry the example out first');
    return this.#writer;
  }

  async close(): Promise<void> {
    await this.#fresh?.close();
  }

  async #open(): Promise<void> {
    for (const seller of this.example.given.sellers) {
      const code = currency(seller.landing?.currency ?? seller.currency);
      if (seller.stripeMinor > 0) {
        await this.#books.move(accountId(seller.name), seller.stripeMinor, code, { kind: 'income' });
      }
    }
    await this.#openBefore();
    for (const owed of this.example.given.owes ?? []) {
      const cause = objectCause(owed.cause);
      await this.#books.elsewhere(cause, owed.amountMinor, currency(owed.currency));
    }
  }

  async #openBefore(): Promise<void> {
    const { before } = this.example.given;
    if (before === undefined) return;
    const [account, code] = [accountId('A'), currency('usd')];
    const { takenMinor, clearedMinor, feeClaimMinor } = before;
    await this.#books.move(account, takenMinor - clearedMinor, code, { kind: 'income' });
    await this.#books.elsewhere(CAUSE, takenMinor, code);
    if (clearedMinor > 0) await this.#clear(account, clearedMinor, code);
    await this.#books.openFeeClaim(feeClaimMinor, code);
  }

  async #clear(account: AccountId, amountMinor: number, code: Currency): Promise<void> {
    await this.#books.move(account, amountMinor, code, {
      kind: 'collection',
      collectionTransfer: 'ct_1',
      owner: caseWorkflowId(account, code),
      writeOffUpToMinor: 0,
    });
  }

  async #book(step: ExampleStep, row: ExampleRow): Promise<void> {
    const code = currency(row.currency);
    const account = accountOf(row);
    const money = row.amountMinor;
    if (row.refused) return;
    switch (row.kind) {
      case 'withdrawal':
        if (row.from.endsWith('.stripe')) await this.#books.move(account, -money, code, this.#books.direct());
        return;
      case 'reinstatement':
        if (row.to.endsWith('.stripe')) await this.#books.move(account, money, code, this.#books.direct());
        return;
      case 'reversal':
        if (row.note.includes('source_refund')) await this.#books.elsewhere(objectCause('re_1'), money, code);
        else await this.#reverse(step, row);
        return;
      case 'application_fee_refund':
        await this.#books.move(account, money, code, this.#books.transit(CAUSE, 'principal', money, code));
        return;
      case 'account_debit': {
        const paid = step.rows.find((one) => one.kind === 'claim_paid');
        const claimId = paid === undefined ? null : (nameIn(paid) as ClaimId);
        const part = claimId === null || claimId.startsWith('fee:') ? 'fee' : 'principal';
        await this.#books.moved({
          ...this.#books.base(account, part, money, code),
          kind: 'account_debit',
          claimId,
        });
        await this.#books.move(account, -money, code, this.#books.transit(CAUSE, part, money, code));
        return;
      }
      case 'give_back': {
        const part = row.note.includes('fee') ? 'fee' : 'principal';
        await this.#books.moved({
          ...this.#books.base(account, part, money, code),
          kind: 'give_back',
          dispute: DISPUTE,
        });
        const landed = landingOf(row);
        const meaning = this.#books.transit(CAUSE, part, money, code);
        await this.#books.move(account, landed.amountMinor, landed.currency, meaning);
        return;
      }
      case 'credit': {
        const purpose = row.note.includes('paidOutside') ? 'paidOutside' : 'forgive';
        const cause = askCause({ id: row.step, outcome: purpose }, code);
        const base = this.#books.base(account, 'principal', money, code);
        await this.#books.moved({ ...base, cause, kind: 'credit', purpose });
        await this.#books.move(account, money, code, this.#books.transit(cause, 'principal', money, code));
        return;
      }
      case 'bank_debit':
        this.#lastDebit = await this.#books.move(account, money, code, { kind: 'bank', returns: null });
        return;
      case 'bank_debit_return':
        await this.#books.move(account, -money, code, { kind: 'bank', returns: this.#lastDebit });
        return;
      case 'topup':
        await this.#books.move(account, money, code, { kind: 'bank', returns: null });
        return;
      case 'transfer':
        await this.#books.move(account, money, code, { kind: 'income' });
        return;
      case 'collection_transfer':
        await this.#clear(account, money, code);
        return;
      case 'offset': {
        const claimId = nameIn(step.rows[step.rows.indexOf(row) + 1] ?? row) as ClaimId;
        const booked = await this.#books.tx((tx) =>
          this.#books.ledger.bookOffset(tx, step.number, claimId, money, this.#books.now()),
        );
        assert.equal(booked, money, `${row.step}: ${row.note}`);
        return;
      }
      case 'claim_opened':
        if (row.note.startsWith('fee:')) await this.#books.openFeeClaim(money, code);
        assert.equal(await this.#openOf(nameIn(row), code), money, `${row.step}: ${row.note}`);
        return;
      case 'claim_released':
        await this.#books.tx((tx) =>
          this.#books.ledger.releaseClaim(tx, row.step, nameIn(row) as ClaimId, money, this.#books.now()),
        );
        await this.#expectOpen(row);
        return;
      case 'claim_set_off': {
        const from = { cause: CAUSE, part: 'principal' as const, account, currency: code };
        const claimId = nameIn(row) as ClaimId;
        await this.#books.tx((tx) =>
          this.#books.ledger.setOff(tx, row.step, from, claimId, money, this.#books.now()),
        );
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
      case 'refund_failure':
      case 'reserve_hold':
      case 'reserve_release':
      case 'attention':
      case 'held':
      case 'paid_outside':
      // Booked with the credit; the end of the example compares it.
      case 'written_off':
      case 'none':
        return;
    }
  }

  async #reverse(step: ExampleStep, row: ExampleRow): Promise<void> {
    const account = accountOf(row);
    const code = currency(row.currency);
    const feeBack = step.rows.find((one) => one.kind === 'application_fee_refund')?.amountMinor ?? 0;
    await this.#books.moved({
      ...this.#books.base(account, 'principal', row.amountMinor, code),
      kind: 'reversal',
      transfer: transferId(nameIn(row)),
      refundApplicationFee: feeBack > 0,
      applicationFeeMinor: feeBack,
    });
    const landed = landingOf(row);
    const meaning = this.#books.transit(CAUSE, 'principal', row.amountMinor, code);
    await this.#books.move(account, -landed.amountMinor, landed.currency, meaning);
  }

  async #expectAfter(row: ExampleRow): Promise<void> {
    if (row.accountAfter === null) return;
    const code = currency(row.accountAfter.currency);
    const book = await this.#books.tx((tx) => this.#books.ledger.balanceBook(tx, accountOf(row), code));
    const owed = book.owed.reduce((sum, one) => sum + one.amountMinor, 0);
    assert.equal(book.freeMinor - owed, row.accountAfter.amountMinor, `${row.step}: account`);
  }

  async #openOf(name: string, code: Currency): Promise<number> {
    for (const { name: account } of this.example.given.sellers) {
      const claims = await this.#books.tx((tx) =>
        this.#books.ledger.openClaims(tx, accountId(account), code),
      );
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
      const parts = await this.#books.tx((tx) => this.#books.ledger.causeBooks(tx, objectCause(row.cause)));
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
        const book = await this.#books.tx((tx) => this.#books.ledger.balanceBook(tx, accountId(name), code));
        const owed = book.owed.reduce((sum, one) => sum + one.amountMinor, 0);
        if (owed > 0) short.push({ name, amountMinor: owed, currency: String(code) });
        open += (await this.#books.tx((tx) => this.#books.ledger.openClaims(tx, accountId(name), code)))
          .length;
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
