import type { SaleInput, SellerInput } from '../../../src/simulator/world/acts-port';
import { type AccountId, accountId, type DisputeId, disputeId } from '../../../src/domain/ids';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AnswerMessage, readAnswer } from '../../../src/domain/dispute/answers';
import { type Driver } from '../../simulation/driver';

/** A seller who keeps what they earn at Stripe, and the platform with money. */
export async function seller(
  driver: Driver,
  name: string,
  balanceMinor: number,
  more: Partial<SellerInput> = {},
): Promise<AccountId> {
  const { acts } = driver.simulator.world;
  acts.createSeller({ id: name, country: 'US', schedule: { interval: 'manual' }, ...more });
  if (balanceMinor > 0) acts.topUpSeller(name, balanceMinor, 'usd');
  acts.topUpPlatform(100_000, 'usd');
  await driver.advance(10 * DAY_MS);
  return accountId(name);
}

/** A destination charge of 10000 without a fee, settled. */
export async function sale(
  driver: Driver,
  account: AccountId,
  more: Partial<Extract<SaleInput, { model: 'destination' }>> = {},
): Promise<string> {
  const input = { model: 'destination' as const, seller: account, amountMinor: 10_000, currency: 'usd' };
  const { chargeId } = driver.simulator.world.acts.sale({ ...input, ...more });
  await driver.advance(DAY_MS);
  return chargeId;
}

export function disputed(driver: Driver, charge: string, amountMinor?: number): DisputeId {
  const id = driver.simulator.world.acts.dispute(
    amountMinor === undefined ? { charge } : { charge, amountMinor },
  );
  return disputeId(id);
}

/** "kind amount", with what became of it where it did not move. */
export function movesOf(driver: Driver): readonly string[] {
  return driver.moves.map(({ move, outcome }) => {
    const what = outcome.kind === 'moved' ? '' : ` ${outcome.kind}`;
    return `${move.kind} ${move.amountMinor}${what}`;
  });
}

export async function openAttention(driver: Driver): Promise<readonly string[]> {
  const rows = await driver.db
    .selectFrom('attention')
    .select('kind')
    .where('settled_at', 'is', null)
    .orderBy('attention_id')
    .execute();
  return rows.map((row) => row.kind);
}

/** A person's answer, as the update of the dispute's workflow leads to it. */
export async function answered(
  driver: Driver,
  dispute: DisputeId,
  about: Pick<AnswerMessage, 'question' | 'account' | 'answer'>,
): Promise<void> {
  const said = readAnswer({ ...about, by: 'ana', reason: 'told them' }, 'update-1');
  // The same activity again, as after a lost answer, keeps one decision.
  for (let times = 0; times < 2; times += 1) {
    await driver.activities.recordAnswer({ dispute, account: null }, said);
  }
  await driver.advance(HOUR_MS);
}
