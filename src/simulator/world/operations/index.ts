import type { Operation } from '../port';
import { accountOperations } from './accounts';
import { balanceOperations } from './balances';
import { bankOperations } from './banks';
import { chargeOperations } from './charges';
import { disputeOperations } from './disputes';
import { eventOperations } from './events';
import { payoutOperations } from './payouts';
import { refundOperations } from './refunds';
import { transferOperations } from './transfers';

/** What the engine can do, by method and path as stripe-api.json writes them. */
export const operations = {
  ...accountOperations,
  ...balanceOperations,
  ...bankOperations,
  ...chargeOperations,
  ...disputeOperations,
  ...eventOperations,
  ...payoutOperations,
  ...refundOperations,
  ...transferOperations,
} satisfies Readonly<Record<string, Operation>>;
