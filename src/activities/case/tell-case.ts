import type { DebitPossible } from '../../domain/case/facts';
import type { CaseFigures, CaseRef } from '../../domain/case/perform';
import type { Attendance, TellAbout } from '../../domain/case/step';
import { attendIn } from './case-records';
import { daysBetween, toClock, toWall } from '../../domain/clock';
import { assertNever } from '../../domain/never';
import type { Audience, Policy } from '../../domain/policy/policy';
import { type NoticeContent, noticeOf } from '../../notify/templates';
import { readAccount } from '../../store/accounts';
import type { Tx } from '../../store/database';
import { queueNotice } from '../../store/notices';
import { type ActivityDeps, momentOf } from '../deps';

export interface TellInput {
  readonly rung: string;
  readonly day: number | null;
  readonly audiences: readonly Audience[];
  readonly about: TellAbout | null;
}

/**
 * Queues a rung's notices, once for each case number, rung and audience. Sellers are written to on business days in
 * their own hours: the hour is worked out here, once, and the outbox sends when it has come.
 */
export async function tellCase(
  deps: ActivityDeps,
  ref: CaseRef,
  tell: TellInput & { readonly attend: Attendance },
  figures: CaseFigures,
): Promise<void> {
  const { number } = ref;
  await deps.db.transaction().execute(async (tx) => {
    if (number !== null) await queueFor(deps, tx, { ...ref, number }, tell, figures);
    await attendIn(deps, tx, ref, tell.attend);
  });
}

/** The same, inside the caller's transaction: closing a case tells with it. */
export async function queueFor(
  deps: ActivityDeps,
  tx: Tx,
  ref: CaseRef & { readonly number: number },
  tell: TellInput,
  figures: CaseFigures,
  content?: (params: Params) => NoticeContent,
): Promise<void> {
  const account = await readAccount(tx, ref.account);
  const params = await caseParams(deps, tx, ref, figures);
  const nowMs = toClock(deps.clock, deps.wallNow());
  for (const audience of tell.audiences) {
    const written = content?.(params) ?? contentOf(tell, audience, params);
    const notice = noticeOf(
      {
        subject: `case:${ref.number}`,
        rung: tell.rung,
        audience,
        account: ref.account,
        level: levelOf(tell.day, deps.policy.gate),
      },
      written,
    );
    const sendAtMs =
      audience === 'seller'
        ? deps.calendar.nextNoticeHour({ country: account?.country ?? null }, nowMs, deps.policy)
        : nowMs;
    await queueNotice(tx, notice, toWall(deps.clock, sendAtMs), momentOf(deps));
  }
}

/** The gate becomes louder each time that it is asked; everything else speaks to the first of each role. */
const levelOf = (day: number | null, gate: Policy['gate']): number =>
  day === null ? 0 : Math.max(0, [gate.day, ...gate.repeatDays].indexOf(day));

type Params = Awaited<ReturnType<typeof caseParams>>;

/** Ids, amounts and instants; what is personal is fetched when the notice is sent. */
async function caseParams(
  deps: ActivityDeps,
  tx: Tx,
  ref: CaseRef & { readonly number: number },
  figures: CaseFigures,
) {
  const book = await deps.ledger.balanceBook(tx, ref.account, ref.currency);
  const claims = await deps.ledger.openClaims(tx, ref.account, ref.currency);
  const row = await tx
    .selectFrom('cases')
    .select('summary')
    .where('number', '=', ref.number)
    .executeTakeFirst();
  const account = await readAccount(tx, ref.account);
  const summary = row?.summary as
    { debit?: { possible?: DebitPossible; aboutMs?: number | null } } | undefined;
  const nowMs = toClock(deps.clock, deps.wallNow());
  const aboutMs = summary?.debit?.aboutMs ?? null;
  return {
    caseNumber: ref.number,
    account: ref.account as string,
    currency: ref.currency as string,
    shortfallMinor: figures.shortfallMinor,
    claimsMinor: figures.owedMinor - figures.shortfallMinor,
    items: [
      ...book.owed.map(({ cause, part, amountMinor }) => ({ cause, part, amountMinor })),
      ...claims.map(({ cause, part, openMinor }) => ({ cause, part, amountMinor: openMinor })),
    ],
    day: Math.max(0, daysBetween(figures.negativeSinceMs, nowMs)),
    negativeSinceMs: figures.negativeSinceMs,
    clearsMs: figures.clearsAtMs,
    payoutsHeld: (account?.hold_reasons.length ?? 0) > 0,
    debitPossible: summary?.debit?.possible ?? null,
    debitExpectedMs: aboutMs !== null && aboutMs > nowMs ? aboutMs : null,
  };
}

/** Which words a rung has. A ladder day is a rung; what is news about one object has a template of its own. */
function contentOf(tell: TellInput, audience: Audience, params: Params): NoticeContent {
  const { rung, about } = tell;
  if (about !== null) return newsOf(about, audience, params);
  if (rung.startsWith('statement-')) return { template: 'claimStatement', params };
  if (rung === 'grown') return { template: 'owedGrew', params };
  if (rung === 'write-off-proposed') return { template: 'writeOffProposed', params };
  if (rung === 'forecast') return { template: 'clearingForecast', params };
  return { template: 'rung', params: { ...params, rung } };
}

function newsOf(about: TellAbout, audience: Audience, params: Params): NoticeContent {
  switch (about.kind) {
    case 'returnedDebit': {
      const { failureCode, amountMinor, returned } = about;
      return { template: 'debitReturned', params: { ...params, failureCode, amountMinor, returned } };
    }
    case 'cleared': {
      if (audience === 'seller') return { template: 'claimStatement', params };
      const { amountMinor, collectionTransfer } = about;
      return { template: 'balanceCleared', params: { ...params, amountMinor, collectionTransfer } };
    }
    case 'debitExpected':
      return {
        template: 'debitExpected',
        params: { ...params, amountMinor: about.amountMinor, onMs: about.onMs },
      };
    case 'holdLimit':
      return { template: 'holdLimit', params: { ...params, endsMs: about.endsMs } };
    default:
      return assertNever(about);
  }
}
