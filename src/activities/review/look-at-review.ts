import { MINUTE_MS, DAY_MS, toClock } from '../../domain/clock';
import type { AccountRecord } from '../../domain/account/record';
import type { AccountId } from '../../domain/ids';
import { reviewWorkflowId } from '../../domain/ids';
import type { ActFact, HoldFacts, ReviewFacts, ReviewRef } from '../../domain/review/facts';
import { isRejectedNow, reviewFindings } from '../../domain/review/findings';
import { reviewPolicy } from '../../domain/review/policy';
import { unknownWordsOf } from '../../domain/review/unknown-words';
import { readAccount, type Account } from '../../store/accounts';
import { recordRead } from '../../store/account-records';
import { followersOf } from '../../store/account-wakes';
import type { Tx } from '../../store/database';
import { readDecision } from '../../store/decisions';
import { currentAct } from '../../store/review-acts';
import { latestReview, onceActive, recordReviewLook, type ReviewRow } from '../../store/reviews';
import { standingOf } from '../../stripe/account-standing';
import { accountAtStripe, type ReachableAccount } from '../case/account-at-stripe';
import { holdFacts } from '../case/hold-facts';
import { type ActivityDeps, momentOf } from '../deps';
import { attentionOf } from '../dispute/said';
import { paidOutByHand } from './paid-out';
import { recoverableFrom } from './recoverable';

/** What is told of a review in the store. */
export const noticeSubject = (number: number): string => `review:${number}`;

/** A worker whose clock is behind looks again when the moment has surely come. */
const LATE_MS = MINUTE_MS;

/**
 * Reads the account and its payout schedule at Stripe, keeps the account's record current, and finds what stands
 * against it, what people have decided, and what became of the hold. Of a rejected account also what can still be had
 * back. Throws only what a retry can mend.
 */
export async function lookAtReview(
  deps: ActivityDeps,
  ref: ReviewRef,
  known: { readonly policyHash: string | null },
): Promise<ReviewFacts> {
  const { account } = ref;
  const startedWallMs = deps.wallNow();
  const startedMs = toClock(deps.clock, startedWallMs);
  const found = await accountAtStripe(deps.stripe, account);
  const record = await keepRecord(deps, account, found, startedWallMs);
  const row = await latestReview(deps.db, account);
  const open = row !== null && row.closed_clock === null ? row : null;
  const at = momentOf(deps);
  const evidence = {
    record,
    onceActive: await onceActive(deps.db, account),
    asked: open?.asked ?? [],
  };
  const all = reviewFindings(evidence, at, deps.policy);
  // What a person judged before, and still stands, is no reason for another review; an open one shows all.
  const findings = open === null ? all.filter(({ id }) => !(row?.judged ?? []).includes(id)) : all;
  const recoverable =
    found !== null && isRejectedNow(findings) ? await recoverableFrom(deps, account, found.account) : [];
  const stored = await readAccount(deps.db, account);
  const hold = await holdOf(deps, account, stored, found);
  const inStore = await deps.db
    .transaction()
    .execute((tx) => readAndKeep(deps, tx, account, open, findings, recoverable));
  const policy = reviewPolicy(deps.policy, deps.clock);
  return {
    startedMs,
    openedMs: open?.opened_clock ?? startedMs,
    reachable: found !== null,
    findings,
    changesMs: soonest(
      [deadlineNearsMs(record, deps.policy.guard.deadlineWindowDays), inStore.expiresMs],
      startedMs,
    ),
    unknownWords: unknownWordsOf(record),
    hold,
    recoverable,
    ...inStore.facts,
    policy: known.policyHash === policy.hash ? null : policy,
  };
}

async function keepRecord(
  deps: ActivityDeps,
  account: AccountId,
  found: ReachableAccount | null,
  startedWallMs: number,
): Promise<AccountRecord> {
  return deps.db.transaction().execute(async (tx) => {
    const read =
      found === null
        ? { reachable: false as const }
        : { reachable: true as const, found: standingOf(found.account) };
    const at = momentOf(deps);
    const { record, findingsChanged } = await recordRead(tx, account, read, startedWallMs, at, deps.policy);
    // Whoever waits for the account learns it from whichever look saw it first.
    const followers = findingsChanged ? await followersOf(tx, account) : [];
    for (const subject of followers) await deps.raiseWake(tx, subject, 'now');
    return record;
  });
}

async function holdOf(
  deps: ActivityDeps,
  account: AccountId,
  stored: Account | null,
  found: ReachableAccount | null,
): Promise<HoldFacts> {
  const { holdLimit, scheduleChanged } = holdFacts(deps, stored, found?.settings ?? null);
  const mine = stored?.hold_reasons.includes(reviewWorkflowId(account)) ?? false;
  const setAtMs = stored?.hold_set_at ?? null;
  return {
    mine,
    limit: holdLimit,
    scheduleChanged,
    paidOut:
      mine && setAtMs !== null && found !== null
        ? await paidOutByHand(deps.stripe, account, toClock(deps.clock, setAtMs))
        : [],
  };
}

type InStore = Pick<ReviewFacts, 'number' | 'act' | 'told' | 'raised' | 'judged'>;

async function readAndKeep(
  deps: ActivityDeps,
  tx: Tx,
  account: AccountId,
  open: ReviewRow | null,
  findings: ReviewFacts['findings'],
  recoverable: ReviewFacts['recoverable'],
): Promise<{ readonly facts: InStore; readonly expiresMs: number | null }> {
  const at = momentOf(deps);
  if (open !== null) await recordReviewLook(tx, open.number, { findings, recoverable }, at);
  const act = await currentAct(tx, account, at);
  const told = await tx
    .selectFrom('notices')
    .select('rung')
    .distinct()
    .where('subject', '=', noticeSubject(open?.number ?? 0))
    .execute();
  const request = act?.state === 'asked' ? await readDecision(tx, act.row.act_id) : null;
  const fact: ActFact | null =
    act === null
      ? null
      : {
          id: act.row.act_id,
          kind: act.row.kind,
          reason: act.row.reason,
          payouts: act.row.payouts,
          askedBy: act.row.asked_by,
          state: act.state,
          code: act.row.code,
        };
  return {
    facts: {
      number: open?.number ?? null,
      act: fact,
      told: told.map(({ rung }) => rung).sort(),
      ...(await attentionOf(tx, reviewWorkflowId(account))),
    },
    expiresMs: request?.expires_at == null ? null : toClock(deps.clock, request.expires_at),
  };
}

/** When Stripe's next deadline that is still far comes inside the window, clock time. */
function deadlineNearsMs(record: AccountRecord, windowDays: number): readonly number[] {
  return [record.requirements.currentDeadlineMs, record.futureRequirements.currentDeadlineMs]
    .filter((ms) => ms !== null)
    .map((ms) => ms - windowDays * DAY_MS);
}

function soonest(instants: readonly [readonly number[], number | null], nowMs: number): number | null {
  const [deadlines, expiresMs] = instants;
  const ahead = [...deadlines, ...(expiresMs === null ? [] : [expiresMs])]
    .map((ms) => ms + LATE_MS)
    .filter((ms) => ms > nowMs);
  return ahead.length === 0 ? null : Math.min(...ahead);
}
