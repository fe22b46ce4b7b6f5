import { DAY_MS } from '../../domain/clock';
import { isBusinessDay } from './business-days';
import type { Core } from './core';
import { move } from './economic-book';
import { balances, post } from './ledger';
import type { Payout } from './objects';
import { switches } from './settings';

/** A platform that is itself below zero is debited by Stripe on the next business day, or as late as the switch says; its bank always pays. */
export function debitPlatform(core: Core): void {
  const owner = core.platformId;
  if (!isBusinessDay(core.nowMs)) return;
  for (const { currency, availableMinor } of balances(core, owner)) {
    const since = `platform|${currency}`;
    if (availableMinor >= 0) {
      core.removeNote('short', since);
      continue;
    }
    const sinceMs = core.note<{ sinceMs: number }>('short', since)?.sinceMs ?? core.nowMs;
    core.setNote('short', since, { sinceMs });
    if (core.nowMs - sinceMs < switches(core).platformDebitAfterDays * DAY_MS) continue;
    const id = core.newId('po');
    const transaction = post(core, owner, {
      type: 'payout',
      amount: -availableMinor,
      currency,
      source: id,
      description: 'STRIPE DEBIT',
    });
    move(core, 'bank_debit', 'platform:bank', 'platform', -availableMinor, currency, id);
    const payout = core.add<Payout>(owner, 'payout', id, {
      amount: availableMinor,
      arrival_date: core.nowSeconds,
      automatic: true,
      balance_transaction: transaction.id,
      currency,
      description: 'STRIPE DEBIT',
      metadata: {},
      method: 'standard',
      original_payout: null,
      reconciliation_status: 'not_applicable',
      source_type: 'card',
      status: 'paid',
      type: 'bank_account',
    });
    core.emit(owner, 'payout.created', payout);
    core.emit(owner, 'payout.paid', payout);
  }
}
