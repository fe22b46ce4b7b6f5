import { currency, formatMoney } from '../domain/money';
import { ROLES } from '../simulator/stories/marketplace-cast';
import { INCIDENT } from '../simulator/stories/marketplace-guard';
import { type Unguarded, withoutGuard } from '../simulator/stories/unguarded';
import type { Database } from '../store/database';

const CODE = currency(INCIDENT.currency);
const LABEL_WIDTH = 44;
const COLUMN_WIDTH = 24;

/** What came of the same story with Recoup in front of the money; minor units. */
export interface Guarded {
  readonly paidToSellerMinor: number;
  readonly withdrawnMinor: number;
  readonly takenBackMinor: number;
  /** By payout runs, between the first dispute and the first reversal, which brings the platform above zero again. */
  readonly paidBelowZeroMinor: number;
  /** Why the run did not pay the seller, in the words of the line; null where there is no such line. */
  readonly halt: string | null;
}

/** Reads from Recoup's own rows what it did in the story. */
export async function withGuard(db: Database): Promise<Guarded> {
  const { account } = INCIDENT;
  const disputes = INCIDENT.sales.map(({ dispute }) => dispute);
  const lines = await db
    .selectFrom('payout_lines')
    .select(['status', 'reason', 'target_minor'])
    .where('account', '=', account)
    .where('currency', '=', CODE)
    .orderBy('line_id')
    .execute();
  const rows = await db
    .selectFrom('disputes')
    .select(['amount_minor', 'opened_clock'])
    .where('dispute_id', 'in', disputes)
    .execute();
  const reversals = await db
    .selectFrom('money_moves')
    .select(['amount_minor', 'created_clock'])
    .where('kind', '=', 'reversal')
    .where('state', '=', 'moved')
    .where('cause', 'in', disputes)
    .execute();
  const opened = Math.min(...rows.map((row) => row.opened_clock ?? Infinity));
  const ended = Math.min(...reversals.map((row) => row.created_clock));
  const moves = await db
    .selectFrom('money_moves')
    .select(['account', 'amount_minor', 'created_clock'])
    .where('kind', 'in', ['payout', 'earnings'])
    .where('currency', '=', CODE)
    .where('state', '=', 'moved')
    .execute();
  const sent = moves.filter((row) => row.created_clock >= opened && row.created_clock < ended);
  const before = moves.filter((row) => row.account === account && row.created_clock < opened);
  const sum = (all: readonly { readonly amount_minor: number | null }[]): number =>
    all.reduce((total, row) => total + (row.amount_minor ?? 0), 0);
  return {
    paidToSellerMinor: sum(before),
    withdrawnMinor: sum(rows),
    takenBackMinor: sum(reversals),
    paidBelowZeroMinor: sum(sent),
    halt: lines.find(({ status }) => status === 'held')?.reason ?? null,
  };
}

/** The same days twice, side by side: `startMs` is when the story began, by the clock. */
export async function incidentReport(db: Database, startMs: number): Promise<string> {
  return incidentTable(withoutGuard(startMs), await withGuard(db));
}

export function incidentTable(off: Unguarded, on: Guarded): string {
  const money = (amountMinor: number): string => formatMoney(amountMinor, CODE);
  const row = (label: string, without: string, guarded: string): string =>
    `${label.padEnd(LABEL_WIDTH)}${without.padStart(COLUMN_WIDTH)}${guarded.padStart(COLUMN_WIDTH)}`;
  const amounts = (label: string, without: number, guarded: number): string =>
    row(label, money(without), money(guarded));
  const { name } = ROLES.velvet;
  const { slidesDay, paidDay, disputedDay } = INCIDENT;
  return [
    `${money(-off.platformMinor)}, twice: with the guard off (a loop that believes charges_enabled, in a world of its own), and on`,
    '',
    row('', 'guard off', 'guard on'),
    row(`day ${slidesDay}  transfers of ${name}`, off.capability, off.capability),
    amounts(`day ${paidDay}  paid to its bank by the run`, off.paidToSellerMinor, on.paidToSellerMinor),
    amounts(`day ${disputedDay}  withdrawn by two disputes`, off.withdrawnMinor, on.withdrawnMinor),
    amounts('paid out while the platform is below zero', off.paidBelowZeroMinor, on.paidBelowZeroMinor),
    amounts('taken back from the seller', off.takenBackMinor, on.takenBackMinor),
    amounts(
      'lost by the platform',
      off.withdrawnMinor - off.takenBackMinor,
      on.withdrawnMinor - on.takenBackMinor,
    ),
    '',
    on.halt === null ? 'No line of a run was held.' : `Why the run did not pay: ${on.halt}`,
  ].join('\n');
}
