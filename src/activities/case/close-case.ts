import type { CaseFigures, CaseRef } from '../../domain/case/perform';
import type { CloseReason } from '../../domain/case/state';
import { toClock } from '../../domain/clock';
import { caseWorkflowId } from '../../domain/ids';
import { raiseAttention, settleAttentionOf } from '../../store/attention';
import { closeCaseRow } from '../../store/cases';
import { markClaimsHandled } from '../../store/claims';
import { recoveredByMethod, writtenOffSince } from '../../store/recovered';
import { type ActivityDeps, momentOf } from '../deps';
import { decision } from './case-money';
import { queueFor } from './tell-case';

/**
 * Ends a case in the store: gives up its reason for the hold, says what was recovered by which method and what was
 * let go, settles what was asked of people. Twice is once.
 */
export async function closeCase(
  deps: ActivityDeps,
  ref: CaseRef,
  reason: CloseReason,
  figures: CaseFigures,
): Promise<void> {
  const subject = caseWorkflowId(ref.account, ref.currency);
  if (ref.number === null) {
    await settleAttentionOf(deps.db, subject, 'recoup', momentOf(deps));
    return;
  }
  const number = ref.number;
  const row = await deps.db
    .selectFrom('cases')
    .select('opened_clock')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  const released = await deps.switches.dropHoldReason(
    ref.account,
    subject,
    decision(deps, ref, 'release_hold', figures, `case ${number} closes: ${reason}`, {}),
  );
  const recovered = await recoveredByMethod(deps.db, ref.account, ref.currency, row.opened_clock);
  const letGoMinor = await writtenOffSince(deps.db, ref.account, ref.currency, row.opened_clock);
  const atMs = toClock(deps.clock, deps.wallNow());
  await deps.db.transaction().execute(async (tx) => {
    const isHandled = reason === 'handled';
    const closed = await closeCaseRow(tx, number, {
      reason,
      atMs,
      handledRemainderMinor: isHandled ? figures.shortfallMinor : 0,
      summary: {
        recovered: recovered.map((part) => ({ ...part })),
        letGoMinor,
        remainingMinor: figures.owedMinor,
      },
    });
    if (isHandled) await markClaimsHandled(tx, ref.account, ref.currency, subject);
    await settleAttentionOf(tx, subject, 'recoup', momentOf(deps));
    if (released.kind === 'refused') {
      await raiseAttention(
        tx,
        {
          key: `${subject}:hold_not_released`,
          subject,
          kind: 'hold_not_released',
          message: `Case ${number} of ${ref.account} is closed, but its payouts could not be released (${released.code}): the account cannot be reached or its schedule was changed. Look at its payout schedule in Stripe.`,
          command: null,
        },
        momentOf(deps),
      );
    }
    if (!closed) return;
    await queueFor(
      deps,
      tx,
      { ...ref, number },
      { rung: 'closed', day: null, audiences: ['seller', 'team'], about: null },
      figures,
      (params) => ({
        template: 'caseClosed',
        params: { ...params, reason, recovered: recovered.map((part) => ({ ...part })), letGoMinor },
      }),
    );
  });
}
