import type { CauseId } from '../ids';
import type { Owed, Part } from './books';

/** Worked rule R10: the oldest cause first, fees last; the cause's id decides between equals. */
export function payingOrder(
  a: { readonly cause: CauseId; readonly part: Part; readonly sinceMs: number },
  b: { readonly cause: CauseId; readonly part: Part; readonly sinceMs: number },
): number {
  if (a.part !== b.part) return a.part === 'fee' ? 1 : -1;
  if (a.sinceMs !== b.sinceMs) return a.sinceMs - b.sinceMs;
  return a.cause < b.cause ? -1 : Number(a.cause > b.cause);
}

/** Money that names its cause pays that part of it first, then the rest of that cause (R10). */
export interface Named {
  readonly cause: CauseId;
  readonly part: Part;
}

export interface Division {
  /** What is paid of each cause, positive, in the order of paying. */
  readonly paid: readonly Owed[];
  /** What is left when nothing is owed any more. */
  readonly restMinor: number;
}

/** Divides an amount over what is owed. The parts and the rest add up to the amount. All in minor units. */
export function divide(owed: readonly Owed[], amountMinor: number, named: Named | null = null): Division {
  const rank = (row: Owed): number => {
    if (named === null || row.cause !== named.cause) return 2;
    return row.part === named.part ? 0 : 1;
  };
  const ordered = [...owed].sort((a, b) => rank(a) - rank(b) || payingOrder(a, b));
  const paid: Owed[] = [];
  let restMinor = amountMinor;
  for (const row of ordered) {
    const part = Math.min(restMinor, row.amountMinor);
    if (part > 0) paid.push({ ...row, amountMinor: part });
    restMinor -= part;
  }
  return { paid, restMinor };
}
