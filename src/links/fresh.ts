import type { Clock } from '../domain/clock';
import { HOUR_MS, momentAt } from '../domain/clock';
import { noticeOf } from '../notify/templates';
import type { Database } from '../store/database';
import { knowsLink } from '../store/links';
import { noticesSince, queueNotice } from '../store/notices';
import { hashOfToken, type Claims } from './token';

/** Letters with fresh links to one account within a day, whatever they are for. */
const MOST_A_DAY = 5;
const DAY_WALL_MS = 24 * HOUR_MS;

/**
 * Has a fresh link of the same kind sent to the address that Stripe has of the seller, once an hour and five times a
 * day at most. Whoever asks learns nothing from it. Answers whether a letter was queued.
 */
export async function askForFresh(
  db: Database,
  clock: Clock,
  token: string,
  { purpose, account }: Claims,
  wallMs: number,
): Promise<boolean> {
  // Only what was given to this seller: a key may serve more than one database.
  if (!(await knowsLink(db, hashOfToken(token)))) return false;
  const subject = `account:${account}`;
  return db.transaction().execute(async (tx) => {
    const sent = await noticesSince(tx, { subject, template: 'freshLink' }, wallMs - DAY_WALL_MS);
    if (sent >= MOST_A_DAY) return false;
    const rung = `fresh-${purpose}:${Math.floor(wallMs / HOUR_MS)}`;
    const notice = noticeOf(
      { subject, rung, audience: 'seller', account },
      { template: 'freshLink', params: { purpose } },
    );
    return queueNotice(tx, notice, wallMs, momentAt(clock, wallMs));
  });
}
