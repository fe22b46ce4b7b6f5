import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type EarnedLine, problemsText } from '../../domain/payout/earnings';
import type { PayoutDate } from '../../domain/payout/run-id';
import { readCsv, readJsonText } from './earnings-file';

/** The earnings of a day, or why there are none, for people. */
export type DayEarnings =
  | { readonly kind: 'read'; readonly lines: readonly EarnedLine[] }
  | { readonly kind: 'none'; readonly why: string };

/** Some hundred thousand lines, as over HTTP. */
const MOST_BYTES = 50_000_000;

/** Reads `<date>.csv` or `<date>.json` out of the folder; of a file with a mistake nothing is taken. */
export async function earningsOfDay(folder: string | null, date: PayoutDate): Promise<DayEarnings> {
  if (folder === null) {
    return none(
      `RECOUP_EARNINGS_FOLDER is not set, so that the earnings of ${date} cannot be taken. Set it for the worker to the folder of the files`,
    );
  }
  const [csv, json] = [join(folder, `${date}.csv`), join(folder, `${date}.json`)];
  try {
    const sizes = [await bytesOf(csv), await bytesOf(json)];
    if (sizes.every((bytes) => bytes === null)) {
      return none(`There is neither ${csv} nor ${date}.json beside it. Put the earnings of the day there`);
    }
    if (sizes.every((bytes) => bytes !== null)) {
      return none(`There are both ${csv} and ${date}.json. Leave the one that is to be paid`);
    }
    const file = sizes[0] === null ? json : csv;
    if (sizes.some((bytes) => bytes !== null && bytes > MOST_BYTES)) {
      return none(`${file} has more than ${MOST_BYTES} bytes: earnings of one day are smaller. Mend it`);
    }
    const text = await readFile(file, 'utf8');
    const { lines, problems } = file === csv ? readCsv(text) : readJsonText(text);
    if (problems.length === 0) return { kind: 'read', lines };
    return none(`Nothing of ${file} is paid:\n${problemsText(problems)}\nMend these lines`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return none(`The earnings of ${date} cannot be read (${why}). Let the worker read ${folder}`);
  }
}

const none = (why: string): DayEarnings => ({ kind: 'none', why });

/** Null where there is no such file. */
async function bytesOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
