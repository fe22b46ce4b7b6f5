import type Stripe from 'stripe';
import type { SwitchOutcome } from '../domain/case/step';
import { momentAt, type Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { lockHold, markHoldStands, writeHold, type PayoutSchedule } from '../store/holds';
import type { DecisionInput } from '../store/ports';
import { transact } from '../store/transact';
import { decideSwitch, heldSwitch, onAccount, switched, switchShut, type SwitchDeps } from './switches';

/**
 * Adds a reason to the account's hold. Before the first one, the schedule that stands is stored, and only then are
 * payouts set to manual: a crash in between can lose neither. Asking again makes sure that they are, unless they were
 * already: a schedule that somebody has changed under the hold is theirs and stays.
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
  const isTheirs = await transact(deps.db, async (tx) => {
    const at = now(deps);
    const hold = await lockHold(tx, account, at);
    if (hold.reasons.includes(reason)) return hold.stands;
    const isFirst = hold.reasons.length === 0;
    const found = isFirst ? standing.schedule : hold.found;
    const stands = !isFirst && hold.stands;
    await writeHold(tx, account, { reasons: [...hold.reasons, reason], found, stands }, at);
    await decideSwitch(tx, deps, decision, action, 'acted');
    return stands;
  });
  return isTheirs ? { kind: 'switched' } : holdAtStripe(deps, account, standing.schedule);
}

async function holdAtStripe(
  deps: SwitchDeps,
  account: AccountId,
  standing: PayoutSchedule,
): Promise<SwitchOutcome> {
  const manual = { interval: 'manual', weeklyPayoutDays: [], monthlyPayoutDays: [] };
  const outcome: SwitchOutcome =
    standing.interval === 'manual' ? { kind: 'switched' } : await setSchedule(deps, account, manual);
  if (outcome.kind === 'switched') await markHoldStands(deps.db, account);
  return outcome;
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
      const left = await forget(deps, account, reason, decision, action);
      return left.length === 0 ? { kind: 'switched' } : holdAgain(deps, account);
    }
  }
  await forget(deps, account, reason, decision, action);
  return { kind: 'switched' };
}

/** Takes the reason out of the store. Answers those that are left. */
async function forget(
  deps: SwitchDeps,
  account: AccountId,
  reason: string,
  decision: DecisionInput,
  action: { readonly switch: string; readonly account: string; readonly drop: string },
): Promise<readonly string[]> {
  return transact(deps.db, async (tx) => {
    const at = now(deps);
    const hold = await lockHold(tx, account, at);
    if (!hold.reasons.includes(reason)) return hold.reasons;
    const reasons = hold.reasons.filter((one) => one !== reason);
    await writeHold(tx, account, { ...hold, reasons }, at);
    await decideSwitch(tx, deps, decision, action, 'acted');
    return reasons;
  });
}

/** Another reason came while the schedule was put back: payouts are held again, with what was found at first. */
async function holdAgain(deps: SwitchDeps, account: AccountId): Promise<SwitchOutcome> {
  const standing = await readSchedule(deps, account);
  return standing.outcome === null ? holdAtStripe(deps, account, standing.schedule) : standing.outcome;
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
