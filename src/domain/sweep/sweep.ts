import { addCounts, NOTHING_SWEPT, SWEEP_PARTS } from './parts';
import type { SweepPart, SweepPartResult, SweepResult, SweepSlice } from './parts';

/** What a sweep asks of the world. Each slice is bounded; where it stopped is kept in the store. */
export interface SweepActivities {
  /** Opens the row of a sweep and answers its number. */
  beginSweep(): Promise<number>;
  sweepSlice(part: SweepPart): Promise<SweepSlice>;
  /** Writes the results, and raises or settles attention part by part. */
  endSweep(number: number, result: SweepResult): Promise<void>;
}

/** A part that has more to do than this goes on with the next sweep. */
const MOST_SLICES = 150;

/**
 * One sweep: part after part, each slice by slice. A part that fails is named in the results and keeps no other from
 * its work. `isFatal` says which errors end the sweep itself.
 */
export async function runSweep(
  activities: SweepActivities,
  isFatal: (error: unknown) => boolean,
): Promise<SweepResult> {
  const number = await activities.beginSweep();
  const results: [SweepPart, SweepPartResult][] = [];
  for (const part of SWEEP_PARTS) results.push([part, await sweepPart(activities, part, isFatal)]);
  const result = Object.fromEntries(results) as SweepResult;
  await activities.endSweep(number, result);
  return result;
}

async function sweepPart(
  activities: SweepActivities,
  part: SweepPart,
  isFatal: (error: unknown) => boolean,
): Promise<SweepPartResult> {
  let counts = NOTHING_SWEPT;
  for (let slices = 0; slices < MOST_SLICES; slices += 1) {
    try {
      const slice = await activities.sweepSlice(part);
      counts = addCounts(counts, slice);
      if (slice.failed !== null || !slice.more) return { ...counts, failed: slice.failed };
    } catch (error) {
      if (isFatal(error)) throw error;
      return { ...counts, failed: innermost(error) };
    }
  }
  return { ...counts, failed: null };
}

/** Temporal wraps what an activity threw. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300);
  return error.cause instanceof Error ? innermost(error.cause) : error.message.slice(0, 300);
}
