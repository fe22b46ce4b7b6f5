import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type AccountId,
  type ClaimId,
  disputeCause,
  disputeId,
  disputeWorkflowId,
} from '../../src/domain/ids';
import type { ClaimForm, Part } from '../../src/domain/ledger/books';
import { currency } from '../../src/domain/money';
import { targetPayout } from '../../src/domain/payout/target-payout';
import { defaultPolicy } from '../../src/policy-file';
import { createPayoutBench, eur, type PayoutBench } from '../activities/payout/bench';
import type { WorkedExample } from './example';
import { payoutRuns } from './payout-runs';

const DP_1 = disputeCause(disputeId('dp_1'));
const grossOf = ({ rows }: WorkedExample): number => Number(/line of (\d+)/.exec(rows[0]?.what ?? '')?.[1]);

/** "line of 20000 for A", what A owes, and a rolling reserve of nothing: a trusted seller. */
function targetOf(example: WorkedExample) {
  const { given } = example;
  const grossMinor = grossOf(example);
  const { clearedMinor = 0, feeClaimMinor = 0 } = given.before ?? {};
  const claims = [
    { claimId: 'cleared:ct_1:dp_1:principal' as ClaimId, openMinor: clearedMinor },
    { claimId: 'fee:dp_1:A' as ClaimId, openMinor: feeClaimMinor },
  ];
  return targetPayout({
    currency: currency('usd'),
    nowMs: 0,
    grossMinor,
    reservedMinor: 0,
    releasedMinor: 0,
    shortfallMinor: (given.owes ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    openClaims: claims.filter(({ openMinor }) => openMinor > 0),
    provisionalDebitsMinor: 0,
    openDisputes: [],
    sellerAgeDays: 400,
    disputeRate: null,
    policy: defaultPolicy().reserve,
  });
}

describe('worked examples of payout runs, in the core', () => {
  test.each(payoutRuns.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    (_name, example) => {
      const { offsets, targetMinor } = targetOf(example);
      const paid = example.rows.filter(({ kind }) => kind === 'claim_paid');
      expect(offsets).toEqual(
        paid.map(({ note, amountMinor }) => ({ claimId: note.split(',')[0], amountMinor })),
      );
      const sent = example.rows.find(({ kind }) => kind === 'transfer');
      expect(targetMinor).toBe(sent?.amountMinor);
    },
  );
});

describe('worked examples of payout runs, through the door against the simulator (in euro)', () => {
  let bench: PayoutBench;
  afterEach(async () => bench.close());

  /** What A owed before, through its balance and as claims. */
  async function owing(account: AccountId, { given }: WorkedExample): Promise<void> {
    const { acts } = bench.simulator.world;
    for (const { amountMinor } of given.owes ?? []) {
      const sale = { model: 'destination' as const, seller: account, amountMinor, currency: 'eur' };
      const { transferIds } = acts.sale(sale);
      acts.sellerPaysOut(account, 'eur');
      acts.dashboardReversal(transferIds[0] ?? '');
    }
    const { takenMinor = 0, clearedMinor = 0, feeClaimMinor = 0 } = given.before ?? {};
    const [ledger, atMs] = [bench.deps.ledger, bench.deps.wallNow()];
    const about = { account, currency: eur, cause: DP_1, effectiveMs: atMs };
    const claim = (form: ClaimForm, object: string, part: Part, amountMinor: number) => ({
      ...about,
      form,
      object,
      part,
      amountMinor,
      transfer: null,
      owner: disputeWorkflowId(disputeId('dp_1')),
      sinceMs: atMs,
      causeCurrency: eur,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
    });
    await bench.fresh.db.transaction().execute(async (tx) => {
      const reversed = { ...about, part: 'principal' as const, amountMinor: takenMinor - clearedMinor };
      await ledger.bookReversalElsewhere(tx, { ...reversed, reversalId: 'trr_1' });
      await ledger.openClaim(tx, claim('fee', 'dp_1', 'fee', feeClaimMinor));
      if (clearedMinor > 0) await ledger.openClaim(tx, claim('cleared', 'ct_1', 'principal', clearedMinor));
    });
  }

  test.each(payoutRuns.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    async (_name, example) => {
      bench = await createPayoutBench();
      bench.simulator.world.acts.topUpPlatform(200_000, 'eur');
      const account = await bench.seller();
      await owing(account, example);
      const platformMinor = await bench.availableMinor(null);

      await bench.work(await bench.ask([`${account},${grossOf(example)},eur,`]));

      const [after] = example.rows.flatMap(({ accountAfter }) =>
        accountAfter === null ? [] : [accountAfter],
      );
      expect(await bench.availableMinor(account)).toBe(after?.amountMinor);
      const platform = example.end.places.find(({ place }) => place === 'platform.available');
      const changeMinor = (platform?.endMinor ?? 0) - (platform?.startMinor ?? 0);
      expect((await bench.availableMinor(null)) - platformMinor).toBe(changeMinor);
      const books = await bench.fresh.db
        .transaction()
        .execute((tx) => bench.deps.ledger.causeBooks(tx, DP_1));
      const said = books.map((row) => [row.part, row.takenMinor, row.openClaimsMinor, row.writtenOffMinor]);
      const expected = example.end.books
        .filter(({ cause }) => cause === DP_1)
        .map((row) => [row.part, row.takenMinor, row.openMinor, row.writtenOffMinor]);
      expect(said).toEqual(expect.arrayContaining(expected));
      expect(bench.simulator.defects).toEqual([]);
    },
  );
});
