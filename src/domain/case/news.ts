import type { Audience } from '../policy/policy';
import { owedMinor, returnedDebits, type CaseFacts } from './facts';
import { listeners, type Tell } from './listeners';
import type { CasePolicy } from './policy';
import type { CaseState } from './state';
import type { TellAbout } from './step';

interface News {
  readonly rung: string;
  readonly about: TellAbout | null;
  readonly to: readonly Audience[];
}

/** The rung that announces a bank debit where its scheme asks for that. */
export const DEBIT_EXPECTED = 'debit-expected';

/** News that is told as soon as it is known: a debit returned or to come, a clearing, the hold's limit, much money. */
export function newsDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): Tell | null {
  const news = [
    ...returnedNews(facts),
    ...facts.cleared.map(({ collectionTransfer, amountMinor }) => ({
      rung: `cleared-${collectionTransfer}`,
      about: { kind: 'cleared', collectionTransfer, amountMinor } as const,
      to: ['seller', 'finance'] as const,
    })),
    ...holdNews(facts, nowMs),
    ...(owedMinor(facts) >= policy.financeFromMinor
      ? [{ rung: 'finance', about: null, to: ['finance'] as const }]
      : []),
  ];
  const first = news.find(({ rung }) => !state.told.includes(rung));
  return first === undefined ? debitNews(state, facts, nowMs) : tellOf(state, facts, first, nowMs);
}

function tellOf(state: CaseState, facts: CaseFacts, { rung, about, to }: News, nowMs: number): Tell {
  const audiences = listeners(state, facts, to, nowMs);
  return { kind: 'tell', rung, day: null, audiences, collapsed: [], about };
}

function returnedNews(facts: CaseFacts): readonly News[] {
  const oldestFirst = [...returnedDebits(facts)].reverse();
  return oldestFirst.map(({ payout, failureCode, amountMinor }, index) => ({
    rung: `debit-returned-${payout}`,
    about: { kind: 'returnedDebit', failureCode, amountMinor, returned: index + 1 },
    to: ['seller', 'team'],
  }));
}

function holdNews({ holdSet, holdLimit }: CaseFacts, nowMs: number): readonly News[] {
  if (!holdSet || holdLimit === null || nowMs < holdLimit.warnMs) return [];
  return [{ rung: 'hold-limit', about: { kind: 'holdLimit', endsMs: holdLimit.endMs }, to: ['team'] }];
}

/** Only said if the seller may hear it: an announcement that nobody reads must not switch a debit on. */
function debitNews(state: CaseState, facts: CaseFacts, nowMs: number): Tell | null {
  const { notice } = facts.debit;
  if (notice === null || facts.shortfallMinor === 0 || state.told.includes(DEBIT_EXPECTED)) return null;
  const about = {
    kind: 'debitExpected',
    amountMinor: facts.shortfallMinor,
    onMs: notice.debitedAboutMs,
  } as const;
  const tell = tellOf(state, facts, { rung: DEBIT_EXPECTED, about, to: ['seller'] }, nowMs);
  return tell.audiences.length === 0 ? null : tell;
}

/** A debt that grew by the policy's share and amount since it was announced is announced again, once. */
export function growthDue(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): Tell | null {
  if (state.announcedMinor === null || state.told.includes('grown')) return null;
  const grownMinor = owedMinor(facts) - state.announcedMinor;
  const isMuch =
    grownMinor >= policy.growthFromMinor && grownMinor * 100 >= state.announcedMinor * policy.growthPercent;
  const tell = tellOf(state, facts, { rung: 'grown', about: null, to: ['seller'] }, nowMs);
  return isMuch && tell.audiences.length > 0 ? tell : null;
}
