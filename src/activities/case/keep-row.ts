import { type CaseFacts, owedMinor } from '../../domain/case/facts';
import type { CaseRef } from '../../domain/case/perform';
import { type CaseRow, type CaseRowFigures, openCase, updateCase } from '../../store/cases';
import type { ActivityDeps } from '../deps';

/** Opens the case's row when something is owed, else keeps it current. Answers its number, or null. */
export async function keepRow(
  deps: ActivityDeps,
  ref: CaseRef,
  row: CaseRow | null,
  facts: CaseFacts,
  openedMs: number,
): Promise<number | null> {
  if (row === null && owedMinor(facts) === 0) return null;
  const claimsMinor = facts.claims.reduce((sum, claim) => sum + claim.openMinor, 0);
  const figures: CaseRowFigures = {
    state: 'open',
    shortfallMinor: facts.shortfallMinor,
    claimsMinor,
    negativeSinceMs: facts.negativeSinceMs,
    clearsAtMs: facts.clearsAtMs,
    summary: {
      availableMinor: facts.availableMinor,
      pendingMinor: facts.pendingMinor,
      losses: facts.losses,
      reachable: facts.reachable,
      debit: {
        possible: facts.debit.possible,
        enabled: facts.debit.enabled,
        latest: facts.debit.debits[0] === undefined ? null : { ...facts.debit.debits[0] },
        provisional: facts.debit.debits
          .filter(({ stage }) => stage === 'provisional')
          .map(({ amountMinor, settlesAtMs }) => ({ amountMinor, settlesAtMs })),
        returned: facts.debit.debits.filter((debit) => debit.stage === 'returned').length,
        provisionalMinor: facts.debit.debits
          .filter((debit) => debit.stage === 'provisional')
          .reduce((sum, debit) => sum + debit.amountMinor, 0),
        aboutMs: debitedAbout(deps, facts),
      },
    },
  };
  return deps.db.transaction().execute(async (tx) => {
    if (row === null) return openCase(tx, ref.account, ref.currency, openedMs, figures);
    await updateCase(tx, row.number, figures);
    return row.number;
  });
}

/** About when Stripe's first debit reaches the seller's bank, for the notices; null where none is to be expected. */
function debitedAbout({ policy, calendar }: ActivityDeps, facts: CaseFacts): number | null {
  const createdAfter = facts.country === null ? undefined : policy.debit.createdAfterDays[facts.country];
  if (facts.debit.expectedByMs === null || createdAfter === undefined) return null;
  const days = createdAfter + policy.debit.clearsAfterBusinessDays;
  return calendar.addBusinessDays(facts.country, facts.negativeSinceMs, days);
}
