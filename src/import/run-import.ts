import { setTimeout as delay } from 'node:timers/promises';
import { readDoorState } from '../store/door-state';
import { endImport, type ImportOptions, type ImportRow, notAdopted, openImport } from '../store/imports';
import { transact } from '../store/transact';
import { readAccounts } from './accounts';
import { type ImportDeps, momentOf } from './deps';
import { readDisputes } from './disputes';

/** Money would move by what is taken up, and nobody has said that it shall. */
export class ActingError extends Error {
  override readonly name = 'ActingError';
  readonly exitCode = 2;

  constructor() {
    super(
      'The mode is act, and an import takes up what was there before Recoup: it would be recovered at once. ' +
        'Observe first (bin/recoup mode observe), import, read the report, then act; or say --while-acting.',
    );
  }
}

/**
 * Reads what is there at Stripe page by page, and has the flows take it up. Begins where an earlier import was
 * interrupted. Answers the import, in the phase `adopting`.
 * @throws ActingError in the mode `act`; Stripe's error where it stays out of reach: the next call goes on from there.
 */
export async function scan(deps: ImportDeps, options: ImportOptions): Promise<ImportRow> {
  await refuseWhileActing(deps);
  let row = await transact(deps.db, (tx) => openImport(tx, options, momentOf(deps)));
  // What an interrupted import was asked for stands until its end.
  const asked = row.options as unknown as ImportOptions;
  while (row.phase === 'disputes' || row.phase === 'accounts') {
    await refuseWhileActing(deps);
    tellProgress(deps, row, null);
    row =
      row.phase === 'disputes' ? await readDisputes(deps, row, asked) : await readAccounts(deps, row, asked);
  }
  tellProgress(deps, row, null);
  return row;
}

async function refuseWhileActing({ db, whileActing }: ImportDeps): Promise<void> {
  if (!whileActing && (await readDoorState(db)).mode === 'act') throw new ActingError();
}

function tellProgress({ onProgress }: ImportDeps, row: ImportRow, waiting: number | null): void {
  onProgress({
    phase: row.phase,
    accountsRead: row.accounts_read,
    disputesRead: row.disputes_read,
    waiting,
  });
}

const POLL_MS = 500;
/** Decisions follow the look that a flow's row shows; none for this long, and the flows wait again. Wall time. */
const QUIET_MS = 3_000;
/** Where others decide all the time it is never quiet: what the flows took up has been decided by then. Wall time. */
const NOT_QUIET_MS = 20_000;

/**
 * Waits until every flow has looked at what was found for it and has decided, and ends the import. Answers how many
 * are left when the time is over: 0 where it has ended.
 */
export async function awaitAdoption(deps: ImportDeps, row: ImportRow, waitMs: number): Promise<number> {
  if (row.phase === 'done') return 0;
  const untilMs = Date.now() + waitMs;
  let lookedMs: number | null = null;
  let last = { decision: -1, atMs: Date.now() };
  for (;;) {
    const left = await notAdopted(deps.db, row.number);
    tellProgress(deps, row, left);
    const nowMs = Date.now();
    const decision = await lastDecision(deps);
    if (decision !== last.decision) last = { decision, atMs: nowMs };
    lookedMs = left > 0 ? null : (lookedMs ?? nowMs);
    if (lookedMs !== null) {
      const quietSinceMs = Math.max(lookedMs, last.atMs);
      if (nowMs - quietSinceMs >= QUIET_MS || nowMs - lookedMs >= NOT_QUIET_MS) {
        await transact(deps.db, (tx) => endImport(tx, row.number, momentOf(deps)));
        return 0;
      }
    }
    if (nowMs >= untilMs) return Math.max(1, left);
    await delay(POLL_MS);
  }
}

async function lastDecision({ db }: ImportDeps): Promise<number> {
  const last = await db
    .selectFrom('decisions')
    .select((row) => row.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return last?.seq ?? 0;
}
