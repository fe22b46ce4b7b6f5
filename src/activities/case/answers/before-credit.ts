import type { Ask } from '../../../domain/case/asks';
import type { CaseRef } from '../../../domain/case/perform';
import { lossesOf } from '../../../domain/account/standing';
import { DAY_MS, toClock } from '../../../domain/clock';
import { caseWorkflowId } from '../../../domain/ids';
import { raiseAttention } from '../../../store/attention';
import { type ActivityDeps, momentOf } from '../../deps';
import { sentElsewhere } from '../../sent-elsewhere';
import { isUnreachable } from '../account-at-stripe';
import { bookAccount } from '../book-account';
import { collectionsUnbooked } from '../collections';
import { debitsSince } from '../debits';

type BeforeCredit =
  { readonly kind: 'go'; readonly shortfallMinor: number } | { readonly kind: 'waits'; readonly why: string };

/** Longer than a debit can take to be made, to arrive and to settle. */
const DEBITS_DAYS_MS = 60 * DAY_MS;

const waits = (why: string): BeforeCredit => ({ kind: 'waits', why });

/**
 * Worked rule R18: no bank debit attempted or provisional; balance and collection transfers read and booked up to
 * now; a transfer that somebody made meanwhile is a person's affair first. Throws only what a retry can mend.
 */
export async function readBeforeCredit(deps: ActivityDeps, ref: CaseRef, ask: Ask): Promise<BeforeCredit> {
  const { account, currency } = ref;
  const nowMs = toClock(deps.clock, deps.wallNow());
  try {
    const found = await deps.stripe.accounts.retrieve(account);
    if (lossesOf(found) === 'stripe') return { kind: 'go', shortfallMinor: 0 };
    const context = { ...deps, account, currency, nowMs };
    const debits = await debitsSince(context, found.country ?? null, nowMs - DEBITS_DAYS_MS);
    const open = debits.find(({ stage }) => stage === 'attempted' || stage === 'provisional');
    if (open !== undefined) return waits(`the bank debit ${open.payout}, which is ${open.stage}`);
    if (await isSentElsewhere(deps, ref, ask)) return waits('a person to judge a transfer made elsewhere');
    let booked = await bookAccount(deps, account, currency);
    if (await collectionsUnbooked(deps.stripe, deps.db, account, currency, nowMs)) {
      booked = await bookAccount(deps, account, currency);
    }
    if (booked.unexplainedMinor !== 0) return waits('the books, which differ from the balance at Stripe');
    return { kind: 'go', shortfallMinor: Math.max(0, -booked.availableMinor) };
  } catch (error) {
    if (isUnreachable(error)) return waits(`the account, which cannot be reached: it was deauthorized`);
    throw error;
  }
}

async function isSentElsewhere(deps: ActivityDeps, ref: CaseRef, ask: Ask): Promise<boolean> {
  const subject = caseWorkflowId(ref.account, ref.currency);
  const found = await sentElsewhere(deps, ref.account, ask.atMs, subject);
  const key = `${subject}:transfer_elsewhere:${found.join('.').slice(0, 150)}`;
  if (found.length === 0) return false;
  const command = `bin/recoup attention settle ${key} --by YOU`;
  await raiseAttention(
    deps.db,
    {
      key,
      subject,
      kind: 'transfer_elsewhere',
      message: `Since ${ask.by} asked for ${ask.outcome}, ${found.join(', ')} went to ${ref.account} without Recoup. If it was sent for the same reason, take the case over or let it be; if it has nothing to do with it, settle this, and Recoup goes on.`,
      command,
    },
    momentOf(deps),
  );
  return true;
}
