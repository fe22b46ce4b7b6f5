import { mayBeOfLine, type RoutedTo } from '../domain/routing';
import { momentAt, type Clock } from '../domain/clock';
import { refundSubject } from '../domain/ids';
import { assertNever } from '../domain/never';
import { raiseAttention } from '../store/attention';
import type { Database, Tx } from '../store/database';
import {
  eventSetAsideKey,
  recordRouting,
  recordRoutingFailure,
  takeNewEvents,
  type NewEvent,
} from '../store/events';
import {
  disputesShortOfPlatformBalance,
  owingAccounts,
  refundsShortOfPlatformBalance,
  runsUnderWater,
} from '../store/owing';
import { linesPaidBy } from '../store/payout-lines';
import type { WakeClass } from '../store/ports';
import { isRequested } from '../store/refund-requests';
import type { WakeSubject } from '../store/schema';
import { raiseWakes, wakeTarget } from '../store/wakes';
import { RETRIES, retryAfter, wordsOf, type Retries } from './backoff';
import type { Turn } from './loop';
import { intentOf, type Intent } from './intent';

const BATCH = 500;

export interface RoutingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly wallNow: () => number;
  /** One installation is live or test: events of the other mode are kept and concern nobody. */
  readonly livemode: boolean;
  readonly retries?: Retries;
}

/**
 * Routes the oldest new events, all of a batch in one transaction. An event that fails is
 * tried again by itself, so that it does not hold up the others, and is set aside with attention in the end.
 */
export async function routeEvents(deps: RoutingDeps): Promise<Turn> {
  try {
    return await deps.db.transaction().execute(async (tx) => {
      const events = await takeNewEvents(tx, BATCH);
      await routeBatch(tx, deps, events);
      return { taken: events.length, more: events.length === BATCH };
    });
  } catch {
    return routeOne(deps);
  }
}

async function routeOne(deps: RoutingDeps): Promise<Turn> {
  let taken: NewEvent | undefined;
  try {
    return await deps.db.transaction().execute(async (tx) => {
      [taken] = await takeNewEvents(tx, 1);
      if (taken === undefined) return { taken: 0, more: false };
      await routeBatch(tx, deps, [taken]);
      return ONE;
    });
  } catch (error) {
    if (taken === undefined) throw error;
    const { seq, attempts } = taken;
    const retryInMs = retryAfter(deps.retries ?? RETRIES, attempts);
    await deps.db.transaction().execute((tx) => setBack(tx, deps, seq, wordsOf(error), retryInMs));
    return ONE;
  }
}

async function routeBatch(tx: Tx, deps: RoutingDeps, events: readonly NewEvent[]): Promise<void> {
  const intents = events.map((event) => ({ event, intent: intentOf(event, deps.livemode) }));
  const owing = await owingAccounts(tx, [
    ...new Set(intents.flatMap(({ intent }) => owingAccountOf(intent))),
  ]);
  const lines = await linesPaidBy(tx, intents.flatMap(payerOf));
  const routed: { event: NewEvent; subjects: WakeSubject[]; wakeClass: WakeClass; reason: string | null }[] =
    [];
  for (const { event, intent } of intents) {
    switch (intent.kind) {
      case 'malformed':
        await setBack(tx, deps, event.seq, intent.reason, null);
        break;
      case 'nobody':
        routed.push({ event, subjects: [], wakeClass: 'soon', reason: intent.reason });
        break;
      case 'target': {
        const { subjects, reason } = await subjectsOf(tx, intent.target, owing);
        const line = lines.get(event.objectId ?? '');
        routed.push(
          line === undefined
            ? { event, subjects, wakeClass: intent.wakeClass, reason }
            : {
                event,
                subjects: [...subjects, { kind: 'payout_line', line }],
                wakeClass: 'now',
                reason: null,
              },
        );
        break;
      }
      default:
        assertNever(intent);
    }
  }

  // One raise for each target and class; its events share the numbers up to the one it answers.
  const groups = new Map<string, { subject: WakeSubject; wakeClass: WakeClass; by: number }>();
  for (const { subjects, wakeClass } of routed) {
    for (const subject of subjects) {
      const target = wakeTarget(subject);
      const group = groups.get(target) ?? { subject, wakeClass, by: 0 };
      groups.set(target, {
        subject,
        wakeClass: wakeClass === 'now' ? 'now' : group.wakeClass,
        by: group.by + 1,
      });
    }
  }
  const numbers = await raiseWakes(tx, [...groups.values()]);
  const next = new Map([...groups].map(([target, { by }]) => [target, (numbers.get(target) ?? 0) - by]));
  await recordRouting(
    tx,
    routed.map(({ event, subjects, reason }) => ({
      seq: event.seq,
      state: subjects.length > 0 ? ('routed' as const) : ('no_concern' as const),
      wakes: subjects.map((subject) => {
        const target = wakeTarget(subject);
        const number = (next.get(target) ?? 0) + 1;
        next.set(target, number);
        return { target, number };
      }),
      reason,
    })),
  );
}

/** The object of an event that can be news of a line of a payout run. */
function payerOf({ event, intent }: { event: NewEvent; intent: Intent }): string[] {
  return intent.kind === 'target' && event.objectId !== null && mayBeOfLine(event.type)
    ? [event.objectId]
    : [];
}

/** What is beside it in the batch still waits. */
const ONE: Turn = { taken: 1, more: true };

function owingAccountOf(intent: Intent): string[] {
  return intent.kind === 'target' && intent.target.to === 'owing_account' ? [intent.target.account] : [];
}

async function subjectsOf(
  tx: Tx,
  target: RoutedTo,
  owing: ReadonlySet<string>,
): Promise<{ subjects: WakeSubject[]; reason: string | null }> {
  switch (target.to) {
    case 'account':
      return { subjects: [{ kind: 'account', account: target.account }], reason: null };
    case 'owing_account':
      return owing.has(target.account)
        ? { subjects: [{ kind: 'account', account: target.account }], reason: null }
        : { subjects: [], reason: 'the account has no open case or claim' };
    case 'dispute':
      return {
        subjects: [{ kind: 'dispute', dispute: target.dispute, account: target.account }],
        reason: null,
      };
    case 'refund': {
      const { account, request } = target;
      const asked = request !== null && (await isRequested(tx, refundSubject(request)));
      return {
        subjects: [{ kind: 'refund', refund: asked ? request : target.refund, account }],
        reason: null,
      };
    }
    case 'case':
      return {
        subjects: [{ kind: 'case', account: target.account, currency: target.currency }],
        reason: null,
      };
    case 'waiting_for_platform_balance': {
      const disputes = await disputesShortOfPlatformBalance(tx);
      const refunds = await refundsShortOfPlatformBalance(tx);
      const subjects: WakeSubject[] = [
        ...disputes.map((dispute) => ({ kind: 'dispute' as const, ...dispute })),
        ...refunds.map((refund) => ({ kind: 'refund' as const, ...refund })),
        ...(await runsUnderWater(tx)).map((run) => ({ kind: 'payout_run' as const, run })),
      ];
      return { subjects, reason: subjects.length > 0 ? null : 'no flow waits for money on the platform' };
    }
    case 'warning':
      return {
        subjects: [{ kind: 'warning', charge: target.charge, account: target.account }],
        reason: null,
      };
    default:
      return assertNever(target);
  }
}

async function setBack(
  tx: Tx,
  deps: RoutingDeps,
  seq: number,
  reason: string,
  retryInMs: number | null,
): Promise<void> {
  await recordRoutingFailure(tx, seq, reason, retryInMs);
  if (retryInMs !== null) return;
  const attention = {
    key: eventSetAsideKey(seq),
    subject: `event:${seq}`,
    kind: 'event_set_aside',
    message: `An event in the inbox cannot be routed (${reason}). Look at it, then send it again or let it rest.`,
    command: `bin/recoup inbox again ${seq}`,
  };
  await raiseAttention(tx, attention, momentAt(deps.clock, deps.wallNow()));
}
