import { balanceCurrency } from './accounts';
import type { Deal } from './acts-port';
import { takeApplicationFee } from './application-fees';
import { addBusinessDays } from './business-days';
import { chargeFields, type PaidBy } from './charge-fields';
import type { Core } from './core';
import { country } from './countries';
import { move, placeOf, record } from './economic-book';
import { post } from './ledger';
import type { Account, BalanceTransaction, Charge, Transfer } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';
import { setRefundBehaviour, type RefundBehaviour } from './refunds';
import { setTie, tieOf } from './ties';
import { makeTransfer } from './transfers';

export interface ChargeInput {
  readonly id?: string;
  /** Whose charge it is: the platform's, or for a direct charge the account's. */
  readonly owner: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Default: the currency of the owner's balance for the charge's currency. */
  readonly settlesIn?: string | undefined;
  readonly availableNow: boolean;
  /** Default: a card. */
  readonly paidBy?: PaidBy | undefined;
  /** How refunds of it will go. Default: they succeed. */
  readonly refunds?: RefundBehaviour | undefined;
  readonly transferGroup?: string | null | undefined;
  readonly deal?: Deal | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly paymentIntent?: string | null;
  readonly onBehalfOf?: string | null;
  /** In the settled currency. */
  readonly applicationFeeMinor?: number | undefined;
  /** A destination charge. */
  readonly destination?: {
    readonly account: string;
    readonly amountMinor?: number | undefined;
    readonly transferId?: string | undefined;
  };
}

/** A customer pays; with a destination, the money goes on to it. */
export function makeCharge(core: Core, input: ChargeInput): Charge {
  const { owner, amountMinor, currency, destination } = input;
  const id = input.id ?? core.newId('ch');
  const settlesIn = input.settlesIn ?? balanceCurrency(core, owner, currency);
  const settled = convert(core, amountMinor, currency, settlesIn);
  const paidBy = input.paidBy ?? 'card';
  const directFeeMinor = destination === undefined ? (input.applicationFeeMinor ?? 0) : 0;
  const transaction = post(core, owner, {
    type: paidBy === 'card' ? 'charge' : 'payment',
    amount: settled.amountMinor,
    fee: directFeeMinor,
    feeType: 'application_fee',
    currency: settlesIn,
    source: id,
    availableAtMs: input.availableNow && paidBy === 'card' ? core.nowMs : settlement(core, owner),
    exchangeRate: settled.exchangeRate,
  });
  moveIn(core, id, input, settled.amountMinor, settlesIn);
  core.add<Charge>(owner, 'charge', id, {
    ...chargeFields(amountMinor, currency, paidBy),
    application_fee_amount: input.applicationFeeMinor ?? null,
    balance_transaction: transaction.id,
    description: input.description ?? null,
    metadata: { ...input.metadata },
    on_behalf_of: input.onBehalfOf ?? null,
    payment_intent: input.paymentIntent ?? null,
    transfer_group: input.transferGroup ?? (destination === undefined ? null : `group_${id}`),
  });
  record(core, {
    what: 'sale',
    charge: id,
    currency,
    capturedMinor: amountMinor,
    disputeFee: input.deal?.disputeFee ?? 'seller',
    applicationFee: input.deal?.applicationFee ?? 'keep',
  });
  if (destination !== undefined) sendOn(core, id, destination, input.applicationFeeMinor ?? 0, transaction);
  else if (owner !== core.platformId) keepDirect(core, id, input, directFeeMinor, transaction);
  else adoptPaidBefore(core, id, input.transferGroup ?? null);
  if (input.refunds !== undefined) setRefundBehaviour(core, id, input.refunds);
  const charge = core.need<Charge>(id, 'charge');
  core.emit(owner, paidBy === 'card' ? 'charge.succeeded' : 'charge.pending', charge);
  return charge;
}

/** The destination charge's transfer: all of it, less the application fee on arrival, or the amount that was named. */
function sendOn(
  core: Core,
  charge: string,
  to: NonNullable<ChargeInput['destination']>,
  feeMinor: number,
  settled: BalanceTransaction,
): void {
  const amountMinor = to.amountMinor ?? settled.amount;
  const { transfer } = makeTransfer(core, {
    ...(to.transferId === undefined ? {} : { id: to.transferId }),
    owner: core.platformId,
    destination: to.account,
    amountMinor,
    currency: settled.currency,
    sourceCharge: charge,
    group: core.need<Charge>(charge, 'charge').transfer_group,
    metadata: {},
    description: null,
    kind: 'transfer',
    applicationFeeMinor: feeMinor,
  });
  core.change(charge, {
    application_fee: core.need<Charge>(transfer.destination_payment, 'charge').application_fee,
    transfer: transfer.id,
    transfer_data: { amount: to.amountMinor ?? null, destination: to.account },
  });
  recordPart(core, charge, transfer.id, {
    account: to.account,
    amountMinor,
    currency: settled.currency,
    feeMinor,
  });
}

/** Sellers who were paid in advance of this sale: by transfers of its group, which were nobody's part until now. */
function adoptPaidBefore(core: Core, charge: string, group: string | null): void {
  if (group === null) return;
  for (const transfer of core.list<Transfer>(core.platformId, 'transfer').reverse()) {
    const { charge: tied, role } = tieOf(core, transfer.id);
    if (transfer.transfer_group !== group || tied !== null || role !== 'other') continue;
    const { destination: account, amount: amountMinor, currency } = transfer;
    recordPart(core, charge, transfer.id, { account, amountMinor, currency, feeMinor: 0 });
  }
}

/** What of a sale reached a seller by a transfer. */
export function recordPart(
  core: Core,
  charge: string,
  transfer: string,
  part: {
    readonly account: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly feeMinor: number;
  },
): void {
  record(core, { what: 'part', charge, transfer, ...part });
  setTie(core, transfer, { charge, role: 'part' });
}

function keepDirect(
  core: Core,
  charge: string,
  input: ChargeInput,
  feeMinor: number,
  settled: BalanceTransaction,
): void {
  const { owner, amountMinor, currency } = input;
  record(core, { what: 'part', charge, account: owner, transfer: null, amountMinor, currency, feeMinor: 0 });
  if (feeMinor === 0) return;
  const fee = takeApplicationFee(core, {
    account: owner,
    charge,
    originating: charge,
    amountMinor: feeMinor,
    currency: settled.currency,
    balanceMinor: feeMinor,
    balanceCurrency: settled.currency,
    availableAtMs: settled.available_on * 1000,
  });
  core.change(charge, { application_fee: fee.id });
}

function settlement(core: Core, owner: string): number {
  return addBusinessDays(core.nowMs, country(core.need<Account>(owner, 'account').country).settlementDays);
}

function moveIn(core: Core, id: string, input: ChargeInput, settledMinor: number, settlesIn: string): void {
  const to = placeOf(core, input.owner);
  if (settlesIn === input.currency)
    return move(core, 'charge', 'customers', to, input.amountMinor, settlesIn, id);
  move(core, 'charge', 'customers', 'exchange', input.amountMinor, input.currency, id);
  move(core, 'charge', 'exchange', to, settledMinor, settlesIn, id);
}
