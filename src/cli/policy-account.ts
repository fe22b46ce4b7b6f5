import { dateText, spanText } from '../console/format';
import { DAY_MS, type Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { formatMoney, type Currency } from '../domain/money';
import { findingsOf, isStopped } from '../domain/account/findings-of';
import type { AccountRecord } from '../domain/account/record';
import { type DisputeRate, rateText } from '../domain/payout/share-held';
import { targetPayout } from '../domain/payout/target-payout';
import type { Policy } from '../domain/policy/policy';
import { readRecord } from '../store/account-records';
import { readAccount } from '../store/accounts';
import { readChargeCount } from '../store/charge-counts';
import type { Database } from '../store/database';
import { countDisputesSince, ratePaidSince } from '../store/dispute-exposure';
import { figuresOf } from '../store/last-balances';
import { withheldSoFar } from '../store/payout-lines';
import { dueReserves, heldReserves, type Lies, type Purse } from '../store/reserves';
import { readTargetFacts } from '../store/target-facts';
import { targetWords } from './target-words';

/** Whose payout is explained, and out of what. `earnedMinor` is null where the account's own balance is paid out. */
export interface Asked {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly earnedMinor: number | null;
}

/**
 * Why a payout of now would be what it is, one sentence a line: from the store alone, with the age of what it knows.
 * @throws Error where nothing is known of the account.
 */
export async function explainAccount(
  db: Database,
  policy: Policy,
  { account, currency, earnedMinor }: Asked,
  now: Moment,
): Promise<readonly string[]> {
  const record = await readRecord(db, account);
  const row = await readAccount(db, account);
  if (record === null || row === null) {
    throw new Error(
      `${account} is in no record of Recoup's: no event, sweep or import has named it. Check the id and the database, then have it read: bin/recoup sweep`,
    );
  }
  const money = (amountMinor: number): string => formatMoney(amountMinor, currency);
  const lies: Lies = earnedMinor === null ? 'account' : 'platform';
  const purse: Purse = { account, currency, lies };
  const availableMinor = figuresOf(row.facts).availableMinor[currency] ?? null;
  const rate = await knownRate(db, policy, purse, now.clockMs);
  const kept = await keptBefore(db, purse, now.clockMs);
  const keptMinor = kept.dueMinor + kept.withheldMinor;
  const grossMinor = earnedMinor === null ? Math.max(0, availableMinor ?? 0) : earnedMinor + keptMinor;
  const facts = await db.transaction().execute((tx) => readTargetFacts(tx, purse, null));
  const target = targetPayout({
    ...facts,
    currency,
    nowMs: now.clockMs,
    grossMinor,
    // The next line takes what is due into its gross.
    reservedMinor: lies === 'account' ? facts.reservedMinor - kept.dueMinor : 0,
    releasedMinor: Math.min(grossMinor, keptMinor),
    shortfallMinor: Math.max(0, -(availableMinor ?? 0)),
    sellerAgeDays: ageDays(record, now.clockMs),
    disputeRate: rate.rate,
    policy: policy.reserve,
  });
  const held = await heldReserves(db, purse, null);
  return [
    `${account} in ${currency.toUpperCase()}, by policy ${policy.hash.slice(0, 12)} and Recoup's own records; Stripe was not asked:`,
    knownOf(record, now),
    availableMinor === null
      ? `No look has seen a balance in ${currency.toUpperCase()}: it counts as zero.`
      : `At the last look (${row.looked_at === null ? 'never' : ago(now.wallMs - row.looked_at)}) its balance was ${money(availableMinor)}.`,
    rate.words,
    ...held.map(
      ({ amountMinor, releasesAtMs }) =>
        `${money(amountMinor)} ${releasesAtMs > now.clockMs ? 'are held until' : 'are due since'} ${dateText(releasesAtMs)}.`,
    ),
    ...targetWords(target, currency, lies),
    ...standing(record, lies, now, policy),
  ];
}

const ago = (wallMs: number): string => `${spanText(wallMs)} ago`;

function knownOf(record: AccountRecord, now: Moment): string {
  const read =
    record.readWallMs === 0 ? 'It was never read' : `It was read ${ago(now.wallMs - record.readWallMs)}`;
  const days = ageDays(record, now.clockMs);
  if (record.sellerSinceMs === null || days === null) {
    return `${read}; how long it exists is not known, so it counts as new.`;
  }
  return `${read}; it exists since ${dateText(record.sellerSinceMs)}, ${days} days.`;
}

const ageDays = ({ sellerSinceMs }: AccountRecord, nowMs: number): number | null =>
  sellerSinceMs === null ? null : Math.max(0, Math.floor((nowMs - sellerSinceMs) / DAY_MS));

/** What the door would find in the account's standing, whatever the number is; what is old is read again then. */
function standing(record: AccountRecord, lies: Lies, now: Moment, policy: Policy): readonly string[] {
  const findings = findingsOf(record, now, policy)[lies === 'platform' ? 'transfer' : 'payout'];
  return findings
    .filter(({ check }) => check !== 'facts_age')
    .map((finding) => {
      const what = isStopped([finding], policy) ? 'It would be stopped' : 'The seller would be told';
      return `${what}: ${finding.saw}. What clears it: ${finding.clears}.`;
    });
}

/** As a payout run knows it; but where Stripe would be asked how many charges there are, the last answer stands. */
async function knownRate(
  db: Database,
  { reserve }: Policy,
  { account, lies }: Purse,
  nowMs: number,
): Promise<{ readonly rate: DisputeRate | null; readonly words: string }> {
  const { overDays, minimumDisputes, minimumCharges } = reserve.disputeRate;
  const fromMs = nowMs - overDays * DAY_MS;
  const least = `fewer than ${minimumDisputes} disputes or ${minimumCharges} charges tell nothing`;
  if (lies === 'platform') {
    const rate = await ratePaidSince(db, account, fromMs);
    const words = `Of the charges that payout runs paid it for in ${overDays} days: ${rateText(rate)}; ${least}.`;
    return { rate, words };
  }
  const disputes = await countDisputesSince(db, account, fromMs);
  const counted = await readChargeCount(db, account);
  if (disputes < minimumDisputes || counted === null) {
    const why = disputes < minimumDisputes ? least : 'a payout run has its charges counted at Stripe';
    return { rate: null, words: `Disputes of charges of ${overDays} days: ${disputes}; ${why}.` };
  }
  const rate = { disputes, charges: counted.charges };
  const words = `Of its charges of ${overDays} days, counted ${ago(nowMs - counted.countedMs)}: ${rateText(rate)}; ${least}.`;
  return { rate, words };
}

/** What earlier lines kept and the next one takes up: shares that are due, and what was withheld. */
async function keptBefore(
  db: Database,
  { account, currency, lies }: Purse,
  nowMs: number,
): Promise<{ readonly dueMinor: number; readonly withheldMinor: number }> {
  const due = await dueReserves(db, currency, lies, nowMs);
  const mode = lies === 'platform' ? 'transfer' : 'payout';
  const withheld = await db.transaction().execute((tx) => withheldSoFar(tx, currency, mode));
  return {
    dueMinor: due.find((one) => one.account === account)?.amountMinor ?? 0,
    withheldMinor: withheld.get(account)?.amountMinor ?? 0,
  };
}
