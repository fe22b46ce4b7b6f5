import { unsettledMoves } from '../../store/money-moves';
import type { Slice, SliceDone } from './deps';

const AT_ONCE = 50;

/** Moves whose outcome is not known are followed up by the door, whose calls are its own. */
export async function settleMoves({ db, settleUnknown }: Slice): Promise<SliceDone> {
  const { length: read } = await unsettledMoves(db, AT_ONCE);
  const left = read === 0 ? 0 : await settleUnknown(AT_ONCE);
  return { read, found: read - left, more: false };
}
