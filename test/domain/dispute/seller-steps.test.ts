import { describe, expect, test } from '@jest/globals';
import type { SellerFacts } from '../../../src/domain/dispute/facts';
import { claimRest, type Loss, takePrincipal } from '../../../src/domain/dispute/seller-steps';
import type { Line } from '../../../src/domain/dispute/target';
import { disputeCause, disputeId, disputeWorkflowId, transferId } from '../../../src/domain/ids';
import { A, claimWith, partWith, sellerWith, transferWith, USD } from '../../support/seller-facts';

const dispute = disputeId('dp_1');
const loss = (change: Partial<Loss> = {}): Loss => ({
  cause: disputeCause(dispute),
  workflowId: disputeWorkflowId(dispute),
  dispute,
  returnsApplicationFee: false,
  sinceMs: 7,
  ...change,
});
const line = (change: Partial<Line>): Line => ({
  account: A,
  part: 'principal',
  currency: USD,
  targetMinor: 0,
  takenMinor: 0,
  openClaimsMinor: 0,
  writtenOffMinor: 0,
  takeMinor: 0,
  releaseMinor: 0,
  ...change,
});
const take = (takeMinor: number, seller: Partial<SellerFacts> = {}, change: Partial<Loss> = {}) =>
  takePrincipal(loss(change), sellerWith(seller), line({ takeMinor }));

describe('a principal is taken', () => {
  test('from the transfer, for the cause', () => {
    expect(take(400, { transfers: [transferWith('tr_1', 10_000, { moves: 3 })] })).toEqual({
      kind: 'reverse',
      line: line({ takeMinor: 400 }),
      move: {
        kind: 'reversal',
        cause: 'dp_1',
        part: 'principal',
        account: A,
        currency: USD,
        workflowId: 'dispute:dp_1',
        claimId: null,
        transfer: 'tr_1',
        amountMinor: 400,
        refundApplicationFee: false,
        applicationFeeMinor: 0,
        n: 3,
      },
    });
  });

  const used = transferWith('tr_1', 1_000, { reversedMinor: 1_000 });
  const fresh = transferWith('tr_2', 1_000);
  const back = transferWith('tr_gb', 300);

  test.each<[string, Partial<SellerFacts>, string, number]>([
    [
      'as much as one transfer has left',
      { transfers: [transferWith('tr_1', 1_000, { reversedMinor: 200 }), fresh] },
      'tr_1',
      800,
    ],
    ['from the next, where the first is used up', { transfers: [used, fresh] }, 'tr_2', 900],
    ['from a give-back, where all are', { transfers: [used], giveBacks: [back] }, 'tr_gb', 300],
    ['from a transfer before a give-back', { transfers: [fresh], giveBacks: [back] }, 'tr_2', 900],
    [
      'not from what a refused reversal claims',
      {
        transfers: [fresh],
        principal: partWith({
          claims: [claimWith('cl_1', 700, { form: 'reversal', transfer: transferId('tr_2') })],
        }),
      },
      'tr_2',
      300,
    ],
    [
      'whatever a reversal of another transfer claims',
      {
        transfers: [fresh],
        principal: partWith({
          claims: [claimWith('cl_1', 700, { form: 'reversal', transfer: transferId('tr_9') })],
        }),
      },
      'tr_2',
      900,
    ],
    [
      'whatever a claim of another form names',
      {
        transfers: [fresh],
        principal: partWith({
          claims: [claimWith('cl_1', 700, { form: 'rest', transfer: transferId('tr_2') })],
        }),
      },
      'tr_2',
      900,
    ],
    [
      'not from what two refused reversals claim',
      {
        transfers: [fresh],
        principal: partWith({
          claims: [
            claimWith('cl_1', 500, { form: 'reversal', transfer: transferId('tr_2') }),
            claimWith('cl_2', 300, { form: 'reversal', transfer: transferId('tr_2') }),
          ],
        }),
      },
      'tr_2',
      200,
    ],
  ])('%s', (_what, seller, transfer, amountMinor) => {
    expect(take(900, seller)).toMatchObject({ kind: 'reverse', move: { transfer, amountMinor } });
  });

  test('with the application fee, where that goes back: so much gross that net is what is due (R6)', () => {
    const transfers = [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })];
    expect(take(4_500, { transfers }, { returnsApplicationFee: true })).toMatchObject({
      move: { amountMinor: 5_000, refundApplicationFee: true, applicationFeeMinor: 500 },
    });
    expect(take(4_500, { transfers })).toMatchObject({
      move: { amountMinor: 4_500, refundApplicationFee: false, applicationFeeMinor: 0 },
    });
  });

  test('without one where there is none, though the policy returns it', () => {
    expect(take(400, {}, { returnsApplicationFee: true })).toMatchObject({
      move: { refundApplicationFee: false },
    });
  });

  test('from another transfer where all that is left of one is the application fee', () => {
    const transfers = [
      transferWith('tr_1', 1_000, { applicationFeeMinor: 1_000 }),
      transferWith('tr_2', 1_000),
    ];
    expect(take(400, { transfers }, { returnsApplicationFee: true })).toMatchObject({
      move: { transfer: 'tr_2' },
    });
  });

  test('as a claim, where nothing is left to reverse (R14)', () => {
    const taken = { ...line({ takeMinor: 900, takenMinor: 100, openClaimsMinor: 20, writtenOffMinor: 3 }) };
    const gone = transferWith('tr_2', 50, { reversedMinor: 50 });
    const seller = sellerWith({ transfers: [gone, used, gone, { ...used, transfer: transferId('tr_9') }] });
    expect(takePrincipal(loss(), seller, taken)).toEqual({
      kind: 'openClaim',
      form: 'rest',
      account: A,
      part: 'principal',
      amountMinor: 900,
      currency: USD,
      transfer: 'tr_9',
      seen: { takenMinor: 100, openClaimsMinor: 20, writtenOffMinor: 3 },
      sinceMs: 7,
    });
  });

  test('as a claim without a transfer, where there never was one', () => {
    expect(claimRest(loss(), sellerWith({ transfers: [] }), line({ takeMinor: 5 })).transfer).toBeNull();
  });
});
