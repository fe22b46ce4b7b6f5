import type { Database, Tx } from './database';
import { initialSetting, readSetting, writeSetting } from './settings';

/** *observe*: decide and record, move nothing. */
export type Mode = 'observe' | 'act';

export interface DoorState {
  readonly mode: Mode;
  readonly frozen: boolean;
}

/** Where nobody has said anything, nothing moves. */
export async function readDoorState(db: Database | Tx): Promise<DoorState> {
  const mode = await readSetting(db, 'mode');
  const frozen = await readSetting(db, 'frozen');
  return { mode: mode === 'act' ? 'act' : 'observe', frozen: frozen === true };
}

/** The mode of a new installation: `act` on the simulator, `observe` on any Stripe key. What was said stands. */
export async function setInitialMode(db: Database | Tx, mode: Mode): Promise<void> {
  await initialSetting(db, 'mode', mode);
}

export async function writeMode(tx: Tx, mode: Mode): Promise<void> {
  await writeSetting(tx, 'mode', mode);
}

export async function writeFrozen(tx: Tx, frozen: boolean): Promise<void> {
  await writeSetting(tx, 'frozen', frozen);
}
