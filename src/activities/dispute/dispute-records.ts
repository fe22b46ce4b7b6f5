import type { SaidAnswer } from '../../domain/dispute/answers';
import type { DisputeRef } from '../../domain/dispute/perform';
import type { CloseReason } from '../../domain/dispute/state';
import type { DisputeAttention, DisputeNotice } from '../../domain/dispute/steps';
import { toWall } from '../../domain/clock';
import { disputeWorkflowId } from '../../domain/ids';
import { assertNever } from '../../domain/never';
import { type NoticeContent, noticeOf } from '../../notify/templates';
import { readAccount } from '../../store/accounts';
import { openAttention, raiseAttention, settleAttention } from '../../store/attention';
import { appendDecision } from '../../store/decisions';
import { closeDisputeRow, setDisputeNeedsHuman } from '../../store/disputes';
import { recordAnswerOf } from '../../store/dispute-answers';
import { queueNotice } from '../../store/notices';
import { type ActivityDeps, momentOf } from '../deps';

/** Queues each notice once, to sellers in the hours of their own days; the outbox sends it when the hour has come. */
export async function tellOfDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  notices: readonly DisputeNotice[],
): Promise<void> {
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    for (const notice of notices) {
      const account = notice.account === null ? null : await readAccount(tx, notice.account);
      const sendAtMs =
        notice.account === null
          ? at.clockMs
          : deps.calendar.nextNoticeHour({ country: account?.country ?? null }, at.clockMs, deps.policy);
      const head = {
        subject: disputeWorkflowId(ref.dispute),
        rung: notice.rung,
        audience: notice.account === null ? ('team' as const) : ('seller' as const),
        account: notice.account,
        ...('level' in notice ? { level: notice.level } : {}),
      };
      const written = noticeOf(head, contentOf(notice));
      // What the seller bears from now on is kept with the notice: the next one tells the difference.
      const params = 'bears' in notice ? { ...written.params, bears: { ...notice.bears } } : written.params;
      await queueNotice(tx, { ...written, params }, toWall(deps.clock, sendAtMs), at);
    }
  });
}

function contentOf(notice: DisputeNotice): NoticeContent {
  switch (notice.template) {
    case 'disputeCreated':
      return { template: notice.template, params: notice.params };
    case 'disputeTaken':
    case 'disputeGivenBack':
      return { template: notice.template, params: notice.params };
    case 'evidenceDue':
    case 'evidencePassed':
      return { template: notice.template, params: notice.params };
    default:
      return assertNever(notice);
  }
}

/** Raises and settles in one transaction; the row says whether anything is left that needs a person. */
export async function attendToDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  change: { readonly raise: readonly DisputeAttention[]; readonly settle: readonly string[] },
): Promise<void> {
  const subject = disputeWorkflowId(ref.dispute);
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    for (const need of change.raise) await raiseAttention(tx, { ...need, subject }, at);
    for (const key of change.settle) await settleAttention(tx, key, 'recoup', at);
    const open = await openAttention(tx);
    await setDisputeNeedsHuman(
      tx,
      ref.dispute,
      open.some((one) => one.subject === subject),
    );
  });
}

export async function recordAnswer(deps: ActivityDeps, ref: DisputeRef, answer: SaidAnswer): Promise<void> {
  await deps.db
    .transaction()
    .execute((tx) => recordAnswerOf(tx, ref.dispute, answer, deps.policy.hash, momentOf(deps)));
}

/** The flow has ended: said as a decision, and the row is closed with the reason. */
export async function closeDispute(deps: ActivityDeps, ref: DisputeRef, reason: CloseReason): Promise<void> {
  const at = momentOf(deps);
  const subject = disputeWorkflowId(ref.dispute);
  await deps.db.transaction().execute(async (tx) => {
    const open = await tx
      .selectFrom('disputes')
      .select('closed_clock')
      .where('dispute_id', '=', ref.dispute)
      .forUpdate()
      .executeTakeFirst();
    if (open === undefined || open.closed_clock !== null) return;
    await closeDisputeRow(tx, ref.dispute, reason, at);
    await appendDecision(
      tx,
      {
        kind: 'dispute_close',
        subject,
        actor: 'recoup',
        inputs: { dispute: ref.dispute },
        reason: reason.replaceAll('_', ' '),
        policyHash: deps.policy.hash,
        action: { close: ref.dispute, as: reason },
        verdict: 'recorded',
      },
      at,
    );
  });
}
