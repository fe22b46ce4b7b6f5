import { isRejected, lossesOf } from '../../domain/account/standing';
import { type CaseFacts, type ClaimFact, type DebitFacts } from '../../domain/case/facts';
import { negativeClock } from '../../domain/case/negative-since';
import type { CaseRef, KnownBefore } from '../../domain/case/perform';
import { casePolicy } from '../../domain/case/policy';
import { DAY_MS, toClock } from '../../domain/clock';
import { type TransferId, caseWorkflowId } from '../../domain/ids';
import type { Claim } from '../../domain/ledger/books';
import { type CaseRow, readLastClosedCase, readOpenCase, shrinkHandledRemainder } from '../../store/cases';
import { readAccount } from '../../store/accounts';
import { lastBalances } from '../../store/last-balances';
import { writtenOffSince } from '../../store/recovered';
import type { ActivityDeps } from '../deps';
import { type ReachableAccount, accountAtStripe } from './account-at-stripe';
import { type Booked, bookAccount } from './book-account';
import { clearedOf, collectionsUnbooked } from './collections';
import { debitFacts } from './debits';
import { holdFacts } from './hold-facts';
import { holdRisks } from './hold-risks';
import { keepRow } from './keep-row';

const NO_DEBITS: DebitFacts = {
  possible: 'unreachable',
  enabled: false,
  debits: [],
  expectedByMs: null,
  notice: null,
};

/**
 * Reads Stripe and the books for one case: balance, account, settings, bank debits, claims. Books what moved since,
 * opens the case's row when something is owed, and brings the policy where it changed.
 * Throws only what a retry can mend.
 */
export async function lookAtCase(deps: ActivityDeps, ref: CaseRef, known: KnownBefore): Promise<CaseFacts> {
  const startedMs = Math.max(known.atMs, toClock(deps.clock, deps.wallNow()));
  const row = await readOpenCase(deps.db, ref.account, ref.currency);
  const before = row ?? (await readLastClosedCase(deps.db, ref.account, ref.currency));
  const found = await accountAtStripe(deps.stripe, ref.account);
  const facts =
    found === null
      ? await lastFigures(deps, ref, row, before, startedMs)
      : await presentFigures(deps, ref, row, before, found, startedMs);
  const number = await keepRow(deps, ref, row, facts, startedMs);
  const policy =
    known.policyHash === deps.policy.hash ? null : casePolicy(deps.policy, ref.currency, deps.clock);
  return { ...facts, number, policy };
}

async function presentFigures(
  deps: ActivityDeps,
  ref: CaseRef,
  row: CaseRow | null,
  before: CaseRow | null,
  found: ReachableAccount,
  startedMs: number,
): Promise<CaseFacts> {
  const { account, currency } = ref;
  let booked = await bookAccount(deps, account, currency);
  const claims = await openClaims(deps, ref);
  const losses = lossesOf(found.account);
  let negative = negativeSince(before, booked, claims, startedMs, row);
  let collectionsReadMs: number | null = null;
  if (startedMs - negative.sinceMs >= deps.policy.clearing.watchFromDay * DAY_MS) {
    if (await collectionsUnbooked(deps.stripe, deps.db, account, currency, startedMs)) {
      booked = await bookAccount(deps, account, currency);
      negative = negativeSince(before, booked, claims, startedMs, row);
    }
    collectionsReadMs = startedMs;
  }
  const shortfallMinor =
    losses === 'stripe' ? 0 : await shortfallOf(deps, before, row, booked.availableMinor);
  const openedMs = row?.opened_clock ?? startedMs;
  const debit = await debitFacts(
    {
      stripe: deps.stripe,
      policy: deps.policy,
      calendar: deps.calendar,
      account,
      currency,
      nowMs: startedMs,
    },
    found,
    Math.min(negative.sinceMs, openedMs),
    shortfallMinor > 0,
  );
  const returned = debit.debits.filter((one) => one.stage === 'returned').length;
  const stored = await readAccount(deps.db, account);
  return {
    number: row?.number ?? null,
    startedMs,
    reachable: true,
    losses,
    rejected: isRejected(found.account),
    country: found.account.country ?? null,
    isDefaultCurrency: found.account.default_currency === currency,
    availableMinor: booked.availableMinor,
    pendingMinor: comingIn(booked, debit),
    shortfallMinor,
    claims: (await openClaims(deps, ref)).map(claimFact),
    letGoMinor:
      row === null ? 0 : await writtenOffSince(deps.db, ref.account, ref.currency, row.opened_clock),
    negativeSinceMs: negative.sinceMs,
    clearsAtMs: negative.sinceMs + deps.policy.clearing.day * DAY_MS,
    cleared: row === null ? [] : await clearedOf(deps.db, account, currency, row.opened_clock),
    collectionsReadMs,
    debit,
    holdSet: stored?.hold_reasons.includes(caseWorkflowId(account, currency)) ?? false,
    ...holdFacts(deps, stored, found.settings),
    holdRisks: await holdRisks(deps.db, deps.policy, account, currency, found.account, startedMs, returned),
    unsettledMoves: await unsettledMoves(deps, ref),
    unexplainedMinor: booked.unexplainedMinor,
    policy: null,
  };
}

/** Funds on their way that are not the seller's own bank being debited: those may come back. */
function comingIn(booked: Booked, debit: DebitFacts): number {
  const debited = debit.debits
    .filter((one) => one.stage === 'attempted' || one.stage === 'provisional')
    .reduce((sum, one) => sum + one.amountMinor, 0);
  return Math.max(0, booked.pendingMinor - debited);
}

/** A deauthorized account: the last figures stand with what moved since, and nothing is done under its authority. */
async function lastFigures(
  deps: ActivityDeps,
  ref: CaseRef,
  row: CaseRow | null,
  before: CaseRow | null,
  startedMs: number,
): Promise<CaseFacts> {
  const stored = await readAccount(deps.db, ref.account);
  const claims = await openClaims(deps, ref);
  const balances = await lastBalances(deps.db, ref.account, deps.clock);
  const availableMinor = balances[ref.currency] ?? 0;
  const sinceMs = row?.negative_since_clock ?? startedMs;
  return {
    number: row?.number ?? null,
    startedMs,
    reachable: false,
    losses: stored?.losses ?? 'unknown',
    rejected: false,
    country: stored?.country ?? null,
    isDefaultCurrency: stored?.default_currency === ref.currency,
    availableMinor,
    pendingMinor: 0,
    shortfallMinor: stored?.losses === 'stripe' ? 0 : await shortfallOf(deps, before, row, availableMinor),
    claims: claims.map(claimFact),
    letGoMinor:
      row === null ? 0 : await writtenOffSince(deps.db, ref.account, ref.currency, row.opened_clock),
    negativeSinceMs: sinceMs,
    clearsAtMs: sinceMs + deps.policy.clearing.day * DAY_MS,
    cleared: row === null ? [] : await clearedOf(deps.db, ref.account, ref.currency, row.opened_clock),
    collectionsReadMs: startedMs,
    debit: NO_DEBITS,
    holdSet: stored?.hold_reasons.includes(caseWorkflowId(ref.account, ref.currency)) ?? false,
    ...holdFacts(deps, stored, null),
    holdRisks: [],
    unsettledMoves: await unsettledMoves(deps, ref),
    unexplainedMinor: 0,
    policy: null,
  };
}

/** The case's clock: its shortfall's, else that of its first claim, else now. */
function negativeSince(
  before: CaseRow | null,
  booked: Booked,
  claims: readonly Claim[],
  startedMs: number,
  row: CaseRow | null,
): { readonly sinceMs: number } {
  const wasNegative = row !== null && row.shortfall_minor > 0;
  const clock = negativeClock(
    {
      sinceMs: wasNegative ? row.negative_since_clock : null,
      beforeDebitMs: before?.negative_since_clock ?? null,
    },
    booked.beforeMinor,
    booked.changes,
  );
  if (clock.sinceMs !== null) return { sinceMs: clock.sinceMs };
  if (row !== null) return { sinceMs: row.negative_since_clock };
  const oldestOwed = booked.book.owed.map((owed) => owed.sinceMs);
  const oldestClaim = claims.map((claim) => claim.openedMs);
  const oldest = oldestOwed.length > 0 ? oldestOwed : oldestClaim;
  return { sinceMs: oldest.length === 0 ? startedMs : Math.min(...oldest) };
}

/**
 * What the case has to collect through the balance. What a person took over with an earlier case is theirs: that
 * remainder only shrinks, and a new case follows what exceeds it.
 */
async function shortfallOf(
  deps: ActivityDeps,
  before: CaseRow | null,
  row: CaseRow | null,
  availableMinor: number,
): Promise<number> {
  const shortfall = Math.max(0, -availableMinor);
  if (row !== null || before === null || before.handled_remainder_minor === 0) return shortfall;
  const remainder = Math.min(before.handled_remainder_minor, shortfall);
  await deps.db.transaction().execute((tx) => shrinkHandledRemainder(tx, before.number, remainder));
  return shortfall > remainder ? shortfall : 0;
}

async function openClaims(deps: ActivityDeps, ref: CaseRef): Promise<readonly Claim[]> {
  const claims = await deps.db
    .transaction()
    .execute((tx) => deps.ledger.openClaims(tx, ref.account, ref.currency));
  return claims.filter((claim) => !claim.handled);
}

function claimFact(claim: Claim): ClaimFact {
  return {
    claimId: claim.claimId,
    form: claim.form,
    cause: claim.cause,
    part: claim.part,
    openMinor: claim.openMinor,
    reservedMinor: claim.reservedMinor,
    transfer: claim.transfer as TransferId | null,
    moves: claim.moves,
  };
}

async function unsettledMoves(deps: ActivityDeps, ref: CaseRef): Promise<number> {
  const count = await deps.db
    .selectFrom('money_moves')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .where('account', '=', ref.account)
    .where('currency', '=', ref.currency)
    .where('state', 'in', ['pending', 'unknown'])
    .executeTakeFirst();
  return count?.count ?? 0;
}
