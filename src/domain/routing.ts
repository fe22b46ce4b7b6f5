import type { Json } from './json';

/**
 * From an event to who should look again: the whole table, as shown in docs/routing.md. An event is a hint: its type
 * and ids say where to look, and nothing in it is believed.
 */
export interface RoutableEvent {
  readonly source: 'platform' | 'connect' | 'recoup';
  readonly type: string;
  /** The connected account it was sent for; null for the platform's own. */
  readonly account: string | null;
  /** `data.object` of the event, whatever its shape. */
  readonly object: Json;
}

export type RoutedTo =
  | { readonly to: 'account'; readonly account: string }
  /** Only where the account has an open case, claim or review; a busy seller otherwise costs nothing. */
  | { readonly to: 'owing_account'; readonly account: string }
  /** `account` is set for direct charges: the dispute then lives on that account. */
  | { readonly to: 'dispute'; readonly dispute: string; readonly account: string | null }
  /**
   * `refund` is Stripe's, or the charge of a failed payment. `request` is what our metadata on it names: an address,
   * believed only where such a request was made here.
   */
  | {
      readonly to: 'refund';
      readonly refund: string;
      readonly request: string | null;
      readonly account: string | null;
    }
  | { readonly to: 'case'; readonly account: string; readonly currency: string }
  /** Flows that could not refund or give back for lack of money on the platform. */
  | { readonly to: 'waiting_for_platform_balance' }
  /** A charge of which a card's bank has warned: a refund is proposed, and the team told. */
  | { readonly to: 'warning'; readonly charge: string; readonly account: string | null };

export interface Route {
  /** Null where nobody is concerned; `reason` then says why. */
  readonly target: RoutedTo | null;
  /** *now*: at the next relay turn. *soon*: at most once per look gap. */
  readonly wakeClass: 'now' | 'soon';
  readonly reason: string | null;
}

/** The type of the inbox rows that Recoup writes itself, from the daily list of collection transfers. */
export const COLLECTION_TRANSFER = 'recoup.collection_transfer';

interface Family {
  /** Event types; one that ends in `*` stands for all that begin so. */
  readonly types: readonly string[];
  /** As docs/routing.md puts it, where not every event of these types belongs. */
  readonly where: { readonly words: string; readonly holds: (event: RoutableEvent) => boolean } | null;
  readonly wakeClass: 'now' | 'soon';
  readonly target: (event: RoutableEvent) => RoutedTo | null;
  /** Why an event of this family concerns nobody when it names no target. */
  readonly otherwise: string;
}

const NO_ACCOUNT = 'it names no connected account';
const OF_PLATFORM = "it is about the platform's own account";

/** The first family that matches decides. */
export const FAMILIES: readonly Family[] = [
  {
    types: ['charge.dispute.*'],
    where: null,
    wakeClass: 'now',
    target: (event) => {
      const dispute = idOf(event.object, 'id');
      return dispute !== null && /^d[pu]_/.test(dispute)
        ? { to: 'dispute', dispute, account: senderOf(event) }
        : null;
    },
    otherwise: 'it names no dispute',
  },
  {
    types: ['refund.*', 'charge.refund.updated'],
    where: null,
    wakeClass: 'now',
    target: (event) => toRefund(event, event.object),
    otherwise: 'it names no refund',
  },
  {
    types: ['charge.refunded'],
    where: null,
    wakeClass: 'now',
    target: (event) => toRefund(event, newestRefund(event.object)),
    otherwise: 'its refund is announced by itself; only older API versions name it here',
  },
  {
    types: ['charge.failed'],
    where: {
      words: 'after a transfer, or after it had reached the balance',
      holds: ({ object }) =>
        idOf(object, 'transfer') !== null || idOf(object, 'balance_transaction') !== null,
    },
    wakeClass: 'now',
    target: (event) => {
      const charge = idOf(event.object, 'id');
      // On an account it is the end of a transfer or a sale of its own: its balance tells.
      if (senderOf(event) !== null) return toAccount(senderOf(event));
      return charge !== null && /^(ch|py)_/.test(charge)
        ? { to: 'refund', refund: charge, request: null, account: null }
        : null;
    },
    otherwise: 'it names no charge',
  },
  {
    types: ['payout.paid', 'payout.failed', 'payout.canceled'],
    where: { words: 'with a negative amount: a bank debit', holds: ({ object }) => isNegative(object) },
    wakeClass: 'now',
    target: (event) => toAccount(senderOf(event)),
    otherwise: OF_PLATFORM,
  },
  {
    types: [
      'topup.*',
      'account.external_account.*',
      'account.updated',
      'capability.updated',
      'account.application.deauthorized',
    ],
    where: null,
    wakeClass: 'now',
    target: (event) => toAccount(senderOf(event)),
    otherwise: OF_PLATFORM,
  },
  {
    types: ['payout.failed', 'balance_settings.updated'],
    where: null,
    wakeClass: 'soon',
    target: (event) => toAccount(senderOf(event)),
    otherwise: OF_PLATFORM,
  },
  {
    types: ['transfer.reversed'],
    where: null,
    wakeClass: 'soon',
    target: (event) => toAccount(senderOf(event) ?? accountIn(event.object, 'destination')),
    otherwise: NO_ACCOUNT,
  },
  {
    types: ['transfer.created'],
    where: null,
    wakeClass: 'soon',
    target: (event) => toOwing(senderOf(event) ?? accountIn(event.object, 'destination')),
    otherwise: NO_ACCOUNT,
  },
  {
    types: ['payout.created', 'payout.paid'],
    where: null,
    wakeClass: 'soon',
    target: (event) => toOwing(senderOf(event)),
    otherwise: OF_PLATFORM,
  },
  {
    types: ['balance.available'],
    where: null,
    wakeClass: 'soon',
    target: (event) => toOwing(senderOf(event)) ?? { to: 'waiting_for_platform_balance' },
    otherwise: OF_PLATFORM,
  },
  {
    types: ['radar.early_fraud_warning.*'],
    where: null,
    wakeClass: 'soon',
    target: (event) => {
      const charge = idOf(event.object, 'charge');
      return charge === null ? null : { to: 'warning', charge, account: senderOf(event) };
    },
    otherwise: 'it names no charge',
  },
  {
    types: [COLLECTION_TRANSFER],
    where: { words: 'from the daily list', holds: ({ source }) => source === 'recoup' },
    wakeClass: 'now',
    target: ({ object }) => {
      const account = accountIn(object, 'destination');
      const currency = field(object, 'currency');
      return account !== null && typeof currency === 'string' && /^[a-z]{3}$/.test(currency)
        ? { to: 'case', account, currency }
        : null;
    },
    otherwise: 'it names no account and currency',
  },
];

/** Whether such an event can be news of a payment that a payout run made: its object's id then names the line. */
export const mayBeOfLine = (type: string): boolean => /^(payout|transfer)\./.test(type);

/** Total: an unknown type or an unfamiliar shape concerns nobody, with the reason. */
export function route(event: RoutableEvent): Route {
  const family = FAMILIES.find(
    ({ types, where }) => types.some((type) => covers(type, event.type)) && (where?.holds(event) ?? true),
  );
  if (family === undefined)
    return { target: null, wakeClass: 'soon', reason: 'no event that Recoup acts on' };
  const target = family.target(event);
  return { target, wakeClass: family.wakeClass, reason: target === null ? family.otherwise : null };
}

function covers(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function toAccount(account: string | null): RoutedTo | null {
  return account === null ? null : { to: 'account', account };
}

function toOwing(account: string | null): RoutedTo | null {
  return account === null ? null : { to: 'owing_account', account };
}

/**
 * On an account Stripe moves refunds by itself, its own (`re_`) and the other half of a reversal (`pyr_`): its balance
 * tells, except of what was asked for here.
 */
function toRefund(event: RoutableEvent, refund: Json): RoutedTo | null {
  const id = idOf(refund, 'id');
  const account = senderOf(event);
  const request = requestIn(field(refund, 'metadata'));
  return id !== null && /^(re|pyr)_/.test(id) && (account === null || request !== null)
    ? { to: 'refund', refund: id, request, account }
    : toAccount(account);
}

/** Stripe lists the newest first. */
function newestRefund(charge: Json): Json {
  const listed = field(field(charge, 'refunds'), 'data');
  return Array.isArray(listed) ? (listed[0] ?? null) : null;
}

/** `recoup:v1:refund:<request>:<charge>:<n>`, where Recoup made it. */
function requestIn(metadata: Json): string | null {
  const key = field(metadata, 'recoup_key');
  return typeof key === 'string' ? (/^recoup:v1:refund:(rq_[a-z0-9]{1,100}):/.exec(key)?.[1] ?? null) : null;
}

function senderOf(event: RoutableEvent): string | null {
  return event.account !== null && isAccount(event.account) ? event.account : null;
}

function accountIn(object: Json, name: string): string | null {
  const account = idOf(object, name);
  return account !== null && isAccount(account) ? account : null;
}

function isAccount(id: string): boolean {
  return /^acct_[A-Za-z0-9_]{1,190}$/.test(id);
}

function isNegative(object: Json): boolean {
  const amount = field(object, 'amount');
  return typeof amount === 'number' && amount < 0;
}

/** A field that holds an id, or the object with that id where it came expanded. */
function idOf(object: Json, name: string): string | null {
  const value = field(object, name);
  const id = typeof value === 'string' ? value : field(value, 'id');
  return typeof id === 'string' && /^[A-Za-z0-9_]{1,200}$/.test(id) ? id : null;
}

function field(object: Json, name: string): Json {
  return isRecord(object) && Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
