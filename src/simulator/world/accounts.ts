import type { SellerInput } from './acts-port';
import { addBank, banks } from './banks';
import { stripeObject, withoutUndefined } from './blank';
import type { Core } from './core';
import { country } from './countries';
import { record } from './economic-book';
import type { Account } from './objects';
import { StripeFailure } from './port';
import type { Caller, JsonObject, StripeObject } from './port';
import { noRequirements } from './requirement-lists';
import { createBalanceSettings, balanceSettings, payoutSettings, switches } from './settings';

/** What nobody but the account's people and Stripe know. */
interface AccountNote extends JsonObject {
  readonly accountDebitConsent: boolean;
  readonly deauthorized: boolean;
}

/** What every account starts with, the platform's own among them. */
function accountFields(core: Core, id: string, countryCode: string, currency: string): JsonObject {
  return {
    business_profile: stripeObject('account_business_profile', {}),
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: countryCode,
    default_currency: currency,
    details_submitted: true,
    email: null,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: noRequirements(),
    metadata: {},
    payouts_enabled: true,
    requirements: noRequirements(),
    tos_acceptance: { date: core.nowSeconds, ip: null, user_agent: null },
  };
}

export function createPlatform(
  core: Core,
  input: { readonly country: string; readonly currency: string },
): void {
  const id = core.platformId;
  core.add<Account>(id, 'account', id, {
    ...accountFields(core, id, input.country, input.currency),
    controller: { type: 'account' },
    type: 'standard',
  });
  createBalanceSettings(core, id, {
    schedule: { interval: 'manual' },
    debitNegativeBalances: true,
    delayDays: 2,
  });
  showSettings(core, id);
}

/** Opens a connected account, with its bank accounts and settings. */
export function createAccount(core: Core, input: SellerInput): Account {
  const type = input.type ?? 'express';
  const where = country(input.country);
  const currency = input.defaultCurrency ?? where.currency;
  const losses = input.losses ?? (type === 'standard' ? 'stripe' : 'application');
  const collection = input.requirementCollection ?? (type === 'custom' ? 'application' : 'stripe');
  const id = input.id ?? core.newId('acct');
  const names = input.capabilities ?? ['card_payments', 'transfers'];
  core.add<Account>(id, 'account', id, {
    ...accountFields(core, id, input.country, currency),
    capabilities: Object.fromEntries(names.map((name) => [name, 'active'])),
    controller: {
      fees: { payer: losses === 'stripe' ? 'account' : 'application' },
      is_controller: true,
      losses: { payments: losses },
      requirement_collection: collection,
      stripe_dashboard: { type: DASHBOARD[type] },
      type: 'application',
    },
    details_submitted: input.detailsSubmitted ?? true,
    email: input.email ?? null,
    business_profile: stripeObject('account_business_profile', { name: input.name ?? null }),
    metadata: { ...input.metadata },
    type,
  });
  core.setNote('account', id, {
    accountDebitConsent: input.accountDebitConsent ?? true,
    deauthorized: false,
  });
  createBalanceSettings(core, id, {
    schedule: withoutUndefined({ interval: 'daily', ...input.schedule } as JsonObject),
    debitNegativeBalances: input.debitNegativeBalances ?? collection !== 'application',
    delayDays: where.settlementDays,
  });
  for (const bank of input.banks ?? [{}]) addBank(core, id, bank);
  showSettings(core, id);
  core.setNote('connected', id, { id });
  return core.need<Account>(id, 'account');
}

export const hasConnectedAccounts = (core: Core): boolean => core.store.count('', 'connected') > 0;

/** Ids of the connected accounts, oldest first. */
export const connectedAccounts = (core: Core): string[] =>
  core.notes<{ id: string }>('connected').map(({ id }) => id);

export const isPlatformLiable = (account: Account): boolean =>
  account.controller.losses?.payments === 'application';

/**
 * The account that a caller acts for.
 * @throws StripeFailure where it is unknown or has revoked the platform's access.
 */
export function callerAccount(core: Core, caller: Caller): string {
  if (caller.account === null || caller.account === core.platformId) return core.platformId;
  const note = core.note<AccountNote>('account', caller.account);
  if (note === null || note.deauthorized) throw noAccess(caller.account, switches(core).deauthorizedStatus);
  return caller.account;
}

/** An account as the platform may read it. @throws StripeFailure where it may not. */
export function readableAccount(core: Core, id: string): Account {
  callerAccount(core, { account: id });
  return core.need<Account>(id, 'account');
}

export const consentsToAccountDebits = (core: Core, account: string): boolean =>
  core.note<AccountNote>('account', account)?.accountDebitConsent ?? false;

export const isDeauthorized = (core: Core, account: string): boolean =>
  core.note<AccountNote>('account', account)?.deauthorized ?? false;

export function changeAccountNote(core: Core, account: string, patch: Partial<AccountNote>): void {
  core.setNote('account', account, { ...core.note<AccountNote>('account', account), ...patch });
}

export const isRejected = (account: Account): boolean =>
  account.requirements.disabled_reason?.startsWith('rejected.') ?? false;

/** Changes an account and tells. */
export function updateAccount(core: Core, id: string, patch: JsonObject): Account {
  const before = core.need<Account>(id, 'account');
  const after = core.change<Account>(id, patch);
  const previous = Object.fromEntries(Object.keys(patch).map((name) => [name, before[name]]));
  core.emit(id, 'account.updated', after, previous);
  return after;
}

export function deauthorize(core: Core, id: string): void {
  core.emit(id, 'account.application.deauthorized', { id: 'ca_platform', object: 'application', name: null });
  changeAccountNote(core, id, { deauthorized: true });
  record(core, { what: 'reachable', account: id, yes: false });
}

/** In which currency money of `currency` lies at this account: its own where there is a bank for it, else the default. */
export function balanceCurrency(core: Core, id: string, currency: string): string {
  const account = core.need<Account>(id, 'account');
  if (id === core.platformId || currency === account.default_currency) return currency;
  return banks(core, id).some((bank) => bank.currency === currency) ? currency : account.default_currency;
}

function showSettings(core: Core, id: string): void {
  core.change(id, { settings: accountSettings(payoutSettings(balanceSettings(core, id))) });
}

function accountSettings(payouts: JsonObject): StripeObject {
  const settings = stripeObject('account_settings', { payouts });
  return {
    ...settings,
    card_payments: {
      ...(settings['card_payments'] as JsonObject),
      decline_on: { avs_failure: false, cvc_failure: false },
    },
  };
}

function noAccess(account: string, status: 401 | 403): StripeFailure {
  return new StripeFailure(
    status,
    'invalid_request_error',
    'account_invalid',
    `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
  );
}

const DASHBOARD = { express: 'express', custom: 'none', standard: 'full' } as const;
