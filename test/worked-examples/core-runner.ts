import assert from 'node:assert/strict';
import { GAP_MS, testPolicy } from '../support/dispute-schedule-world';
import { runDispute } from '../support/dispute-run';
import { DisputeWorld } from '../support/dispute-world';
import { type Effect, openClaims, type WorldSeller, worldSeller } from '../support/dispute-world-parts';
import { WALL_CLOCK } from '../../src/domain/clock';
import { apply } from '../../src/domain/dispute/apply';
import { type DisputeState, openDispute, reopenDispute } from '../../src/domain/dispute/state';
import { targets } from '../../src/domain/dispute/target';
import { accountId, type ClaimId, disputeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { type ExampleGiven, type ExampleRow, type ExampleStep, stepsOf, type WorkedExample } from './example';

/** An example carried out on the pure core: the flow's own rows are compared, all others happen. */
export class CoreRun {
  readonly world: DisputeWorld;
  #state: DisputeState;

  constructor(readonly example: WorkedExample) {
    this.world = worldOf(example.given);
    this.#state = openDispute(disputeId('dp_1'), null, WALL_CLOCK);
  }

  async carryOut(): Promise<void> {
    for (const step of stepsOf(this.example)) {
      if (step.what === 'flow looks') await this.#flowLooks(step);
      else if (step.what.startsWith('give-back pre-flight')) this.#onlyReadingFinds(step);
      else for (const row of step.rows) this.#happen(row);
    }
  }

  /** Everything that the flow does from here on, whatever the example says. */
  async look(): Promise<readonly Effect[]> {
    const before = this.world.effects.length;
    this.world.nowMs += 2 * GAP_MS;
    let state = this.#state.closed === null ? this.#state : reopenDispute(this.#state);
    state = apply(state, { kind: 'hinted', upTo: null });
    ({ state } = await runDispute(state, this.world, { nowMs: () => this.world.nowMs }));
    this.#state = state;
    return this.world.effects.slice(before);
  }

  get state(): DisputeState {
    return this.#state;
  }

  async #flowLooks(step: ExampleStep): Promise<void> {
    const effects = await this.look();
    const expected = step.rows.filter(
      (row) => row.kind !== 'reserve_hold' && row.kind !== 'reserve_release' && row.kind !== 'none',
    );
    assert.deepEqual(
      effects.map(said),
      expected.map((row) => rowSaid(row)),
    );
    expected.forEach((row, index) => {
      const effect = effects[index];
      const { accountAfter, platformAfter } = row;
      if (accountAfter !== null) {
        assert.equal(
          effect?.balances[accountAfter.currency] ?? 0,
          accountAfter.amountMinor,
          `${step.number}: account`,
        );
      }
      if (platformAfter !== null) {
        assert.equal(
          effect?.platform[row.currency] ?? 0,
          platformAfter.amountMinor,
          `${step.number}: platform`,
        );
      }
    });
    for (const row of step.rows) if (row.kind.startsWith('reserve_')) this.#happen(row);
  }

  #onlyReadingFinds(step: ExampleStep): void {
    this.world.unbookedClearing = () => {
      for (const row of step.rows) this.#happen(row);
    };
  }

  #happen(row: ExampleRow): void {
    const { world } = this;
    const amount = row.amountMinor;
    const money = currency(row.currency);
    const platform = (change: number): void => {
      world.platformMinor[money] = (world.platformMinor[money] ?? 0) + change;
    };
    const fromAccount = row.from.endsWith('.stripe');
    const toAccount = row.to.endsWith('.stripe');
    const seller = world.sellers.find((one) => `${one.account}.stripe` === (fromAccount ? row.from : row.to));
    const account = (change: number): void => {
      if (seller !== undefined) seller.balances[money] = (seller.balances[money] ?? 0) + change;
    };
    if (row.from === 'platform.available') platform(-amount);
    if (row.to === 'platform.available') platform(amount);
    if (fromAccount) account(-amount);
    if (toAccount) account(amount);
    switch (row.kind) {
      case 'withdrawal':
      case 'reinstatement': {
        const sign = row.kind === 'withdrawal' ? -1 : 1;
        const rate = /exchange_rate ([\d.]+)/.exec(row.what)?.[1];
        world.movements.push({
          amountMinor: sign * amount,
          netMinor: sign * amount,
          currency: money,
          exchangeRate: rate === undefined ? null : Number(rate),
          fee: 'received',
        });
        // R19: on the account itself taken moves with it.
        if (seller !== undefined) seller.principal.takenMinor -= sign * amount;
        break;
      }
      case 'dispute_fee':
      case 'dispute_fee_return': {
        const netMinor = row.kind === 'dispute_fee' ? -amount : amount;
        const fee =
          row.note.includes('countered') || row.what.includes('countered') ? 'countered' : 'received';
        world.movements.push({ amountMinor: 0, netMinor, currency: money, exchangeRate: null, fee });
        break;
      }
      case 'reversal':
        // Made before the dispute, for a refund of the same charge.
        for (const transfer of seller?.transfers ?? []) transfer.reversedMinor += amount;
        if (seller !== undefined) seller.otherCausesMinor += amount;
        break;
      case 'claim_opened':
        if (row.note.startsWith('cleared:')) this.#clear(row);
        break;
      case 'claim_paid':
        this.#claimPaid(row);
        break;
      case 'written_off':
        for (const one of this.world.sellers) {
          one.principal.takenMinor -= amount;
          one.principal.writtenOffMinor += amount;
        }
        break;
      case 'credit':
      case 'held':
      case 'paid_outside':
      case 'account_debit':
      case 'application_fee_refund':
      case 'attention':
      case 'bank_debit':
      case 'bank_debit_return':
      case 'claim_released':
      case 'claim_set_off':
      case 'collection_transfer':
      case 'give_back':
      case 'none':
      case 'offset':
      case 'refund_failure':
      case 'refund':
      case 'reserve_hold':
      case 'reserve_release':
      case 'topup':
      case 'transfer':
        break;
    }
    if (row.accountAfter !== null && seller !== undefined) {
      assert.equal(
        seller.balances[row.accountAfter.currency] ?? 0,
        row.accountAfter.amountMinor,
        `${row.step}: account`,
      );
    }
    if (row.platformAfter !== null)
      assert.equal(world.platformMinor[money] ?? 0, row.platformAfter.amountMinor, `${row.step}: platform`);
  }

  /** R12, R20: taken falls by what the cleared amount is worth by the pair of the reversal. */
  #clear(row: ExampleRow): void {
    const [seller] = this.world.sellers;
    if (seller === undefined) return;
    const rate = this.example.given.sellers[0]?.landing?.out ?? 1;
    const causeMinor = Math.round(row.amountMinor / rate);
    seller.principal.takenMinor -= causeMinor;
    this.world.openClaim(seller.account, 'principal', {
      claimId: row.note as ClaimId,
      form: 'cleared',
      currency: currency(row.currency),
      causeCurrency: seller.currency,
      transfer: null,
      pairCauseMinor: causeMinor,
      pairClaimMinor: row.amountMinor,
      openMinor: row.amountMinor,
      reservedMinor: 0,
    });
  }

  #claimPaid(row: ExampleRow): void {
    const [name = '', open = ''] = row.note.split(', open ');
    const holder = this.world.sellers.find((seller) => claimsOf(seller).some((one) => one.claimId === name));
    if (holder === undefined) throw new Error(`nobody owes ${name}`);
    this.world.payClaim(holder.account, name as ClaimId, row.amountMinor);
    assert.equal(claimsOf(holder).find((one) => one.claimId === name)?.openMinor, Number(open));
  }

  async expectEnd(): Promise<void> {
    const { world, example } = this;
    const facts = await world.lookAtDispute(null, { policyHash: null });
    assert.ok(!('absent' in facts));
    const { lines } = targets(facts, world.policy);
    const direct = typeof facts.withdrawn === 'string' ? 0 : facts.withdrawn.principalMinor;
    for (const row of example.end.books.filter(({ cause }) => cause === 'dp_1')) {
      const part = world.seller(accountId(row.account))[row.part];
      const line = lines.find((one) => one.account === row.account && one.part === row.part);
      assert.deepEqual(
        {
          ...row,
          targetMinor: line?.targetMinor ?? direct,
          takenMinor: part.takenMinor,
          openMinor: openClaims(part),
          writtenOffMinor: part.writtenOffMinor,
        },
        row,
      );
    }
    for (const row of example.end.books.filter(({ cause }) => cause.startsWith('re_'))) {
      assert.equal(world.seller(accountId(row.account)).otherCausesMinor, row.takenMinor);
    }
    const open = world.sellers.flatMap((seller) => claimsOf(seller).filter((one) => one.openMinor > 0));
    const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
      one.name < other.name ? -1 : 1;
    assert.deepEqual(
      open
        .map(({ claimId, openMinor, currency: code }) => ({
          name: String(claimId),
          amountMinor: openMinor,
          currency: String(code),
        }))
        .sort(byName),
      example.end.claims.toSorted(byName),
    );
    const short = world.sellers.flatMap((seller) =>
      Object.entries(seller.balances)
        .filter(([, balance]) => balance < 0)
        .map(([code, balance]) => ({
          name: String(seller.account),
          amountMinor: -balance,
          currency: code,
        })),
    );
    assert.deepEqual(short, example.end.shortfalls);
    for (const { place, currency: code, endMinor } of example.end.places) {
      if (place === 'platform.available') assert.equal(world.platformMinor[code], endMinor);
      const name = place.replace('.stripe', '');
      if (place.endsWith('.stripe')) {
        assert.equal(world.seller(accountId(name)).balances[code] ?? 0, endMinor);
      }
    }
  }
}

const claimsOf = (seller: WorldSeller) => [...seller.fee.claims, ...seller.principal.claims];

function worldOf(given: ExampleGiven): DisputeWorld {
  const sellers = given.sellers.map((one) =>
    worldSeller(
      one.name,
      currency(one.currency),
      one.transfers,
      { [one.landing?.currency ?? one.currency]: one.stripeMinor },
      currency(one.defaultCurrency),
    ),
  );
  const charge = {
    currency: currency(given.currency),
    capturedMinor: given.chargeMinor,
    direct: given.model === 'direct',
  };
  const policy = testPolicy({
    applicationFee: given.applicationFee ?? 'keep',
    contestedBy: given.contestedBy ?? 'platform',
  });
  const world = new DisputeWorld(disputeId('dp_1'), charge, sellers, policy);
  world.platformMinor = { usd: 100_000, eur: 100_000 };
  world.landing = (seller, move) => {
    const landing = given.sellers.find(({ name }) => name === seller.account)?.landing;
    if (landing === undefined) return { currency: move.currency, amountMinor: move.amountMinor };
    const rate = move.kind === 'give_back' ? landing.in : landing.out;
    return { currency: currency(landing.currency), amountMinor: Math.round(move.amountMinor * rate) };
  };
  return world;
}

function said(effect: Effect): string {
  const { kind, account, amountMinor, refused, object } = effect;
  const about = kind.startsWith('claim_') || kind === 'reversal' ? ` ${object}` : '';
  return `${kind}${refused ? ' refused' : ''} ${account} ${amountMinor} ${effect.currency}${about}`;
}

function rowSaid(row: ExampleRow): string {
  const account = [row.from, row.to].find((place) => place.endsWith('.stripe'))?.split('.')[0];
  const object = row.note.split(/[,;]/)[0]?.trim() ?? '';
  const about = row.kind.startsWith('claim_') || row.kind === 'reversal' ? ` ${object}` : '';
  const holder = account ?? 'A';
  return `${row.kind}${row.refused ? ' refused' : ''} ${holder} ${row.amountMinor} ${row.currency}${about}`;
}
