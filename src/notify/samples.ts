import { DAY_MS } from '../domain/clock';
import { DIGEST_SAMPLE } from './digest-sample';
import type { NoticeContent, TemplateName } from './templates';
import type { Audience } from './templates/template';

type ContentOf<Name extends TemplateName> = Extract<NoticeContent, { readonly template: Name }>['params'];

/** Of a template: whom it is mostly written to, and figures such as the flows give it. */
interface Sample<Name extends TemplateName> {
  readonly to: Audience;
  readonly figures: ContentOf<Name>;
}

const DAY_ONE_MS = Date.parse('2026-03-02T10:00:00Z');

const owing = {
  caseNumber: 7,
  account: 'acct_1RidgeOutdoor',
  currency: 'usd',
  shortfallMinor: 123_450,
  claimsMinor: 1_500,
  items: [
    { cause: 'dp_1RidgeTent', part: 'principal' as const, amountMinor: 123_450 },
    { cause: 'dp_1RidgeTent', part: 'fee' as const, amountMinor: 1_500 },
  ],
  day: 1,
  negativeSinceMs: DAY_ONE_MS - DAY_MS,
  clearsMs: DAY_ONE_MS + 179 * DAY_MS,
};

const refunded = {
  refund: 're_1RidgeTent',
  what: 'refund' as const,
  charge: 'ch_1RidgeTent',
  currency: 'usd',
  amountMinor: 45_000,
};

const reviewed = {
  review: 3,
  account: 'acct_1RidgeOutdoor',
  payoutsHeld: true,
  findings: [
    {
      kind: 'capability' as const,
      saw: 'transfers is pending since 2026-03-02, and was active',
      clears: "transfers is active again: the seller's requirements at Stripe say what is missing",
      mendedBy: 'seller' as const,
    },
  ],
};

const disputed = {
  dispute: 'dp_1RidgeTent',
  currency: 'usd',
  amountMinor: 123_450,
  reason: 'product_not_received',
  charge: 'ch_1RidgeTent',
};

/** One for each template: for previews, and for tests that render them all. */
export const SAMPLES: { readonly [Name in TemplateName]: Sample<Name> } = {
  attention: {
    to: 'team',
    figures: {
      about: 'case:7',
      message: 'The books and Stripe’s balance differ by 5.00 USD, after a second reading.',
      command: 'bin/recoup attention settle case:7:unexplained --by YOUR_NAME',
    },
  },
  balanceCleared: {
    to: 'finance',
    figures: { ...owing, day: 180, amountMinor: 123_450, collectionTransfer: 'cct_1RidgeOutdoor' },
  },
  caseClosed: {
    to: 'team',
    figures: {
      ...owing,
      shortfallMinor: 0,
      claimsMinor: 0,
      items: [],
      day: 12,
      reason: 'recovered',
      recovered: [
        { method: 'bank_debit', amountMinor: 100_000 },
        { method: 'sales', amountMinor: 24_950 },
      ],
    },
  },
  claimStatement: {
    to: 'seller',
    figures: { ...owing, shortfallMinor: 0, claimsMinor: 124_950, day: 210 },
  },
  clearingForecast: { to: 'finance', figures: { ...owing, day: 173 } },
  dailyDigest: { to: 'team', figures: DIGEST_SAMPLE },
  debitExpected: {
    to: 'seller',
    figures: { ...owing, amountMinor: 123_450, onMs: DAY_ONE_MS + 2 * DAY_MS },
  },
  debitReturned: {
    to: 'seller',
    figures: { ...owing, day: 6, amountMinor: 123_450, failureCode: 'account_closed' },
  },
  disputeCreated: { to: 'seller', figures: { ...disputed, evidenceDueMs: DAY_ONE_MS + 14 * DAY_MS } },
  disputeGivenBack: { to: 'seller', figures: disputed },
  disputeTaken: { to: 'seller', figures: { ...disputed, feeMinor: 1_500 } },
  evidenceDue: { to: 'team', figures: { ...disputed, evidenceDueMs: DAY_ONE_MS + 7 * DAY_MS } },
  evidencePassed: { to: 'team', figures: { ...disputed, evidenceDueMs: DAY_ONE_MS } },
  fraudWarning: { to: 'team', figures: { charge: 'ch_1RidgeTent', warning: 'unauthorized_use_of_card' } },
  freshLink: { to: 'seller', figures: { purpose: 'statement' } },
  holdLimit: { to: 'team', figures: { ...owing, day: 69, endsMs: DAY_ONE_MS + 90 * DAY_MS } },
  owedGrew: { to: 'seller', figures: { ...owing, day: 20, beforeMinor: 50_000 } },
  preflightHalt: {
    to: 'team',
    figures: {
      account: 'acct_1RidgeOutdoor',
      flow: 'give_back',
      amountMinor: 123_450,
      currency: 'usd',
      saw: ['capability transfers is pending, not active'],
      clears: ['Stripe makes transfers active: see what it requires of the seller'],
    },
  },
  refundGivenBack: { to: 'seller', figures: refunded },
  refundTaken: { to: 'seller', figures: { ...refunded, owedMinor: 5_000 } },
  reviewClosed: {
    to: 'team',
    figures: { review: 3, account: 'acct_1RidgeOutdoor', reason: 'findings_gone' },
  },
  reviewOpened: { to: 'seller', figures: reviewed },
  reviewReminder: { to: 'team', figures: { ...reviewed, day: 7 } },
  rung: {
    to: 'seller',
    figures: {
      ...owing,
      rung: 'day-1',
      payoutsHeld: true,
      debitPossible: 'yes',
      debitExpectedMs: DAY_ONE_MS + DAY_MS,
    },
  },
  writeOffProposed: {
    to: 'finance',
    figures: { ...owing, shortfallMinor: 0, claimsMinor: 124_950, day: 545 },
  },
};
