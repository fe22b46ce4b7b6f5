import type { PartFacts, SellerFacts } from '../../src/domain/dispute/facts';
import assert from 'node:assert/strict';
import { lookAtDispute } from '../../src/activities/dispute/look-at-dispute';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { disputePolicy } from '../../src/domain/dispute/policy';
import type { DisputeStep } from '../../src/domain/dispute/steps';
import { targets } from '../../src/domain/dispute/target';
import { disputeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { type Driver, type MadeMove, openDriver } from '../simulation/driver';
import { arrange, available, CHARGE, idOf, policyOf } from './arrange';
import { type ExampleRow, type ExampleStep, stepsOf, type WorkedExample } from './example';

const DISPUTE = disputeId('dp_1');

/** An example carried out with the real activities, door, store and client against the simulator. */
export class SimulatorRun {
  readonly #did: string[] = [];
  #movesSeen = 0;
  #disputed = false;
  #driver: Driver | null = null;

  constructor(readonly example: WorkedExample) {}

  async open(): Promise<void> {
    this.#driver = await openDriver({
      policy: policyOf(this.example.given),
      onDisputeStep: (step) => this.#noteStep(step),
      ...(this.example.given.sellers.some((one) => one.defaultCurrency === 'eur')
        ? { platform: { country: 'DE', defaultCurrency: 'eur' } }
        : {}),
    });
    await arrange(this.driver, this.example.given);
  }

  get driver(): Driver {
    if (this.#driver === null) throw new Error('open the run first');
    return this.#driver;
  }

  async close(): Promise<void> {
    await this.#driver?.close();
  }

  async carryOut(): Promise<void> {
    for (const step of stepsOf(this.example)) {
      if (step.what === 'flow looks') await this.#flowLooks(step);
      else if (step.what === 'case collects claims') await this.#caseCollects(step);
      else await this.#happen(step);
      await this.#expectBalances(step);
    }
  }

  async #flowLooks(step: ExampleStep): Promise<void> {
    this.#did.length = 0;
    this.#movesSeen = this.driver.moves.length;
    await this.driver.advance(HOUR_MS);
    const direct = this.example.given.model === 'direct' ? idOf('A') : null;
    await this.driver.lookAtDispute(DISPUTE, direct);
    this.#noteMoves();
    const expected = step.rows.filter(
      (row) =>
        !row.kind.startsWith('reserve_') && row.kind !== 'none' && row.kind !== 'application_fee_refund',
    );
    assert.deepEqual(
      this.#did,
      expected.map((row) => said(row)),
      `step ${step.number} of ${this.example.id}`,
    );
    // The wake that a move raises: the case of an account that is short begins to follow it.
    for (const seller of this.example.given.sellers) {
      for (const code of new Set([seller.currency, seller.landing?.currency ?? seller.currency])) {
        if ((await available(this.driver, idOf(seller.name), code)) < 0) {
          await this.driver.lookAtCase(idOf(seller.name), currency(code));
        }
      }
    }
  }

  async #caseCollects(step: ExampleStep): Promise<void> {
    const [row] = step.rows;
    this.#movesSeen = this.driver.moves.length;
    this.#did.length = 0;
    await this.driver.advance(HOUR_MS);
    await this.driver.lookAtCase(idOf('A'), currency(row?.currency ?? 'usd'));
    this.#noteMoves();
    assert.deepEqual(
      this.#did,
      step.rows.filter((one) => one.kind === 'account_debit').map((one) => said(one)),
      `step ${step.number} of ${this.example.id}`,
    );
  }

  /** A person asks; or the case, asked before, looks again and does it now. */
  async #personAsks(step: ExampleStep): Promise<void> {
    const [row] = step.rows;
    if (row === undefined) return;
    this.#movesSeen = this.driver.moves.length;
    this.#did.length = 0;
    await this.driver.advance(HOUR_MS);
    const code = currency(row.currency);
    await this.driver.lookAtCase(idOf('A'), code);
    const by = 'ana@example.com';
    if (row.kind === 'held') {
      await this.driver.sayToCase(
        idOf('A'),
        code,
        { by, outcome: 'forgive', amountMinor: row.amountMinor },
        'u1',
      );
    }
    if (row.kind === 'paid_outside') {
      this.driver.simulator.world.acts.sellerPaysOutside(idOf('A'), row.amountMinor, row.currency);
      const paid = { by, outcome: 'paidOutside', amountMinor: row.amountMinor, reference: 'bank-1' } as const;
      await this.driver.sayToCase(idOf('A'), code, paid, 'u1');
    }
    this.#noteMoves();
    assert.deepEqual(
      this.#did,
      step.rows.filter((one) => one.kind === 'credit').map((one) => said(one)),
      `step ${step.number} of ${this.example.id}`,
    );
  }

  async #untilDebitIsAttempted(code: string): Promise<void> {
    for (let hours = 0; hours < 60 * 24; hours += 6) {
      await this.driver.advance(6 * HOUR_MS);
      const payouts = await this.driver.stripe.payouts.list({}, { stripeAccount: idOf('A') });
      if (payouts.data.some((one) => one.amount < 0 && one.currency === code)) return;
    }
    throw new Error('Stripe never debited the bank');
  }

  async #happen(step: ExampleStep): Promise<void> {
    const [row] = step.rows;
    const { acts } = this.driver.simulator.world;
    if (row === undefined) return;
    switch (row.kind) {
      case 'withdrawal': {
        const fee = step.rows.find((one) => one.kind === 'dispute_fee');
        if (this.#disputed) {
          acts.appeal(DISPUTE);
          acts.withdraw(DISPUTE, { amountMinor: row.amountMinor });
          return;
        }
        this.#disputed = true;
        const settles = this.example.given.settlesIn !== undefined;
        acts.dispute({
          id: DISPUTE,
          charge: CHARGE,
          feeMinor: fee?.amountMinor ?? 0,
          ...(settles ? { withdrawnMinor: row.amountMinor } : { amountMinor: row.amountMinor }),
        });
        return;
      }
      case 'dispute_fee':
        acts.contest(DISPUTE, 'seller', row.amountMinor);
        return;
      case 'reinstatement':
        if (step.what.includes('the same hour Stripe clears')) await this.#untilBalance('A', row.currency, 0);
        for (const { landing } of this.example.given.sellers) {
          if (landing !== undefined) acts.setRate('usd', landing.currency, landing.in);
        }
        acts.win(DISPUTE);
        return;
      case 'refund':
        acts.refund({ id: 're_1', charge: CHARGE, amountMinor: row.amountMinor, reverseTransfer: true });
        await this.driver.advance(HOUR_MS);
        return;
      case 'transfer':
        acts.sale({
          model: 'destination',
          seller: idOf('A'),
          amountMinor: row.amountMinor,
          currency: row.currency,
        });
        return;
      case 'topup':
        acts.topUpSeller(idOf('A'), row.amountMinor, row.currency);
        return;
      case 'bank_debit':
      case 'bank_debit_return':
        await this.#untilBalance('A', row.currency, row.accountAfter?.amountMinor ?? 0);
        return;
      case 'collection_transfer':
        if (step.what.startsWith('give-back pre-flight')) return;
        await this.#untilBalance('A', row.currency, 0);
        await this.driver.advance(HOUR_MS);
        await this.driver.lookAtCase(idOf('A'), currency(row.currency));
        return;
      case 'none':
      case 'attention':
        if (step.what.includes('settled')) await this.driver.advance(8 * DAY_MS);
        if (step.what.includes('attempted')) await this.#untilDebitIsAttempted(row.currency);
        return;
      case 'held':
      case 'paid_outside':
      case 'credit':
        await this.#personAsks(step);
        return;
      case 'refund_failure':
      case 'account_debit':
      case 'application_fee_refund':
      case 'claim_opened':
      case 'claim_paid':
      case 'claim_released':
      case 'claim_set_off':
      case 'dispute_fee_return':
      case 'give_back':
      case 'reserve_hold':
      case 'reserve_release':
      case 'reversal':
      case 'written_off':
      case 'offset':
        throw new Error(`step ${step.number}: nobody plays ${row.kind}`);
    }
  }

  /** Time passes until the account's balance is what the example says: a debit, its return, day 180. */
  async #untilBalance(name: string, code: string, amountMinor: number): Promise<void> {
    for (let hours = 0; hours < 200 * 24; hours += 12) {
      if ((await available(this.driver, idOf(name), code)) === amountMinor) return;
      await this.driver.advance(12 * HOUR_MS);
    }
    throw new Error(`${name} never came to ${amountMinor} ${code}`);
  }

  /** After the whole step: what its last row says of each account and of the platform. */
  async #expectBalances(step: ExampleStep): Promise<void> {
    if (step.what.startsWith('give-back pre-flight')) return;
    for (const seller of this.example.given.sellers) {
      const row = step.rows.findLast(
        (one) => one.accountAfter !== null && [one.from, one.to].includes(`${seller.name}.stripe`),
      );
      if (row === undefined || row.accountAfter === null) continue;
      const { amountMinor, currency: code } = row.accountAfter;
      assert.equal(
        await available(this.driver, idOf(seller.name), code),
        amountMinor,
        `${step.number}: ${seller.name}`,
      );
    }
    const platform = step.rows.findLast((one) => one.platformAfter !== null)?.platformAfter;
    if (platform === null || platform === undefined) return;
    assert.equal(
      await available(this.driver, null, platform.currency),
      platform.amountMinor,
      `${step.number}: platform`,
    );
  }

  async expectEnd(): Promise<void> {
    const { example, driver } = this;
    const ref = { dispute: DISPUTE, account: example.given.model === 'direct' ? idOf('A') : null };
    const facts = await lookAtDispute(driver.deps, ref, { policyHash: null });
    if ('absent' in facts) throw new Error('the simulator lost the dispute');
    const policy = disputePolicy(driver.deps.policy, driver.deps.clock);
    const { lines } = targets(facts, policy);
    const direct = typeof facts.withdrawn === 'string' ? 0 : facts.withdrawn.principalMinor;
    for (const row of example.end.books.filter(({ cause }) => cause === 'dp_1')) {
      const account = idOf(row.account);
      const seller: SellerFacts | undefined = facts.sellers.find((one) => one.account === account);
      const part: PartFacts | undefined = seller?.[row.part];
      assert.deepEqual(
        {
          ...row,
          targetMinor:
            lines.find((one) => one.account === account && one.part === row.part)?.targetMinor ?? direct,
          takenMinor: part?.takenMinor,
          openMinor: part?.openClaimsMinor,
          writtenOffMinor: part?.writtenOffMinor,
        },
        row,
      );
    }
    const open = facts.sellers.flatMap((seller) => [...seller.principal.claims, ...seller.fee.claims]);
    assert.deepEqual(
      open.map((claim) => `${claim.form} ${claim.openMinor} ${claim.currency}`).sort(),
      example.end.claims
        .map((claim) => `${claim.name.split(':')[0]} ${claim.amountMinor} ${claim.currency}`)
        .sort(),
    );
    for (const { place, currency: code, endMinor } of example.end.places) {
      const [who = '', where] = place.split('.');
      if (where === 'stripe') assert.equal(await available(this.driver, idOf(who), code), endMinor, place);
      if (place === 'platform.available')
        assert.equal(await available(this.driver, null, code), endMinor, place);
      if (place === 'platform.reserve') assert.equal(await this.#reserve(code), endMinor, place);
    }
    const verdict = driver.simulator.world.verdict();
    assert.deepEqual(
      verdict.totals.filter(
        (one) => one.overpaidMinor !== 0 || one.recoveredTwiceMinor !== 0 || one.unexplainedMinor !== 0,
      ),
      [],
    );
  }

  async #reserve(code: string): Promise<number> {
    const balance = await this.driver.stripe.balance.retrieve();
    return balance.connect_reserved?.find((one) => one.currency === code)?.amount ?? 0;
  }

  #noteStep(step: DisputeStep): void {
    this.#noteMoves();
    if (step.kind === 'openClaim') {
      this.#did.push(`claim_opened ${step.form} ${step.amountMinor} ${step.currency}`);
    }
    if (step.kind === 'setOff') this.#did.push(`claim_set_off fee ${step.amountMinor} ${step.currency}`);
    if (step.kind !== 'releaseClaims') return;
    for (const { claimId, amountMinor } of step.releases) {
      const code = this.#currencyOfClaim(claimId);
      this.#did.push(`claim_released ${claimId.split(':')[0]} ${amountMinor} ${code}`);
    }
  }

  #currencyOfClaim(claimId: string): string {
    const row = this.example.rows.find(
      (one) => one.kind === 'claim_opened' && one.note.startsWith(claimId.split(':')[0] ?? ''),
    );
    return row?.currency ?? 'usd';
  }

  #noteMoves(): void {
    for (const made of this.#driver?.moves.slice(this.#movesSeen) ?? []) this.#did.push(saidMove(made));
    this.#movesSeen = this.#driver?.moves.length ?? 0;
  }
}

function saidMove({ move, outcome }: MadeMove): string {
  const object = move.kind === 'reversal' && !move.transfer.startsWith('tr_0') ? ` ${move.transfer}` : '';
  const refused = outcome.kind === 'moved' ? '' : ` ${outcome.kind}`;
  return `${move.kind}${refused} ${move.account} ${move.amountMinor} ${move.currency}${object}`;
}

function said(row: ExampleRow): string {
  const account = [row.from, row.to].find((place) => place.endsWith('.stripe'))?.split('.')[0] ?? 'A';
  if (row.kind.startsWith('claim_')) {
    return `${row.kind} ${row.note.split(':')[0]} ${row.amountMinor} ${row.currency}`;
  }
  const transfer = row.note.split(/[,;]/)[0]?.trim() ?? '';
  const object = row.kind === 'reversal' && !transfer.startsWith('tr_gb') ? ` ${transfer}` : '';
  return `${row.kind}${row.refused ? ' refused' : ''} ${idOf(account)} ${row.amountMinor} ${row.currency}${object}`;
}
