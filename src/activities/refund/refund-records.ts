import type { RefundRef } from '../../domain/refund/perform';
import type { CloseReason } from '../../domain/refund/state';
import type { RefundAttention, RefundNotice } from '../../domain/refund/steps';
import { toWall } from '../../domain/clock';
import { refundWorkflowId } from '../../domain/ids';
import { noticeOf } from '../../notify/templates';
import { readAccount } from '../../store/accounts';
import { openAttention, raiseAttention, settleAttention } from '../../store/attention';
import { appendDecision } from '../../store/decisions';
import { queueNotice } from '../../store/notices';
import { closeRefundRow, setRefundNeedsHuman } from '../../store/refunds';
import { type ActivityDeps, momentOf } from '../deps';

/** Queues each notice once, in the hours of the seller's own days; the outbox sends it when the hour has come. */
export async function tellOfRefund(
  deps: ActivityDeps,
  { subject }: RefundRef,
  notices: readonly RefundNotice[],
): Promise<void> {
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    for (const { rung, account, template, params, bears } of notices) {
      const seller = await readAccount(tx, account);
      const hour = { country: seller?.country ?? null };
      const sendAtMs = deps.calendar.nextNoticeHour(hour, at.clockMs, deps.policy);
      const head = { subject: refundWorkflowId(subject), rung, audience: 'seller' as const, account };
      const written = noticeOf(head, { template, params });
      // What the seller bears from now on is kept with the notice: the next one tells the difference.
      const kept = { ...written, params: { ...written.params, bears: { ...bears } } };
      await queueNotice(tx, kept, toWall(deps.clock, sendAtMs), at);
    }
  });
}

/** Raises and settles in one transaction; the row says whether anything is left that needs a person. */
export async function attendToRefund(
  deps: ActivityDeps,
  ref: RefundRef,
  change: { readonly raise: readonly RefundAttention[]; readonly settle: readonly string[] },
): Promise<void> {
  const subject = refundWorkflowId(ref.subject);
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    for (const need of change.raise) await raiseAttention(tx, { ...need, subject }, at);
    for (const key of change.settle) await settleAttention(tx, key, 'recoup', at);
    const open = await openAttention(tx);
    const needsHuman = open.some((one) => one.subject === subject);
    await setRefundNeedsHuman(tx, ref.subject, needsHuman);
  });
}

/** The flow has ended: said as a decision, and the row is closed with the reason. */
export async function closeRefund(deps: ActivityDeps, ref: RefundRef, reason: CloseReason): Promise<void> {
  const at = momentOf(deps);
  await deps.db.transaction().execute(async (tx) => {
    const open = await tx
      .selectFrom('refunds')
      .select('closed_clock')
      .where('subject', '=', ref.subject)
      .forUpdate()
      .executeTakeFirst();
    if (open === undefined || open.closed_clock !== null) return;
    await closeRefundRow(tx, ref.subject, reason, at);
    await appendDecision(
      tx,
      {
        kind: 'refund_close',
        subject: refundWorkflowId(ref.subject),
        actor: 'recoup',
        inputs: { refund: ref.subject },
        reason: reason.replaceAll('_', ' '),
        policyHash: deps.policy.hash,
        action: { close: ref.subject, as: reason },
        verdict: 'recorded',
      },
      at,
    );
  });
}
