import { callerAccount, connectedAccounts, createAccount, readableAccount, updateAccount } from '../accounts';
import { behaviourOfNumber } from '../banks';
import type { BankInput, SellerInput } from '../acts-port';
import { stripeObject } from '../blank';
import { capabilityObject } from '../capability-object';
import { knownCountry } from '../countries';
import { touchAll } from '../ledger';
import type { Account } from '../objects';
import type { JsonObject, Operation, Params, World } from '../port';
import { balanceSettings, saveBalanceSettings } from '../settings';
import { rejectAccount, setCapability, unrejectAccount } from '../standing';
import { pageOfNotes } from '../pages';
import { fail, group, mergeMetadata, required, text, within } from './read';

export const accountOperations = {
  'GET /v1/account': {
    kind: 'one',
    run: (world, caller) => world.core.need<Account>(callerAccount(world.core, caller), 'account'),
  },
  'GET /v1/accounts': {
    kind: 'list',
    run: (world, _caller, _path, params) => {
      const accounts = connectedAccounts(world.core).map((id) => world.core.need<Account>(id, 'account'));
      return within(accounts.reverse(), params, 'created');
    },
    page: (world, caller, page) => {
      callerAccount(world.core, caller);
      return pageOfNotes(world.core, 'connected', 'account', page);
    },
  },
  'POST /v1/accounts': { kind: 'one', run: (world, _caller, _path, params) => open(world, params) },
  'GET /v1/accounts/{account}': {
    kind: 'one',
    run: (world, _caller, path) => readableAccount(world.core, path['account'] ?? ''),
  },
  'POST /v1/accounts/{account}': {
    kind: 'one',
    run: (world, _caller, path, params) =>
      change(world, readableAccount(world.core, path['account'] ?? ''), params),
  },
  'POST /v1/accounts/{account}/reject': {
    kind: 'one',
    run: (world, _caller, path, params) => {
      const { id } = readableAccount(world.core, path['account'] ?? '');
      const reason = REJECTED[required(params, 'reason')] ?? 'rejected.platform_other';
      return rejectAccount(world.core, id, reason, text(params, 'payouts_action') !== 'none');
    },
  },
  'POST /v1/accounts/{account}/unreject': {
    kind: 'one',
    run: (world, _caller, path) => {
      const account = readableAccount(world.core, path['account'] ?? '');
      if (!account.requirements.disabled_reason?.startsWith('rejected.platform_')) {
        fail(400, 'account_invalid', `The account ${account.id} was not rejected by this platform.`);
      }
      return unrejectAccount(world.core, account.id);
    },
  },
  'GET /v1/accounts/{account}/capabilities': {
    kind: 'list',
    run: (world, _caller, path) => {
      const account = readableAccount(world.core, path['account'] ?? '');
      return Object.keys(account.capabilities).map((name) => capabilityObject(account, name));
    },
  },
  'GET /v1/accounts/{account}/capabilities/{capability}': {
    kind: 'one',
    run: (world, _caller, path) =>
      capabilityObject(readableAccount(world.core, path['account'] ?? ''), path['capability'] ?? ''),
  },
  'POST /v1/accounts/{account}/capabilities/{capability}': {
    kind: 'one',
    run: (world, _caller, path, params) => {
      const account = readableAccount(world.core, path['account'] ?? '');
      const name = path['capability'] ?? '';
      const status = params['requested'] === false ? 'inactive' : 'active';
      return capabilityObject(setCapability(world.core, account.id, name, status), name);
    },
  },
  'POST /v1/accounts/{account}/login_links': {
    kind: 'one',
    run: (world, _caller, path) => {
      const account = readableAccount(world.core, path['account'] ?? '');
      if (account.type !== 'express')
        fail(400, null, 'Cannot create a login link for an account that has no Express Dashboard.');
      if (account['details_submitted'] === false)
        fail(400, null, 'Cannot create a login link for an account that has not completed onboarding.');
      return stripeObject('login_link', {
        object: 'login_link',
        created: world.core.nowSeconds,
        url: `https://connect.stripe.com/express/${world.core.newId('login')}`,
      });
    },
  },
  'POST /v1/account_links': {
    kind: 'one',
    run: (world, _caller, _path, params) => {
      const account = readableAccount(world.core, required(params, 'account'));
      const type = required(params, 'type');
      if (type === 'account_update' && account.controller.requirement_collection !== 'application') {
        fail(
          400,
          null,
          'You cannot create account_update links for accounts whose requirements Stripe collects.',
          'type',
        );
      }
      return stripeObject('account_link', {
        object: 'account_link',
        created: world.core.nowSeconds,
        expires_at: world.core.nowSeconds + LINK_LIVES_SECONDS,
        url: `https://connect.stripe.com/setup/${world.core.newId('link')}`,
      });
    },
  },
} satisfies Readonly<Record<string, Operation>>;

function open(world: World, params: Params): Account {
  const controller = group(params, 'controller');
  const countryCode =
    text(params, 'country') ?? world.core.need<Account>(world.platformId, 'account').country;
  if (!knownCountry(countryCode))
    fail(400, 'country_unsupported', `${countryCode} is not currently supported by Stripe.`, 'country');
  const bank = bankInput(params);
  const asked = group(params, 'capabilities') ?? {};
  const names = Object.keys(asked).filter((name) => group(asked, name)?.['requested'] === true);
  const currency = text(params, 'default_currency');
  const email = text(params, 'email');
  const seller: SellerInput = {
    country: countryCode,
    ...(currency === null ? {} : { defaultCurrency: currency.toLowerCase() }),
    ...(email === null ? {} : { email }),
    ...kindOf(params, controller),
    banks: bank === null ? [] : [bank],
    metadata: mergeMetadata({}, params) as Record<string, string>,
  };
  return createAccount(world.core, { ...seller, capabilities: names });
}

function kindOf(
  params: Params,
  controller: JsonObject | null,
): Pick<SellerInput, 'type' | 'losses' | 'requirementCollection'> {
  const type = text(params, 'type');
  if (controller === null) {
    return { type: type === 'express' || type === 'custom' ? type : 'standard' };
  }
  const dashboard = group(controller, 'stripe_dashboard')?.['type'] ?? 'full';
  return {
    type: dashboard === 'express' ? 'express' : dashboard === 'none' ? 'custom' : 'standard',
    losses: group(controller, 'losses')?.['payments'] === 'application' ? 'application' : 'stripe',
    requirementCollection: controller['requirement_collection'] === 'application' ? 'application' : 'stripe',
  };
}

/** A bank account in a call's parameters: by Stripe's test numbers. A token stands for one that works. */
export function bankInput(params: Params): BankInput | null {
  const given = group(params, 'external_account') ?? group(params, 'bank_account');
  if (given === null)
    return text(params, 'external_account') === null && text(params, 'bank_account') === null ? null : {};
  const currency = text(given, 'currency');
  const countryCode = text(given, 'country');
  return {
    ...(currency === null ? {} : { currency: currency.toLowerCase() }),
    ...(countryCode === null ? {} : { country: countryCode }),
    behaviour: behaviourOfNumber(text(given, 'account_number') ?? ''),
  };
}

function change(world: World, account: Account, params: Params): Account {
  const payouts = group(group(params, 'settings') ?? {}, 'payouts');
  if (payouts !== null) {
    const { payments } = balanceSettings(world.core, account.id);
    const schedule = group(payouts, 'schedule');
    saveBalanceSettings(world.core, account.id, {
      ...payments,
      debit_negative_balances: payouts['debit_negative_balances'] ?? payments.debit_negative_balances,
      payouts: schedule === null ? payments.payouts : { ...payments.payouts, schedule },
    });
    touchAll(world.core, account.id);
  }
  const asked = group(params, 'capabilities') ?? {};
  for (const name of Object.keys(asked)) {
    const requested = group(asked, name)?.['requested'] === true;
    setCapability(world.core, account.id, name, requested ? 'active' : 'inactive');
  }
  return updateAccount(world.core, account.id, {
    email: text(params, 'email') ?? account['email'],
    metadata: mergeMetadata((account['metadata'] as JsonObject | undefined) ?? {}, params),
  });
}

const LINK_LIVES_SECONDS = 300;

const REJECTED: Readonly<Record<string, string>> = {
  fraud_no_intent_to_fulfill: 'rejected.platform_fraud',
  fraud_other: 'rejected.platform_fraud',
  fraud_payment_method_casher: 'rejected.platform_fraud',
  fraud_payment_method_tester: 'rejected.platform_fraud',
  terms_of_service: 'rejected.platform_terms_of_service',
};
