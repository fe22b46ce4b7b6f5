import { DAY_MS } from '../domain/clock';
import { type Mode, readDoorState } from '../store/door-state';
import type { Database } from '../store/database';
import {
  accountsOf,
  casesTakenUp,
  disputesTakenUp,
  type ImportedCase,
  openAttention,
  takenBackBefore,
  type TakenUp,
  type WouldMove,
  wouldMove,
  type WouldSwitch,
  wouldSwitch,
} from '../store/import-report';
import { type ImportPhase, type ImportRow, notAdopted } from '../store/imports';

/** Of what an import found below zero, per currency. Minor units; clock instants, epoch ms. */
export interface BelowZero {
  readonly currency: string;
  readonly accounts: number;
  readonly owedMinor: number;
  readonly oldestSinceMs: number;
  readonly firstClearsMs: number;
  /** What Stripe takes from the platform's reserve within 30 days where nothing comes back. */
  readonly clearsSoonMinor: number;
}

export interface ImportReport {
  readonly import: number;
  readonly startedMs: number;
  readonly phase: ImportPhase;
  readonly mode: Mode;
  readonly accountsRead: number;
  readonly disputesRead: number;
  /** Found, and no flow has looked at it yet. */
  readonly waiting: number;
  readonly disputes: readonly TakenUp[];
  readonly takenBackBefore: readonly TakenUp[];
  readonly belowZero: readonly BelowZero[];
  /** Those that Stripe clears first. */
  readonly cases: readonly ImportedCase[];
  readonly manualSchedules: { readonly count: number; readonly first: readonly string[] };
  readonly unreadable: { readonly count: number; readonly first: readonly string[] };
  readonly wouldMove: readonly WouldMove[];
  readonly wouldSwitch: readonly WouldSwitch[];
  /** What those moves would take back, per currency. */
  readonly saved: readonly { readonly currency: string; readonly amountMinor: number }[];
  readonly attention: number;
}

const FIRST_CASES = 20;
const SOON_MS = 30 * DAY_MS;

/** What an import took up, what Recoup would do about it, and what that would bring; as the store has it now. */
export async function importReport(db: Database, row: ImportRow, nowMs: number): Promise<ImportReport> {
  const cases = await casesTakenUp(db, row.number);
  const moves = await wouldMove(db);
  return {
    import: row.number,
    startedMs: row.started_clock,
    phase: row.phase,
    mode: (await readDoorState(db)).mode,
    accountsRead: row.accounts_read,
    disputesRead: row.disputes_read,
    waiting: row.phase === 'done' ? 0 : await notAdopted(db, row.number),
    disputes: await disputesTakenUp(db, row.number),
    takenBackBefore: await takenBackBefore(db, row.number),
    belowZero: belowZero(cases, nowMs),
    cases: cases.slice(0, FIRST_CASES),
    manualSchedules: await accountsOf(db, row.number, 'manual_schedule'),
    unreadable: await accountsOf(db, row.number, 'unreadable'),
    wouldMove: moves,
    wouldSwitch: await wouldSwitch(db),
    saved: savedBy(moves),
    attention: await openAttention(db),
  };
}

function belowZero(cases: readonly ImportedCase[], nowMs: number): readonly BelowZero[] {
  const codes = [...new Set(cases.map(({ currency }) => currency))].sort();
  return codes.map((currency) => {
    const own = cases.filter((one) => one.currency === currency);
    const soon = own.filter(({ clearsMs }) => clearsMs <= nowMs + SOON_MS);
    return {
      currency,
      accounts: own.length,
      owedMinor: sumOf(own.map(({ owedMinor }) => owedMinor)),
      oldestSinceMs: Math.min(...own.map(({ negativeSinceMs }) => negativeSinceMs)),
      firstClearsMs: Math.min(...own.map(({ clearsMs }) => clearsMs)),
      clearsSoonMinor: sumOf(soon.map(({ owedMinor }) => owedMinor)),
    };
  });
}

/** Kinds of moves that bring money back; what goes the other way saves nothing. */
const BRINGS_BACK: readonly string[] = ['reversal', 'account_debit', 'credit_reversal'];

function savedBy(moves: readonly WouldMove[]): ImportReport['saved'] {
  const bringing = moves.filter(({ kind }) => BRINGS_BACK.includes(kind));
  const codes = [...new Set(bringing.map(({ currency }) => currency))].sort();
  return codes.map((currency) => ({
    currency,
    amountMinor: sumOf(
      bringing.filter((one) => one.currency === currency).map(({ amountMinor }) => amountMinor),
    ),
  }));
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);
