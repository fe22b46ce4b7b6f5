import type Stripe from 'stripe';
import type { CaseFacts } from '../../domain/case/facts';
import { DAY_MS, toClock } from '../../domain/clock';
import { forCountry } from '../../domain/policy/policy';
import type { Account } from '../../store/accounts';
import type { ActivityDeps } from '../deps';

/** How long the account's hold may last, and whether somebody has changed the schedule under it. */
export function holdFacts(
  { policy, clock }: Pick<ActivityDeps, 'policy' | 'clock'>,
  stored: Account | null,
  settings: Stripe.BalanceSettings | null,
): Pick<CaseFacts, 'holdLimit' | 'scheduleChanged'> {
  if (stored === null || stored.hold_reasons.length === 0 || stored.hold_set_at === null) {
    return { holdLimit: null, scheduleChanged: false };
  }
  const setMs = toClock(clock, stored.hold_set_at);
  const limitDays = forCountry(policy.hold.limitDays, stored.country);
  const warnDays = forCountry(policy.hold.warnDaysBefore, stored.country) ?? 0;
  const interval = settings?.payments.payouts?.schedule?.interval ?? 'manual';
  return {
    holdLimit:
      limitDays === null
        ? null
        : { endMs: setMs + limitDays * DAY_MS, warnMs: setMs + (limitDays - warnDays) * DAY_MS },
    scheduleChanged: stored.hold_stands && interval !== 'manual',
  };
}
