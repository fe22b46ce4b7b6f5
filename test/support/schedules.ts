/** How many seeded schedules a core goes through; mutation testing asks for fewer, for it goes through them often. */
export const SCHEDULES = Number(process.env['RECOUP_TEST_SCHEDULES'] ?? 10_000);

/** What must occur in a share of the schedules is only sure to in all of them. */
export const SHARES_COUNT = SCHEDULES >= 10_000;

/** How often a property of plain functions is tried: as often as it says, or as mutation testing asks. */
export const tries = (count: number): number => Math.min(count, SCHEDULES);
