import { type Moment, toClock, toWall } from '../../domain/clock';
import { type AccountId, accountId, reviewWorkflowId } from '../../domain/ids';
import type { Audience } from '../../domain/policy/policy';
import type { ReviewRef } from '../../domain/review/facts';
import type { ReviewFinding } from '../../domain/review/findings';
import type { Resolved } from '../../domain/review/people';
import type { CloseReason } from '../../domain/review/state';
import type { ReviewAttention, ReviewNotice } from '../../domain/review/steps';
import { type NoticeContent, noticeOf } from '../../notify/templates';
import { readAccount } from '../../store/accounts';
import { openAttention, raiseAttention, settleAttention, settleAttentionOf } from '../../store/attention';
import type { Tx } from '../../store/database';
import { appendDecision } from '../../store/decisions';
import { lockReview } from '../../store/locks';
import { queueNotice } from '../../store/notices';
import { currentAct } from '../../store/review-acts';
import { closeReviewRow, type ReviewRow, setReviewNeedsHuman } from '../../store/reviews';
import { type ActivityDeps, momentOf } from '../deps';
import { noticeSubject } from './look-at-review';

/** Queues the notices of a review once each; sellers are written to in the hours of their own days. */
export async function tellOfReview(deps: ActivityDeps, ref: ReviewRef, notice: ReviewNotice): Promise<void> {
  const { number, account } = ref;
  if (number === null) return;
  const { what, rung, audiences, findings, day } = notice;
  await deps.db.transaction().execute(async (tx) => {
    const stored = await readAccount(tx, account);
    const params = {
      review: number,
      account: account as string,
      day,
      payoutsHeld: (stored?.hold_reasons.length ?? 0) > 0,
      findings: findings.map(({ kind, saw, clears, mendedBy }) => ({ kind, saw, clears, mendedBy })),
    };
    const content: NoticeContent =
      what === 'opened' ? { template: 'reviewOpened', params } : { template: 'reviewReminder', params };
    for (const audience of audiences) {
      await queueFor(
        deps,
        tx,
        { account, number, country: stored?.country ?? null },
        rung,
        audience,
        content,
      );
    }
  });
}

async function queueFor(
  deps: ActivityDeps,
  tx: Tx,
  about: { readonly account: AccountId; readonly number: number; readonly country: string | null },
  rung: string,
  audience: Audience,
  content: NoticeContent,
): Promise<void> {
  const nowMs = toClock(deps.clock, deps.wallNow());
  const sendAtMs =
    audience === 'seller'
      ? deps.calendar.nextNoticeHour({ country: about.country }, nowMs, deps.policy)
      : nowMs;
  const head = { subject: noticeSubject(about.number), rung, audience, account: about.account };
  await queueNotice(tx, noticeOf(head, content), toWall(deps.clock, sendAtMs), momentOf(deps));
}

/** Raises and settles in one transaction; the row says whether anything is left that needs a person. */
export async function attendToReview(
  deps: ActivityDeps,
  ref: ReviewRef,
  change: { readonly raise: readonly ReviewAttention[]; readonly settle: readonly string[] },
): Promise<void> {
  const subject = reviewWorkflowId(ref.account);
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    for (const need of change.raise) await raiseAttention(tx, { ...need, subject }, at);
    for (const key of change.settle) await settleAttention(tx, key, 'recoup', at);
    if (ref.number === null) return;
    const open = await openAttention(tx);
    await setReviewNeedsHuman(
      tx,
      ref.number,
      open.some((one) => one.subject === subject),
    );
  });
}

/**
 * The review has ended: said as a decision in the name of whoever settled it, to those who were told of it. What still
 * stands is remembered as judged. What was asked for since the look at `lookedAtMs` keeps it open. Twice is once.
 */
export async function closeReview(
  deps: ActivityDeps,
  { account, number }: ReviewRef,
  reason: CloseReason,
  resolved: Resolved | null,
  lookedAtMs: number,
): Promise<void> {
  const subject = reviewWorkflowId(account);
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    await lockReview(tx, account);
    const row =
      number === null
        ? undefined
        : await tx
            .selectFrom('reviews')
            .selectAll()
            .where('number', '=', number)
            .where('closed_clock', 'is', null)
            .forUpdate()
            .executeTakeFirst();
    if (row !== undefined && (await isWanted(tx, row, at, lookedAtMs))) return;
    await settleAttentionOf(tx, subject, 'recoup', at);
    if (row === undefined) return;
    const standing = row.findings.filter(({ kind }) => kind !== 'person').map(({ id }) => id);
    await closeReviewRow(tx, row.number, reason, standing, at);
    const stored = await readAccount(tx, account);
    if (stored?.hold_reasons.includes(subject) === true) await sayHoldStands(deps, tx, account);
    await sayClosed(deps, tx, account, row.number, row.findings, reason, stored?.country ?? null);
    await appendDecision(
      tx,
      {
        kind: 'review_close',
        subject,
        actor: resolved?.by ?? 'recoup',
        inputs: { review: row.number, findings: row.findings.map(({ id, saw }) => ({ id, saw })) },
        reason: resolved?.note ?? reason.replaceAll('_', ' '),
        policyHash: deps.policy.hash,
        action: { close: subject, review: row.number, as: reason },
        verdict: 'recorded',
      },
      at,
    );
  });
}

/** Something was asked for since the look, or people decide about the account. */
async function isWanted(tx: Tx, row: ReviewRow, at: Moment, lookedAtMs: number): Promise<boolean> {
  if (row.asked.some(({ atMs }) => atMs > lookedAtMs)) return true;
  const act = await currentAct(tx, accountId(row.account), at);
  return act !== null && ['asked', 'approved', 'sending'].includes(act.state);
}

async function sayHoldStands(deps: ActivityDeps, tx: Tx, account: AccountId): Promise<void> {
  const subject = reviewWorkflowId(account);
  const attention = {
    key: `${subject}:hold_not_released`,
    subject,
    kind: 'hold_not_released',
    message: `The review of ${account} is closed, but its payouts could not be released: the account cannot be reached or its schedule was changed. Look at its payout schedule in Stripe.`,
    command: null,
  };
  await raiseAttention(tx, attention, momentOf(deps));
}

/** Whoever heard of it hears of its end. */
async function sayClosed(
  deps: ActivityDeps,
  tx: Tx,
  account: AccountId,
  number: number,
  findings: readonly ReviewFinding[],
  reason: CloseReason,
  country: string | null,
): Promise<void> {
  const told = await tx
    .selectFrom('notices')
    .select('audience')
    .distinct()
    .where('subject', '=', noticeSubject(number))
    .execute();
  const params = {
    review: number,
    account: account as string,
    reason,
    standing: findings.map(({ saw }) => saw),
  };
  for (const { audience } of told) {
    const content: NoticeContent = { template: 'reviewClosed', params };
    await queueFor(deps, tx, { account, number, country }, 'closed', audience, content);
  }
}
