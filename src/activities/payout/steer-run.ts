import type { Moment } from '../../domain/clock';
import { accountId } from '../../domain/ids';
import { currency } from '../../domain/money';
import { mayBeReissued } from '../../domain/payout/line';
import type { RunId } from '../../domain/payout/run-id';
import type { Json } from '../../domain/json';
import { settleAttention } from '../../store/attention';
import type { Tx } from '../../store/database';
import { appendDecision } from '../../store/decisions';
import { moveEarnings } from '../../store/earnings';
import { lockPayouts } from '../../store/locks';
import { insertLines, type LineRow, markReissued, readLines } from '../../store/payout-lines';
import { dateOf, insertRun, lockRun, type RunRow, runsOf, setRunStatus } from '../../store/payout-runs';
import { passReserves } from '../../store/reserves';
import { transact } from '../../store/transact';
import { begin, type RunDeps } from './ask-run';
import { RunRefused } from './run-refused';

/** Who says so, and why: kept with the decision. */
export interface Said {
  readonly by: string;
  readonly reason: string;
}

/** No further line is begun; those under way come to their end. @throws RunRefused */
export async function stopRun({ db, raiseWake }: RunDeps, run: RunId, said: Said, at: Moment): Promise<void> {
  await transact(db, async (tx) => {
    const row = await openOne(tx, run);
    await setRunStatus(tx, run, 'stopped', `${said.by}: ${said.reason}`, at);
    await raiseWake(tx, { kind: 'payout_run', run: row.run }, 'now');
    await record(tx, 'payout_run_stop', row, said, {}, at);
  });
}

/** Goes on with what is left, and looks at the platform's balance now. @throws RunRefused */
export async function resumeRun(
  { db, raiseWake }: RunDeps,
  run: RunId,
  said: Said,
  at: Moment,
): Promise<void> {
  await transact(db, async (tx) => {
    const row = await openOne(tx, run);
    await setRunStatus(tx, run, 'waiting', null, at);
    await raiseWake(tx, { kind: 'payout_run', run: row.run }, 'now');
    await record(tx, 'payout_run_resume', row, said, {}, at);
  });
}

async function openOne(tx: Tx, run: RunId): Promise<RunRow> {
  const row = await known(tx, run);
  if (row.status !== 'done') return row;
  throw new RunRefused(
    'run_ended',
    `${run} has ended: nothing of it is left to be begun. What it held or could not pay: bin/recoup payouts reissue ${run}`,
  );
}

async function known(tx: Tx, run: RunId): Promise<RunRow> {
  const row = await lockRun(tx, run);
  if (row !== null) return row;
  throw new RunRefused(
    'unknown_run',
    `There is no run ${run}. bin/recoup payouts list shows those there are.`,
  );
}

/**
 * Has what a run held or could not pay decided afresh by a run of the next version: new lines, new keys. What was
 * sent or paid stays out of it. @throws RunRefused
 */
export async function reissueRun(
  { db, raiseWake }: RunDeps,
  run: RunId,
  said: Said,
  at: Moment,
): Promise<RunId> {
  return transact(db, async (tx) => {
    await lockPayouts(tx);
    const row = await known(tx, run);
    if (row.dry_run) {
      throw new RunRefused(
        'nothing_to_reissue',
        `${run} was a rehearsal: nothing of it was to be paid. Begin the run itself.`,
      );
    }
    if (row.status !== 'done' && row.status !== 'stopped') {
      throw new RunRefused(
        'run_goes_on',
        `${run} goes on: wait for its end, or stop it first (bin/recoup payouts stop ${run}).`,
      );
    }
    const lines = (await readLines(tx, run)).filter(isToBePaidAgain);
    if (lines.length === 0) {
      throw new RunRefused(
        'nothing_to_reissue',
        `Nothing of ${run} was held or failed and is still to be paid.`,
      );
    }
    const next = await nextVersion(tx, row, said, at);
    const ids = await insertLines(
      tx,
      next,
      lines.map((line) => ({ account: accountId(line.account), ...amountsOf(line) })),
      at,
    );
    for (const line of lines) {
      const to = ids.get(line.account) ?? 0;
      await moveEarnings(tx, line.line_id, to);
      await passReserves(tx, line.line_id, to);
      await markReissued(tx, line.line_id, to);
      await settleAttention(tx, `payout_line:${line.line_id}:failed`, said.by, at);
    }
    await record(tx, 'payout_run_reissue', row, said, { as: next.run, lines: lines.length }, at);
    await begin(tx, raiseWake, next, said.by, at);
    return next.run as RunId;
  });
}

/** What stands although nothing was sent is due to the next run by itself. */
const isToBePaidAgain = (line: LineRow): boolean =>
  mayBeReissued(line.status) &&
  line.reissued_as === null &&
  (line.status === 'failed' || line.settled_clock === null);

/** What came back is owed once more as it was sent; what was never decided is as it was asked for. */
function amountsOf(line: LineRow) {
  if (line.settled_clock !== null && line.earned_minor + line.carried_minor + line.released_minor > 0) {
    return { earnedMinor: 0, carriedMinor: line.target_minor ?? 0, releasedMinor: 0 };
  }
  return {
    earnedMinor: line.earned_minor,
    carriedMinor: line.carried_minor,
    releasedMinor: line.released_minor,
  };
}

async function nextVersion(tx: Tx, row: RunRow, said: Said, at: Moment): Promise<RunRow> {
  const of = { date: dateOf(row), currency: currency(row.currency), mode: row.mode, dryRun: false };
  const version = ((await runsOf(tx, of)).at(-1)?.version ?? row.version) + 1;
  const askedHash = `${row.asked_hash}:v${version}`;
  return insertRun(tx, { ...of, version, idempotencyKey: null, askedHash, askedBy: said.by }, at);
}

async function record(
  tx: Tx,
  kind: string,
  row: RunRow,
  { by, reason }: Said,
  more: { readonly [key: string]: Json },
  at: Moment,
): Promise<void> {
  await appendDecision(
    tx,
    {
      kind,
      subject: row.run,
      actor: by,
      inputs: {},
      reason,
      policyHash: '',
      action: { run: row.run, ...more },
      verdict: 'recorded',
    },
    at,
  );
}
