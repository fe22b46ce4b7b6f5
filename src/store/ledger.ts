import { bookReader } from './ledger-reads';
import { claimBooker } from './ledger-claims';
import { movementBooker } from './ledger-movements';
import { moveBooker } from './ledger-moves';
import type { Ledger, RaiseWake } from './ports';

/**
 * The books on PostgreSQL. What it writes is decided by the pure ledger in `domain/ledger`; what it adds is that
 * everything happens once and one at a time, and that whoever follows a claim hears of its change.
 */
export function createLedger(raiseWake: RaiseWake): Ledger {
  return {
    ...bookReader(),
    ...movementBooker(raiseWake),
    ...claimBooker(raiseWake),
    ...moveBooker(raiseWake),
  };
}
