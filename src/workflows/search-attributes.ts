import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';

/**
 * What the Temporal UI lists and filters by. Ids and amounts only: search attributes are never encrypted.
 * Coarse on purpose: each upsert is a billed action and history events.
 */
export const ATTRIBUTES = {
  state: defineSearchAttributeKey('RecoupState', SearchAttributeType.KEYWORD),
  account: defineSearchAttributeKey('RecoupAccount', SearchAttributeType.KEYWORD),
  currency: defineSearchAttributeKey('RecoupCurrency', SearchAttributeType.KEYWORD),
  owedMinor: defineSearchAttributeKey('RecoupOwedMinor', SearchAttributeType.INT),
  clearsAt: defineSearchAttributeKey('RecoupClearsAt', SearchAttributeType.DATETIME),
  needsHuman: defineSearchAttributeKey('RecoupNeedsHuman', SearchAttributeType.BOOL),
  assignee: defineSearchAttributeKey('RecoupAssignee', SearchAttributeType.KEYWORD),
} as const;

/** Name to type, for `recoup migrate` and the embedded server. */
export const SEARCH_ATTRIBUTES: readonly { readonly name: string; readonly type: string }[] = Object.values(
  ATTRIBUTES,
).map(({ name, type }) => ({ name, type }));
