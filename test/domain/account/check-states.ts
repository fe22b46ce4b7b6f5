import type { Flow } from '../../../src/domain/account/finding';
import type { PreflightFacts } from '../../../src/domain/account/preflight';
import type { AccountRecord, CapabilityStanding } from '../../../src/domain/account/record';
import { DAY_MS, MINUTE_MS } from '../../../src/domain/clock';
import { currency } from '../../../src/domain/money';
import { NO_BUCKETS } from '../../support/account-records';

export const NOW = { wallMs: 100 * MINUTE_MS, clockMs: 1_000 * DAY_MS };
const [EUR, USD, GBP] = [currency('eur'), currency('usd'), currency('gbp')];

/** What each flow is to find in one state of one thing that is checked: `check severity`, by hand. */
export type State = {
  readonly record?: Partial<AccountRecord>;
  readonly facts?: Partial<PreflightFacts>;
} & { readonly [F in Flow]?: readonly string[] };

const capability = (word: string): CapabilityStanding => ({
  state: word === 'active' || word === 'pending' || word === 'inactive' ? word : 'unknown',
  word,
  sinceMs: 0,
});
const can = (transfers: string | null, cards: string | null) => ({
  capabilities: {
    ...(transfers === null ? {} : { transfers: capability(transfers) }),
    ...(cards === null ? {} : { card_payments: capability(cards) }),
  },
});
const bank = (status: string, code = EUR) => [
  { kind: 'bank_account' as const, currency: code, country: null, status },
];
const buckets = (more: Partial<AccountRecord['requirements']>) => ({ ...NO_BUCKETS, ...more });
const inDays = (days: number) => NOW.clockMs + days * DAY_MS;

const inEach = (atRiskMinor: number) =>
  [EUR, USD, GBP].map((code) => ({ dispute: `dp_${code}_${atRiskMinor}`, currency: code, atRiskMinor }));

const everywhere = (...found: readonly string[]) => ({
  transfer: found,
  payout: found,
  credit: found,
  give_back: found,
});
const goingOut = (...found: readonly string[]) => ({ transfer: found, payout: found, give_back: found });
const CANNOT_RECEIVE = everywhere('capability hard');

/**
 * Everything that is checked, with every state that it can be in; the first of each is the good one. Where several
 * things make one check, their combinations are the states.
 */
export const THINGS: { readonly [thing: string]: { readonly [state: string]: State } } = {
  reachable: {
    yes: {},
    no: { record: { reachable: false }, ...everywhere('reachable hard'), account_debit: ['reachable hard'] },
  },
  age: {
    'as old as it may be': { record: { readWallMs: NOW.wallMs - 15 * MINUTE_MS } },
    older: { record: { readWallMs: NOW.wallMs - 15 * MINUTE_MS - 1 }, ...everywhere('facts_age hard') },
  },
  losses: {
    platform: {},
    stripe: { record: { losses: 'stripe' }, account_debit: ['losses hard'], credit: ['losses hard'] },
    unknown: { record: { losses: 'unknown' }, transfer: ['losses hard'], payout: ['losses hard'] },
  },
  capabilities: {
    'all active': { record: can('active', 'active') },
    'cards never asked for': { record: can('active', null) },
    'cards inactive': { record: can('active', 'inactive'), payout: ['capability hard'] },
    'transfers pending': { record: can('pending', 'active'), ...CANNOT_RECEIVE },
    'transfers in an unknown word': { record: can('disabled', 'active'), ...CANNOT_RECEIVE },
    'transfers never asked for': {
      record: can(null, 'active'),
      transfer: ['capability hard'],
      credit: ['capability hard'],
      give_back: ['capability hard'],
    },
    'nothing asked for': { record: can(null, null), ...CANNOT_RECEIVE },
    'none active': {
      record: can('inactive', 'pending'),
      ...CANNOT_RECEIVE,
      payout: ['capability hard', 'capability hard'],
    },
  },
  payouts: {
    enabled: {},
    disabled: { record: { payoutsEnabled: false }, payout: ['capability hard'] },
  },
  disabled: {
    no: {},
    'for what is missing': {
      record: { disabledReason: 'requirements.past_due' },
      transfer: ['disabled hard'],
      payout: ['disabled hard'],
    },
    'for what is asked of it': {
      record: { disabledReason: 'action_required.requested_capabilities' },
      transfer: ['disabled hard'],
      payout: ['disabled hard'],
    },
    rejected: { record: { disabledReason: 'rejected.fraud' }, ...everywhere('disabled hard') },
    reviewed: { record: { disabledReason: 'under_review' }, ...everywhere('disabled hard') },
    'in an unknown word': { record: { disabledReason: 'gone_fishing' }, ...everywhere('disabled hard') },
  },
  requirements: {
    none: {},
    'due after the window': {
      record: { requirements: buckets({ currentlyDue: ['a'], currentDeadlineMs: inDays(14) + 1 }) },
    },
    'due without a day': { record: { requirements: buckets({ currentlyDue: ['a'] }) } },
    'due at the end of the window': {
      record: { requirements: buckets({ currentlyDue: ['a'], currentDeadlineMs: inDays(14) }) },
      ...goingOut('currently_due soft'),
    },
    'all buckets inside the window': {
      record: {
        requirements: buckets({
          currentlyDue: ['a'],
          eventuallyDue: ['a', 'b'],
          pendingVerification: ['c'],
          currentDeadlineMs: inDays(3),
        }),
      },
      ...goingOut('currently_due soft', 'eventually_due soft', 'pending_verification soft'),
    },
    'a day without anything named': {
      record: { requirements: buckets({ currentDeadlineMs: inDays(1) }) },
      ...goingOut('deadline soft'),
    },
    'past due, its day over': {
      record: {
        requirements: buckets({ currentlyDue: ['a'], pastDue: ['a'], currentDeadlineMs: inDays(-1) }),
      },
      transfer: ['currently_due soft', 'past_due hard'],
      payout: ['currently_due soft', 'past_due hard'],
      give_back: ['currently_due soft', 'past_due soft'],
    },
  },
  'future requirements': {
    none: {},
    'inside the window': {
      record: { futureRequirements: buckets({ eventuallyDue: ['d'], currentDeadlineMs: inDays(14) }) },
      ...goingOut('eventually_due soft'),
    },
    'past due': {
      record: { futureRequirements: buckets({ pastDue: ['d'] }) },
      ...goingOut('past_due soft'),
    },
  },
  currency: {
    'its own': { record: { externalAccounts: bank('new') } },
    'not its own, with a bank': {
      record: { externalAccounts: bank('verified', USD), currencies: [EUR, USD] },
      facts: { currency: USD },
      account_debit: ['currency hard'],
    },
    'without a bank': {
      record: { externalAccounts: bank('new') },
      facts: { currency: GBP },
      transfer: ['currency hard'],
      payout: ['currency hard'],
      account_debit: ['currency hard'],
    },
    'its own, the bank errored': {
      record: { externalAccounts: bank('errored') },
      payout: ['currency hard'],
    },
    'its own, no bank at all': { record: { externalAccounts: [] }, payout: ['currency hard'] },
    'its own, the bank unseen behind a dashboard': { record: { externalAccounts: [], kind: 'standard' } },
  },
  hold: {
    none: {},
    held: { facts: { holdReasons: ['case:acct_A:eur'] }, payout: ['hold hard'] },
  },
  case: {
    none: {},
    'a claim alone': { facts: { openCases: [{ currency: EUR, shortfallMinor: 0 }] } },
    'too small': { facts: { openCases: [{ currency: EUR, shortfallMinor: 499 }] } },
    'owing, in another currency': {
      facts: { openCases: [{ currency: USD, shortfallMinor: 500 }] },
      payout: ['open_case hard'],
    },
    'owing a little where the policy has no row': {
      facts: { openCases: [{ currency: currency('sek'), shortfallMinor: 1 }] },
      payout: ['open_case hard'],
    },
  },
  'charge model': {
    unknown: {},
    separate: { facts: { chargeModel: 'separate' } },
    destination: { facts: { chargeModel: 'destination' }, transfer: ['charge_model hard'] },
    direct: { facts: { chargeModel: 'direct' }, transfer: ['charge_model hard'] },
  },
  disputes: {
    none: { facts: { leavesMinor: 0 } },
    'what stays covers them': {
      facts: {
        leavesMinor: 300,
        openDisputes: [...inEach(100), ...inEach(200)],
      },
    },
    'what stays is a unit short': {
      facts: { leavesMinor: 99, openDisputes: inEach(100) },
      payout: ['open_dispute hard'],
    },
    'of another currency': {
      facts: {
        leavesMinor: 0,
        openDisputes: [{ dispute: 'dp_1', currency: currency('sek'), atRiskMinor: 100 }],
      },
    },
  },
};
