import { afterEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../src/domain/clock';
import { objectCause, type RefundSubject } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { asked, openTransit } from '../activities/refund/asked';
import { movesOf } from '../activities/dispute/seller';
import { type Driver, openDriver } from '../simulation/driver';
import { arrange, available, CHARGE, idOf, policyOf } from './arrange';
import { type ExampleStep, stepsOf, type WorkedExample } from './example';
import { totalsOf } from './places';
import { REFUNDS } from './refunds';

const A = idOf('A');
const USD = currency('usd');
let driver: Driver;
let refund: RefundSubject;
afterEach(async () => driver.close());

async function refundId(): Promise<string> {
  const [made] = (await driver.stripe.refunds.list({ charge: CHARGE })).data;
  return made?.id ?? '';
}

async function happen(step: ExampleStep): Promise<void> {
  const [row] = step.rows;
  const { acts } = driver.simulator.world;
  switch (row?.kind) {
    case 'refund':
      refund = await asked(driver, CHARGE, { amountMinor: row.amountMinor, currency: USD });
      await driver.lookAtRefund(refund);
      break;
    case 'transfer':
      acts.sale({ model: 'destination', seller: A, amountMinor: row.amountMinor, currency: 'usd' });
      break;
    case 'refund_failure':
      acts.failRefund(await refundId());
      break;
    case 'give_back':
      await driver.lookAtRefund(refund);
      break;
    default:
      throw new Error(`step ${step.number}: nobody plays ${row?.kind ?? 'nothing'}`);
  }
  // The wake that a move raises: the account's case follows it.
  await driver.lookAtCase(A, USD);
  await driver.advance(HOUR_MS);
}

async function expectBalances({ rows, number }: ExampleStep): Promise<void> {
  const account = rows.findLast((row) => row.accountAfter !== null)?.accountAfter?.amountMinor;
  const platform = rows.findLast((row) => row.platformAfter !== null)?.platformAfter?.amountMinor;
  const found = {
    account: await available(driver, A, 'usd'),
    platform: await available(driver, null, 'usd'),
  };
  expect({ number, ...found }).toEqual({
    number,
    account: account ?? found.account,
    platform: platform ?? found.platform,
  });
}

async function expectBooks(example: WorkedExample): Promise<void> {
  const cause = objectCause(await refundId());
  const parts = await driver.db.transaction().execute((tx) => driver.deps.ledger.causeBooks(tx, cause));
  const books = parts.map((part) => [part.part, part.takenMinor, part.openClaimsMinor, part.writtenOffMinor]);
  expect(books).toEqual(
    example.end.books.map((row) => [row.part, row.takenMinor, row.openMinor, row.writtenOffMinor]),
  );
  expect(await openTransit(driver)).toBe(0);
}

describe('worked examples of refunds, with real activities, door and store against the simulator', () => {
  test.each(REFUNDS.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    async (_name, example) => {
      driver = await openDriver({ policy: policyOf(example.given) });
      await arrange(driver, example.given);
      for (const step of stepsOf(example)) {
        await happen(step);
        await expectBalances(step);
      }
      expect(movesOf(driver)).toEqual(['refund 10000', 'give_back 10000']);
      await expectBooks(example);
      expect(totalsOf(example)).toEqual(example.end.places);
      const { totals } = driver.simulator.world.verdict();
      const wrong = totals.filter(
        (one) => one.overpaidMinor + one.recoveredTwiceMinor + one.unexplainedMinor !== 0,
      );
      expect(wrong).toEqual([]);
      expect(driver.simulator.defects).toEqual([]);
    },
    30_000,
  );
});
