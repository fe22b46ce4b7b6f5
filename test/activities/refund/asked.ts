import { chargeId, type AccountId, type RefundSubject } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { type RefundRequest, requestRefund } from '../../../src/store/refund-requests';
import type { Driver } from '../../simulation/driver';

/** A person asks for a refund, as command and API do. */
export async function asked(
  driver: Driver,
  charge: string,
  more: Partial<Omit<RefundRequest, 'charge'>> & { readonly key?: string; readonly by?: string } = {},
): Promise<RefundSubject> {
  const { key = `key-${charge}`, by = 'ana', ...wish } = more;
  const request: RefundRequest = {
    charge: chargeId(charge),
    account: null,
    amountMinor: null,
    currency: null,
    reason: null,
    ...wish,
  };
  const at = { wallMs: driver.nowMs(), clockMs: driver.nowMs() };
  const { subject } = await driver.db
    .transaction()
    .execute((tx) => requestRefund(tx, driver.deps.raiseWake, { idempotencyKey: key, by, request }, at));
  return subject;
}

/** What the seller has borne of the refunds and failed payments of all charges, by the books. */
export async function borneBy(driver: Driver, account: AccountId): Promise<number> {
  const { rows } = await driver.db.executeQuery<{ sum: number }>(
    driver.db
      .selectFrom('postings')
      .select((row) => row.fn.coalesce(row.fn.sum<number>('amount_minor'), row.lit(0)).as('sum'))
      .where('account', '=', account)
      .where('book', 'in', ['taken', 'claim'])
      .where('cause', 'not like', 'other:%')
      .compile(),
  );
  return Number(rows[0]?.sum ?? 0);
}

/** Moves whose balance transaction was not seen yet, and the reverse: at rest nothing is left. */
export async function openTransit(driver: Driver): Promise<number> {
  const rows = await driver.db
    .selectFrom('postings')
    .select('amount_minor')
    .where('book', '=', 'transit')
    .execute();
  return rows.reduce((sum, row) => sum + row.amount_minor, 0);
}

/** The available balance at Stripe; the platform's without an account. */
export async function availableMinor(
  driver: Driver,
  account: AccountId | null,
  code = 'usd',
): Promise<number> {
  const header = account === null ? {} : { stripeAccount: account };
  const balance = await driver.stripe.balance.retrieve({}, header);
  return balance.available.find((part) => part.currency === currency(code))?.amount ?? 0;
}
