import type { Acts, Sale, SaleInput } from './acts-port';
import { failPayment, settlePayment } from './bank-payments';
import { makeCharge, recordPart } from './charges';
import type { ChargeInput } from './charges';
import type { Core } from './core';
import { record } from './economic-book';
import type { BalanceTransaction } from './objects';
import { makeTransfer } from './transfers';

/** A customer buys, in one of the three charge models. */
export function saleActs(core: Core): Pick<Acts, 'sale' | 'settlePayment' | 'failPayment'> {
  return {
    sale: (input) => sell(core, input),
    settlePayment: (charge) => {
      settlePayment(core, charge);
    },
    failPayment: (charge, code) => {
      failPayment(core, charge, code ?? 'insufficient_funds');
    },
  };
}

function sell(core: Core, input: SaleInput): Sale {
  switch (input.model) {
    case 'destination': {
      const charge = makeCharge(core, {
        ...common(core, input),
        applicationFeeMinor: input.applicationFeeMinor,
        destination: {
          account: input.seller,
          amountMinor: input.transferAmountMinor,
          transferId: input.transferId,
        },
      });
      return { chargeId: charge.id, transferIds: charge.transfer === undefined ? [] : [charge.transfer] };
    }
    case 'direct': {
      const charge = makeCharge(core, {
        ...common(core, input),
        owner: input.seller,
        applicationFeeMinor: input.applicationFeeMinor,
      });
      return { chargeId: charge.id, transferIds: [] };
    }
    case 'separate':
      return sellSeparately(core, input);
  }
}

function sellSeparately(core: Core, input: Extract<SaleInput, { model: 'separate' }>): Sale {
  const group = input.transferGroup ?? null;
  const charge = makeCharge(core, { ...common(core, input), transferGroup: group });
  const { currency } = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction');
  for (const { seller: account, amountMinor, later } of input.parts) {
    if (later !== true) continue;
    record(core, {
      what: 'part',
      charge: charge.id,
      account,
      transfer: null,
      amountMinor,
      currency,
      feeMinor: 0,
    });
    record(core, { what: 'earned', account, amountMinor, currency });
  }
  const now = input.parts.filter(({ later }) => later !== true);
  const transferIds = now.map((part) => {
    const { transfer } = makeTransfer(core, {
      ...(part.id === undefined ? {} : { id: part.id }),
      owner: core.platformId,
      destination: part.seller,
      amountMinor: part.amountMinor,
      currency,
      sourceCharge: part.sourced === false ? null : charge.id,
      group,
      metadata: {},
      description: null,
      kind: 'transfer',
    });
    recordPart(core, charge.id, transfer.id, {
      account: part.seller,
      amountMinor: part.amountMinor,
      currency,
      feeMinor: 0,
    });
    return transfer.id;
  });
  return { chargeId: charge.id, transferIds };
}

function common(core: Core, input: SaleInput): ChargeInput {
  return {
    ...(input.id === undefined ? {} : { id: input.id }),
    owner: core.platformId,
    amountMinor: input.amountMinor,
    currency: input.currency,
    settlesIn: input.settlesIn,
    availableNow: input.availableNow ?? true,
    paidBy: input.paidBy,
    refunds: input.refunds,
    transferGroup: input.transferGroup,
    deal: input.deal,
    description: input.description,
    metadata: input.metadata,
  };
}
