import type { Logger } from 'pino';
import { momentAt, type Clock } from '../domain/clock';
import { raiseAttention } from '../store/attention';
import type { Database, Tx } from '../store/database';
import type { Channel, Message } from './channel';
import {
  hasClosed,
  recordFailure,
  recordSent,
  recordWithdrawn,
  takeDueNotice,
  type DueNotice,
} from './outbox-rows';
import { isOnlyWhileOpen, render } from './templates';
import { UnrenderableNotice, type Rendered } from './templates/template';
import { defaultTimeZone } from './time-zones';

export interface OutboxOptions {
  readonly db: Database;
  /** Each notice goes out through every one; its text stays in the store besides. */
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  /** The platform's name as its sellers know it. */
  readonly platform: string;
  readonly log: Logger;
}

/** What is kept of a notice in the store: its words, and the channels that have it. */
type StoredText = { readonly subject: string; readonly text: string; readonly delivered: readonly string[] };

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** With the delays above, a channel may be away for about eight hours. */
const ATTEMPTS = 14;

/**
 * Sends what is due and answers how many notices it settled, in one way or another. Outboxes may run side by side.
 * A notice is sent at least once: a crash after a delivery and before the commit repeats it, under the same id.
 */
export async function sendDueNotices(options: OutboxOptions, atMost = 100): Promise<number> {
  let count = 0;
  while (count < atMost && (await options.db.transaction().execute((tx) => sendOne(tx, options)))) count += 1;
  return count;
}

async function sendOne(tx: Tx, options: OutboxOptions): Promise<boolean> {
  const notice = await takeDueNotice(tx, options.wallNow());
  if (notice === null) return false;
  if (isOnlyWhileOpen(notice.template) && (await hasClosed(tx, notice.subject))) {
    await recordWithdrawn(tx, notice.notice_id, 'its case had closed before its hour came');
    return true;
  }
  let words: Rendered;
  try {
    words = inWords(notice, options.platform);
  } catch (error) {
    if (!(error instanceof UnrenderableNotice)) throw error;
    await giveUp(tx, notice, null, error.message, options);
    return true;
  }
  const { stored, problem } = await deliver(notice, words, options.channels);
  if (problem === null) {
    await recordSent(tx, notice.notice_id, stored, momentAt(options.clock, options.wallNow()));
  } else if (notice.attempts + 1 >= ATTEMPTS) {
    await giveUp(tx, notice, stored, problem, options);
  } else {
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** notice.attempts);
    const nextAttemptMs = options.wallNow() + delayMs;
    await recordFailure(tx, notice.notice_id, { error: problem, rendered: stored, nextAttemptMs });
    options.log.warn(
      { notice: noticeName(notice), problem, attempt: notice.attempts + 1 },
      'notice not sent',
    );
  }
  return true;
}

function inWords(notice: DueNotice, platform: string): Rendered {
  return render(notice.template, notice.params, {
    audience: notice.audience,
    account: notice.account === null ? null : { id: notice.account, kind: notice.kind },
    platform,
    timeZone: notice.audience === 'seller' ? defaultTimeZone(notice.country) : 'UTC',
    bankLast4: {},
  });
}

/** A channel that has it already, from an attempt at which another one failed, is passed by. */
async function deliver(
  notice: DueNotice,
  words: Rendered,
  channels: readonly Channel[],
): Promise<{ stored: StoredText; problem: string | null }> {
  const message: Message = {
    id: noticeName(notice),
    audience: notice.audience,
    account: notice.account,
    ...words,
  };
  const delivered = [...deliveredBefore(notice)];
  const problems: string[] = [];
  for (const channel of channels.filter(({ name }) => !delivered.includes(name))) {
    try {
      await channel.deliver(message);
      delivered.push(channel.name);
    } catch (error) {
      problems.push(`${channel.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { stored: { ...words, delivered }, problem: problems.length === 0 ? null : problems.join('; ') };
}

function deliveredBefore(notice: DueNotice): readonly string[] {
  const kept = notice.rendered;
  if (typeof kept !== 'object' || kept === null || !('delivered' in kept) || !Array.isArray(kept.delivered)) {
    return [];
  }
  return kept.delivered.filter((name) => typeof name === 'string');
}

async function giveUp(
  tx: Tx,
  notice: DueNotice,
  rendered: StoredText | null,
  error: string,
  { clock, wallNow, log }: OutboxOptions,
): Promise<void> {
  await recordFailure(tx, notice.notice_id, { error, rendered, nextAttemptMs: null });
  await raiseAttention(
    tx,
    {
      key: `${noticeName(notice)}:failed`,
      subject: notice.subject,
      kind: 'notice_failed',
      message: `The notice "${notice.rung}" to the ${notice.audience} could not be sent: ${error}. Tell them by other means.`,
      command: null,
    },
    momentAt(clock, wallNow()),
  );
  log.error({ notice: noticeName(notice), error }, 'notice given up');
}

const noticeName = (notice: DueNotice): string => `notice:${notice.notice_id}`;
