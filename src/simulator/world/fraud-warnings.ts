import type { Core } from './core';
import type { Charge, EarlyFraudWarning } from './objects';

/** A card's issuer warns that a payment may be fraud, before anybody disputes it. */
export function warnOfFraud(
  core: Core,
  input: {
    readonly id?: string | undefined;
    readonly charge: string;
    readonly fraudType?: string | undefined;
  },
): EarlyFraudWarning {
  const charge = core.need<Charge>(input.charge, 'charge');
  const owner = core.ownerOf(charge.id);
  const warning = core.add<EarlyFraudWarning>(
    owner,
    'radar.early_fraud_warning',
    input.id ?? core.newId('issfr'),
    {
      actionable: !charge.disputed && charge.amount_refunded < charge.amount,
      charge: charge.id,
      fraud_type: input.fraudType ?? 'made_with_stolen_card',
      livemode: false,
      ...(charge.payment_intent !== null && { payment_intent: charge.payment_intent }),
    },
  );
  core.emit(owner, 'radar.early_fraud_warning.created', warning);
  return warning;
}

/** A warning can be acted on until the payment is disputed or refunded in full (EarlyFraudWarnings.d.ts). */
export function closeWarnings(core: Core, charge: string): void {
  const owner = core.ownerOf(charge);
  for (const warning of core.list<EarlyFraudWarning>(owner, 'radar.early_fraud_warning')) {
    if (warning.charge !== charge || !warning.actionable) continue;
    const after = core.change<EarlyFraudWarning>(warning.id, { actionable: false });
    core.emit(owner, 'radar.early_fraud_warning.updated', after, { actionable: true });
  }
}
