import type { PreflightFacts } from '../domain/account/preflight';
import type { AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import { readRecord } from './account-records';
import type { Database, Tx } from './database';
import { exposuresOf } from './dispute-exposure';

/** What the checks are asked about: an account, and of a payout what it leaves. */
export type Asked = Pick<PreflightFacts, 'account' | 'chargeModel' | 'leavesMinor'> & {
  readonly currency: Currency;
};

/** What Recoup's own records and books say, for the checks before money. Stripe is not asked. */
export async function readPreflightFacts(db: Database | Tx, asked: Asked): Promise<PreflightFacts> {
  const { account, currency: code } = asked;
  const exposures = await exposuresOf(db, account, code);
  return {
    ...asked,
    record: await readRecord(db, account),
    holdReasons: await holdReasonsOf(db, account),
    openCases: await openCasesOf(db, account),
    openDisputes: exposures.map(({ dispute, principalMinor, feeMinor }) => ({
      dispute,
      currency: code,
      atRiskMinor: principalMinor + feeMinor,
    })),
  };
}

async function holdReasonsOf(db: Database | Tx, account: AccountId): Promise<readonly string[]> {
  const row = await db
    .selectFrom('accounts')
    .select('hold_reasons')
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.hold_reasons ?? [];
}

async function openCasesOf(db: Database | Tx, account: AccountId): Promise<PreflightFacts['openCases']> {
  const rows = await db
    .selectFrom('cases')
    .select(['currency', 'shortfall_minor'])
    .where('account', '=', account)
    .where('closed_clock', 'is', null)
    .orderBy('currency')
    .execute();
  return rows.map((row) => ({ currency: currency(row.currency), shortfallMinor: row.shortfall_minor }));
}
