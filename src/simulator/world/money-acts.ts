import type { Acts } from './acts-port';
import type { Core } from './core';
import { move, record } from './economic-book';
import type { Charge, Transfer } from './objects';
import { makePayout, payable } from './payouts';
import { warnOfFraud } from './fraud-warnings';
import { cancelRefund, failRefund, succeedRefund } from './refund-ends';
import { makeRefund } from './refunds';
import { makeReversal } from './reversals';
import { setTie } from './ties';
import { makeTopup } from './topups';
import { makeTransfer } from './transfers';

type MoneyActs = Pick<
  Acts,
  | 'topUpPlatform'
  | 'topUpSeller'
  | 'sellerPaysOut'
  | 'sellerPaysOutside'
  | 'platformPaysOut'
  | 'refund'
  | 'succeedRefund'
  | 'failRefund'
  | 'cancelRefund'
  | 'warnOfFraud'
  | 'dashboardReversal'
  | 'stripeReverses'
  | 'dashboardTransfer'
>;

/** Money that people move by hand. */
export function moneyActs(core: Core): MoneyActs {
  return {
    topUpPlatform: (amountMinor, currency) => makeTopup(core, core.platformId, amountMinor, currency).id,
    topUpSeller: (account, amountMinor, currency) => makeTopup(core, account, amountMinor, currency).id,
    sellerPaysOut: (account, currency, amountMinor) => payOut(core, account, currency, amountMinor),
    platformPaysOut: (currency, amountMinor) => payOut(core, core.platformId, currency, amountMinor),
    sellerPaysOutside: (account, amountMinor, currency) => {
      move(core, 'paid_outside', `bank:${account}`, 'platform:bank', amountMinor, currency, account);
      record(core, { what: 'paid_outside', account, amountMinor, currency });
    },
    refund: (input) => {
      const charge = core.need<Charge>(input.charge, 'charge');
      return makeRefund(core, {
        id: input.id,
        charge: charge.id,
        amountMinor: input.amountMinor ?? charge.amount - charge.amount_refunded,
        reverseTransfer: input.reverseTransfer ?? false,
        refundApplicationFee: input.refundApplicationFee ?? false,
        metadata: {},
        reason: null,
        status: input.status,
      }).id;
    },
    succeedRefund: (refund) => {
      succeedRefund(core, refund);
    },
    failRefund: (refund, reason) => {
      failRefund(core, refund, reason ?? 'lost_or_stolen_card');
    },
    cancelRefund: (refund) => {
      cancelRefund(core, refund);
    },
    warnOfFraud: (input) => warnOfFraud(core, input).id,
    dashboardReversal: (transfer, amountMinor) => reverse(core, transfer, amountMinor),
    stripeReverses: (transfer, amountMinor) => {
      const { actor } = core;
      core.actor = 'stripe';
      try {
        return reverse(core, transfer, amountMinor);
      } finally {
        core.actor = actor;
      }
    },
    dashboardTransfer: (account, amountMinor, currency) => {
      const { transfer } = makeTransfer(core, {
        owner: core.platformId,
        destination: account,
        amountMinor,
        currency,
        sourceCharge: null,
        group: null,
        metadata: {},
        description: null,
        kind: 'transfer',
      });
      setTie(core, transfer.id, { charge: null, role: 'other' });
      return transfer.id;
    },
  };
}

function payOut(core: Core, owner: string, currency: string, amountMinor?: number): string | null {
  const all = payable(core, owner, currency);
  const wanted = amountMinor ?? all;
  if (wanted > all) throw new Error(`${owner} cannot pay out ${wanted} ${currency}: ${all} is available`);
  if (wanted === 0) return null;
  return makePayout(core, { owner, amountMinor: wanted, currency, automatic: false }).id;
}

/** Without an amount: all that is not reversed yet. */
function reverse(core: Core, transfer: string, amountMinor?: number): string {
  const { amount, amount_reversed } = core.need<Transfer>(transfer, 'transfer');
  return makeReversal(core, {
    transfer,
    amountMinor: amountMinor ?? amount - amount_reversed,
    metadata: {},
    refundApplicationFee: false,
    sourceRefund: null,
  }).id;
}
