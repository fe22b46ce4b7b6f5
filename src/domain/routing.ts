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
  /** Only where the account has an open case or claim; a busy seller otherwise costs nothing. */
  | { readonly to: 'owing_account'; readonly account: string }
  /** `account` is set for direct charges: the dispute then lives on that account. */
  | { readonly to: 'dispute'; readonly dispute: string; readonly account: string | null }
  | { readonly to: 'case'; readonly account: string; readonly currency: string }
  /** Dispute flows that could not give back for lack of money on the platform. */
  | { readonly to: 'waiting_for_platform_balance' }
  /** A notice, no wake: nothing of Recoup's changes by it. */
  | { readonly to: 'team'; readonly charge: string; readonly warning: string | null };

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
    types: ['refund.*', 'charge.refund.updated', 'charge.refunded'],
    where: null,
    wakeClass: 'now',
    target: (event) => toAccount(senderOf(event) ?? destinationOf(event.object)),
    otherwise: `${NO_ACCOUNT}; a reversal that belongs to it is announced by itself`,
  },
  {
    types: ['charge.failed'],
    where: {
      words: 'after a transfer, or after it had reached the balance',
      holds: ({ object }) =>
        idOf(object, 'transfer') !== null || idOf(object, 'balance_transaction') !== null,
    },
    wakeClass: 'now',
    target: (event) => toAccount(senderOf(event) ?? destinationOf(event.object)),
    otherwise: NO_ACCOUNT,
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
    target: ({ object }) => {
      const charge = idOf(object, 'charge');
      return charge === null ? null : { to: 'team', charge, warning: idOf(object, 'fraud_type') };
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

function senderOf(event: RoutableEvent): string | null {
  return event.account !== null && isAccount(event.account) ? event.account : null;
}

/** Of a charge: where its transfer went. Older API versions say so on the charge itself. */
function destinationOf(charge: Json): string | null {
  return accountIn(field(charge, 'transfer_data'), 'destination') ?? accountIn(charge, 'destination');
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
