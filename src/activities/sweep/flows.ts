import { readSetting, writeSetting } from '../../store/settings';
import { wakeFlow } from '../../store/flow-wakes';
import { accountsOwingWithoutCase, openFlows } from '../../store/sweep-reads';
import { transact } from '../../store/transact';
import type { Slice, SliceDone } from './deps';

const CURSOR = 'sweep_flows';
const FLOWS_A_SLICE = 200;
const AT_ONCE = 10;

/**
 * Whether a workflow runs for everything that the store says is open: one that was terminated, failed or is missing
 * is started again by a wake. A cancelled one was handed to a person. Claims without a case have their account looked
 * at, which opens one.
 */
export async function restartFlows(slice: Slice): Promise<SliceDone> {
  const { db } = slice;
  const cursor = await readSetting(db, CURSOR);
  const after = typeof cursor === 'string' ? cursor : '';
  const flows = await openFlows(db, after, FLOWS_A_SLICE);
  let found = after === '' ? await wakeOwing(slice) : 0;
  for (let from = 0; from < flows.length; from += AT_ONCE) {
    const some = flows.slice(from, from + AT_ONCE);
    const started = await Promise.all(some.map((flow) => restart(slice, flow)));
    found += started.filter(Boolean).length;
  }
  const more = flows.length === FLOWS_A_SLICE;
  await writeSetting(db, CURSOR, more ? (flows.at(-1) ?? null) : null);
  return { read: flows.length, found, more };
}

async function restart({ db, flowStatus, raiseWake }: Slice, workflowId: string): Promise<boolean> {
  if ((await flowStatus(workflowId)) !== 'gone') return false;
  await transact(db, (tx) => wakeFlow(tx, raiseWake, workflowId));
  return true;
}

async function wakeOwing({ db, raiseWake }: Slice): Promise<number> {
  const accounts = await accountsOwingWithoutCase(db);
  for (const account of accounts) {
    await transact(db, (tx) => raiseWake(tx, { kind: 'account', account }, 'soon'));
  }
  return accounts.length;
}
