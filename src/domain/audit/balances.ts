import { type Currency, formatMoney } from '../money';
import { type ExposureFacts, uncoveredExposure, whyUnderWater } from '../payout/exposure';
import { type AuditFinding, platformFinding } from './finding';

/** The platform's balance in one currency. Minor units. */
export interface BalanceSeen {
  readonly currency: Currency;
  readonly availableMinor: number;
  /** What Stripe holds of the platform for negative balances of accounts: out of the available balance already. */
  readonly connectReservedMinor: number;
  readonly exposure: ExposureFacts;
}

/** Currency by currency: a surplus in one covers nothing in another. */
export function balanceFindings(balances: readonly BalanceSeen[]): readonly AuditFinding[] {
  return balances.map((balance) => {
    const { currency, availableMinor, connectReservedMinor, exposure } = balance;
    const money = (minor: number): string => formatMoney(minor, currency);
    const why = whyUnderWater(balance, 0, currency);
    const held = `${money(connectReservedMinor)} more held by Stripe for accounts below zero`;
    if (why !== null) {
      return platformFinding({
        check: 'platformBalance',
        severity: 'hard',
        what: `the platform is under water in ${currency.toUpperCase()}: nobody is paid in it`,
        saw: `${why}; ${held}`,
        do: 'No payout run starts in this currency. Recover what is owed, or top the balance up, before sellers are paid by anybody else.',
      });
    }
    return platformFinding({
      check: 'platformBalance',
      severity: 'info',
      what: `the available balance in ${currency.toUpperCase()} covers what may still be taken from it`,
      saw: `${money(availableMinor)} available against ${money(uncoveredExposure(exposure))}; ${held}`,
      do: null,
    });
  });
}
