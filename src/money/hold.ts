import type Stripe from 'stripe';
import type { SwitchOutcome } from '../domain/case/step';
import { momentAt, type Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { lockHold, writeHold, type PayoutSchedule } from '../store/holds';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { decideSwitch, heldSwitch, onAccount, switched, switchShut, type SwitchDeps } from './switches';

/**
 * Adds a reason to the account's hold. Before the first one, the schedule that stands is stored, and only then are
 * payouts set to manual: a crash in between can lose neither. Asking again makes sure that they are.
 */
export async function addHoldReason(
  deps: SwitchDeps,
  account: AccountId,
  reason: string,
  decision: DecisionInput,
): Promise<SwitchOutcome> {
  const action = { switch: 'hold', account, add: reason };
  const shut = await switchShut(deps);
  if (shut !== null) return heldSwitch(deps, decision, action, shut);
  const standing = await readSchedule(deps, account);
  if (standing.outcome !== null) return standing.outcome;
  await transact(deps.db, async (tx) => {
    const at = now(deps);
    const hold = await lockHold(tx, account, at);
    if (hold.reasons.includes(reason)) return;
    const found = hold.reasons.length === 0 ? standing.schedule : hold.found;
    await writeHold(tx, account, { reasons: [...hold.reasons, reason], found }, at);
    await decideSwitch(tx, deps, decision, action, 'acted');
  });
  if (standing.schedule.interval === 'manual') return { kind: 'switched' };
  return setSchedule(deps, account, { interval: 'manual', weeklyPayoutDays: [], monthlyPayoutDays: [] });
}

/**
 * Takes a reason away. With the last one the schedule found comes back, if payouts still stand as Recoup left them:
 * what somebody has changed since is theirs. A freeze does not stop this, for it gives a seller back what is theirs.
 */
export async function dropHoldReason(
  deps: SwitchDeps,
  account: AccountId,
  reason: string,
  decision: DecisionInput,
): Promise<SwitchOutcome> {
  const action = { switch: 'hold', account, drop: reason };
  const hold = await transact(deps.db, (tx) => lockHold(tx, account, now(deps)));
  if (!hold.reasons.includes(reason)) return { kind: 'switched' };
  const isLast = hold.reasons.length === 1;
  if (isLast && hold.found !== null && hold.found.interval !== 'manual') {
    const standing = await readSchedule(deps, account);
    if (standing.outcome !== null) return standing.outcome;
    if (standing.schedule.interval === 'manual') {
      const restored = await setSchedule(deps, account, hold.found);
      if (restored.kind !== 'switched') return restored;
    }
  }
  return forget(deps, account, reason, decision, action);
}

/** Another reason may have come while Stripe was asked: then payouts are held again, with what was found at first. */
async function forget(
  deps: SwitchDeps,
  account: AccountId,
  reason: string,
  decision: DecisionInput,
  action: { readonly switch: string; readonly account: string; readonly drop: string },
): Promise<SwitchOutcome> {
  const left = await transact(deps.db, async (tx) => {
    const at = now(deps);
    const hold = await lockHold(tx, account, at);
    if (!hold.reasons.includes(reason)) return hold.reasons;
    const reasons = hold.reasons.filter((one) => one !== reason);
    await writeHold(tx, account, { ...hold, reasons }, at);
    await decideSwitch(tx, deps, decision, action, 'acted');
    return reasons;
  });
  if (left.length === 0) return { kind: 'switched' };
  const standing = await readSchedule(deps, account);
  if (standing.outcome !== null || standing.schedule.interval === 'manual') return { kind: 'switched' };
  return setSchedule(deps, account, { interval: 'manual', weeklyPayoutDays: [], monthlyPayoutDays: [] });
}

const now = (deps: SwitchDeps): Moment => momentAt(deps.clock, deps.wallNow());

type Standing =
  | { readonly outcome: null; readonly schedule: PayoutSchedule }
  | { readonly outcome: SwitchOutcome; readonly schedule: null };

async function readSchedule(deps: SwitchDeps, account: AccountId): Promise<Standing> {
  let schedule: PayoutSchedule | null = null;
  const outcome = await switched(async () => {
    const settings = await deps.stripe.balanceSettings.retrieve({}, onAccount(account));
    schedule = scheduleOf(settings.payments.payouts?.schedule ?? null);
  });
  return schedule === null ? { outcome, schedule } : { outcome: null, schedule };
}

function scheduleOf(schedule: Stripe.BalanceSettings.Payments.Payouts.Schedule | null): PayoutSchedule {
  return {
    interval: schedule?.interval ?? 'manual',
    weeklyPayoutDays: schedule?.weekly_payout_days ?? [],
    monthlyPayoutDays: schedule?.monthly_payout_days ?? [],
  };
}

async function setSchedule(
  deps: SwitchDeps,
  account: AccountId,
  { interval, weeklyPayoutDays, monthlyPayoutDays }: PayoutSchedule,
): Promise<SwitchOutcome> {
  // An interval that this version does not know would be refused by Stripe, which is then the answer.
  type Schedule = Stripe.BalanceSettingsUpdateParams.Payments.Payouts.Schedule;
  const schedule: Schedule = {
    interval,
    ...(interval === 'weekly'
      ? { weekly_payout_days: weeklyPayoutDays as Schedule['weekly_payout_days'] & {} }
      : {}),
    ...(interval === 'monthly' ? { monthly_payout_days: [...monthlyPayoutDays] } : {}),
  };
  return switched(async () => {
    await deps.stripe.balanceSettings.update({ payments: { payouts: { schedule } } }, onAccount(account));
  });
}
