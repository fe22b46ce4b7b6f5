import type Stripe from 'stripe';

/** A resource that Recoup reads, with the smallest read there is of it. */
export interface ReadNeed {
  readonly resource: string;
  readonly read: (stripe: Stripe, options: Stripe.RequestOptions) => Promise<unknown>;
}

const ONE = { limit: 1 };

/** Read with the platform's own key. */
export const PLATFORM_READS: readonly ReadNeed[] = [
  { resource: 'Balance', read: (stripe, options) => stripe.balance.retrieve({}, options) },
  { resource: 'Accounts', read: (stripe, options) => stripe.accounts.list(ONE, options) },
  { resource: 'Charges', read: (stripe, options) => stripe.charges.list(ONE, options) },
  { resource: 'Refunds', read: (stripe, options) => stripe.refunds.list(ONE, options) },
  { resource: 'Disputes', read: (stripe, options) => stripe.disputes.list(ONE, options) },
  { resource: 'Transfers', read: (stripe, options) => stripe.transfers.list(ONE, options) },
  { resource: 'Events', read: (stripe, options) => stripe.events.list(ONE, options) },
  {
    resource: 'Balance transactions',
    read: (stripe, options) => stripe.balanceTransactions.list(ONE, options),
  },
  {
    resource: 'Early fraud warnings',
    read: (stripe, options) => stripe.radar.earlyFraudWarnings.list(ONE, options),
  },
];

/** Read on a connected account's behalf. */
export const ACCOUNT_READS: readonly ReadNeed[] = [
  { resource: 'Balance', read: (stripe, options) => stripe.balance.retrieve({}, options) },
  {
    resource: 'Balance transactions',
    read: (stripe, options) => stripe.balanceTransactions.list(ONE, options),
  },
  { resource: 'Balance settings', read: (stripe, options) => stripe.balanceSettings.retrieve({}, options) },
  { resource: 'Payouts', read: (stripe, options) => stripe.payouts.list(ONE, options) },
  { resource: 'Transfers', read: (stripe, options) => stripe.transfers.list(ONE, options) },
  { resource: 'Charges', read: (stripe, options) => stripe.charges.list(ONE, options) },
  { resource: 'Refunds', read: (stripe, options) => stripe.refunds.list(ONE, options) },
  { resource: 'Disputes', read: (stripe, options) => stripe.disputes.list(ONE, options) },
  { resource: 'Events', read: (stripe, options) => stripe.events.list(ONE, options) },
  {
    resource: 'Early fraud warnings',
    read: (stripe, options) => stripe.radar.earlyFraudWarnings.list(ONE, options),
  },
];

/** A call that changes something at Stripe. */
export interface WriteNeed {
  readonly call: string;
  readonly permission: string;
  readonly why: string;
}

/** Every call by which Recoup changes anything. Links are made in either mode, all else only in `act`. */
export const WRITES: readonly WriteNeed[] = [
  {
    call: 'POST /v1/transfers/:id/reversals',
    permission: 'Transfers: write',
    why: 'takes back what a dispute or a refund cost; can leave the account below zero',
  },
  {
    call: 'POST /v1/transfers',
    permission: 'Transfers: write',
    why: 'gives a seller back what came back, makes the credits that a person decided, and pays the earnings of payout runs',
  },
  {
    call: "POST /v1/transfers on the account's behalf",
    permission: 'Transfers: write, on connected accounts',
    why: 'the account debit: collects fees and claims from what the account has available',
  },
  {
    call: "POST /v1/payouts on the account's behalf",
    permission: 'Payouts: write, on connected accounts',
    why: 'the payouts of payout runs, from accounts with a manual schedule',
  },
  {
    call: 'POST /v1/refunds',
    permission: 'Charges and refunds: write',
    why: 'the refunds that somebody asked Recoup for',
  },
  {
    call: "POST /v1/balance_settings on the account's behalf",
    permission: 'Balance settings: write, on connected accounts',
    why: "holds payouts (the schedule becomes manual, and is put back), and lets Stripe debit the account's bank",
  },
  {
    call: 'POST /v1/account_links',
    permission: 'Account Links: write',
    why: 'a seller opened the link of a letter, and has no dashboard; moves nothing, and is made in the mode `observe` too',
  },
  {
    call: 'POST /v1/accounts/:id/login_links',
    permission: 'Accounts: write',
    why: 'the same for a seller with an Express dashboard',
  },
  {
    call: 'POST /v1/accounts/:id/reject',
    permission: 'Accounts: write',
    why: 'rejects an account, as two people decided',
  },
  {
    call: 'POST /v1/accounts/:id/unreject',
    permission: 'Accounts: write',
    why: "takes a rejection of the platform's own back, as two people decided",
  },
];
