import { z } from 'zod';
import {
  amounts,
  byCountry,
  country,
  currencyName,
  days,
  kinds,
  ladder,
  recipients,
  role,
  sellerWay,
  timeZone,
  wallMs,
} from './policy-values';
import { reserve } from './policy-reserve';
import { PAYOUT_MODES } from './domain/payout/run-id';

const settings = z.strictObject({
  tooSmall: amounts.describe(
    'below it a case is followed and nobody is told; payouts are not held, and the bank debit is not switched on',
  ),
  writeOffAtClearing: amounts.describe('a clearing up to this is written off by itself'),
  hold: z.strictObject({
    from: amounts.describe('payouts are held from this amount'),
    accountYoungerThanDays: days.describe(
      'payouts of an account younger than this are held from `tooSmall` on',
    ),
    openDisputeFrom: amounts.describe(
      'with an open dispute of this amount or more, payouts are held from `tooSmall` on',
    ),
    secondCaseWithinDays: days.describe(
      'after a case that closed within so many days, payouts are held from `tooSmall` on',
    ),
    afterReturnedDebit: z.boolean().describe('after a returned debit, payouts are held from `tooSmall` on'),
    whenRejected: z.boolean().describe('while the account is rejected, payouts are held from `tooSmall` on'),
    limitDays: byCountry.describe('how long payouts are held at most, by country; then the hold is given up'),
    warnDaysBefore: byCountry.describe('how long before that a person is warned, by country'),
  }),
  person: z.strictObject({
    named: amounts.describe('from here on a named person looks after it'),
    finance: amounts.describe('from here on finance is told'),
  }),
  fourEyes: z.strictObject({
    credit: amounts.describe(
      'credits from this amount wait for a second person; forgiving is credit and write-off in one',
    ),
    writeOff: amounts.describe('write-offs from this amount wait for a second person'),
    payoutReverse: amounts.describe('not in force: Recoup does not reverse payouts yet'),
    refund: amounts.describe('refunds asked for here from this amount wait for a second person'),
  }),
  caps: z.strictObject({
    reversalPerMove: amounts.describe('a single reversal above this needs an approval'),
    reversalsPerDay: amounts.describe(
      "a reversal above this needs an approval; one that would take the day's sum above it is held for the day",
    ),
    perAccountPerDay: amounts.describe(
      "a move that takes more than this from one account needs an approval; one that would take the day's sum above it is held for the day",
    ),
    sellersPerDispute: z
      .int()
      .min(1)
      .describe(
        'from more sellers than this nothing is taken for one dispute until a person answered `--sellers take`; for another cause each further seller needs an approval',
      ),
  }),
  approval: z.strictObject({ expiresAfter: wallMs.describe('how long an approval counts (wall time)') }),
  dispute: z.strictObject({
    applicationFee: z
      .enum(['keep', 'return'])
      .describe("`keep`, or `return` the platform's fee with the reversal"),
    contestedBy: z
      .enum(['platform', 'seller'])
      .describe(
        "whom the countered fee follows where nobody said so; `recoup_contested_by` (`seller` or `platform`) in the dispute's metadata says so",
      ),
    evidenceReminderDays: z
      .array(days)
      .describe(
        'so many days before evidence is due the team is reminded; after the last of them daily, and once when the deadline has passed',
      ),
    giveBackRetryDays: days.describe('for so many days a give-back is tried daily'),
    giveBackAttentionDay: days.describe('from this day on a person hears of one that could not be sent'),
  }),
  refund: z.strictObject({
    applicationFee: z
      .enum(['keep', 'return'])
      .describe(
        "`keep`, or `return` the platform's fee with a refund that is asked for here, and with reversals for one",
      ),
    notReversed: z
      .enum(['reverse', 'ask', 'claim', 'keep'])
      .describe(
        "a refund made elsewhere, or a payment that failed after its transfer, that did not take the sellers' part: `reverse` it up to what they can bear, `ask` a person, make it a `claim`, or `keep` it with the platform",
      ),
  }),
  smallestCollection: amounts.describe(
    'the smallest part of a claim that is collected; a rest below it is collected whole',
  ),
  reserve,
  debit: z.strictObject({
    createdAfterDays: byCountry.describe(
      'business days until Stripe debits a bank, by country; a country without a row cannot be debited',
    ),
    accountKinds: z.record(country, kinds).describe('kinds of account that can be debited, by country'),
    clearsAfterBusinessDays: days.describe(
      "how long after its creation a debit reaches the seller's bank: the day that the notice names",
    ),
    graceBusinessDays: days.describe('how much later, without a debit, a person is told'),
    settlesAfterBusinessDays: days.describe('how long a paid debit can still come back'),
    returnedBeforePerson: z.int().min(1).describe('after so many returned debits a person is asked'),
    noticeBusinessDays: byCountry.describe(
      'where the scheme asks for a notice ahead of a debit: Recoup switches no debit on before it has run',
    ),
  }),
  lookGap: wallMs.describe(
    'two looks of one workflow or account lie at least this far apart (wall time; one second in the embedded run)',
  ),
  factsMaxAge: wallMs.describe(
    'what is known of an account and older than this is read again before money goes to it (two seconds in the embedded run); its balance is read at each move',
  ),
  guard: z.strictObject({
    deadlineWindowDays: days.describe(
      "so many days before a deadline of Stripe's, what is required by then is a soft finding",
    ),
    softHalt: z
      .enum(['pass', 'hold'])
      .describe(
        'what becomes of transfers, payouts and give-backs to an account with soft findings alone: they `pass`, or `hold` until those are gone',
      ),
  }),
  review: z.strictObject({
    reminderDays: z
      .array(days)
      .describe(
        "so many days after an account's review was opened, seller and team are reminded while what was found still stands; after the last of them a person is asked",
      ),
  }),
  ladder: ladder.describe('who hears what, by day since the balance went below zero'),
  gate: z.strictObject({
    day: days.describe('when a person owes the decision before clearing'),
    repeatDays: z.array(days).describe('when it is asked again, each time one level up'),
    default: z
      .enum(['keep', 'agency'])
      .describe('what stands when nobody answered: `keep` collecting, or an `agency`'),
  }),
  clearing: z
    .strictObject({
      day: days.describe('when Stripe clears a balance'),
      watchFromDay: days.describe(
        'from when on the list of collection transfers is read before anything closes, and finance has a forecast',
      ),
      attentionDay: days.describe('when Stripe has not cleared by this day, a person is told'),
    })
    .refine((clearing) => clearing.watchFromDay < clearing.day && clearing.day < clearing.attentionDay, {
      message: 'watchFromDay comes before day, and attentionDay after it',
    }),
  sweep: z.strictObject({
    fullScanDays: days
      .min(1)
      .describe(
        "within so many days the sweep reads every account's balance, a share each hour; platforms with up to a thousand accounts read all of them daily",
      ),
  }),
  claims: z.strictObject({
    keptOpenDays: days.describe(
      'how long a claim is collected, from the later of its opening and its clearing, before a person is asked',
    ),
    statementDays: z
      .array(days)
      .describe('so many days after the clearing the seller gets a statement of the claim'),
  }),
  payouts: z
    .strictObject({
      schedule: z
        .enum(['none', ...PAYOUT_MODES])
        .describe(
          'payout runs that begin by themselves: `none`, a `payout` of what all accounts have that are paid out by hand, or a `transfer` of the earnings in the file of the day ([how](payouts.md#on-a-schedule))',
        ),
      hour: z.int().min(0).max(23).describe("at this hour the day's run is asked for"),
      timeZone: timeZone.describe('whose hour and whose day it is: an IANA name'),
      days: z
        .enum(['all', 'weekdays'])
        .describe('`all` days of the calendar, or `weekdays`, Monday to Friday, alone'),
      currencies: z
        .array(currencyName)
        .describe('of `payout`: in which currencies, such as `[USD, EUR]`; a file of earnings names its own'),
    })
    .refine(({ schedule, currencies }) => schedule !== 'payout' || currencies.length > 0, {
      path: ['currencies'],
      message: 'a scheduled payout needs a currency at least, such as [USD]',
    }),
  digest: z.strictObject({
    hour: z
      .int()
      .min(0)
      .max(23)
      .describe("at this hour people hear of the day before, in the digest's time zone"),
    timeZone: timeZone.describe('whose midnight ends a day, and whose hour it is: an IANA name'),
    roles: z.array(role).min(1, 'somebody must hear of it').describe('who gets it'),
  }),
  notices: z
    .strictObject({
      firstAfterHours: z.int().min(0).describe('before this the seller is told nothing of the ladder'),
      fromHour: z
        .int()
        .min(0)
        .max(23)
        .describe("sellers are written to on business days from this hour, in their country's time zone"),
      toHour: z.int().min(1).max(24).describe('and until this hour'),
      announceGrowthPercent: z
        .int()
        .min(1)
        .describe('a debt that grew by this, and by `announceGrowthFrom`, is announced again, once'),
      announceGrowthFrom: amounts.describe('how much it must have grown at least to be announced again'),
    })
    .refine((notices) => notices.fromHour < notices.toHour, { message: 'fromHour comes before toHour' }),
  links: z.strictObject({
    expiresAfter: wallMs
      .refine((ms) => ms >= 60_000, {
        message: 'a link that works for less than a minute helps nobody: 1m or more',
      })
      .describe(
        'how long an address works that a letter to a seller carries (wall time); only where `RECOUP_LINKS_URL` and `RECOUP_LINK_SECRET` are set',
      ),
  }),
  recipients: z.strictObject({
    seller: z
      .array(sellerWay)
      .min(1, 'sellers must hear of what they owe')
      .describe(
        'ways to a seller, the first that works: `mail` (to the address that Stripe has), `log`, or a web hook of the platform, which then tells them',
      ),
    team: recipients.describe(
      'who is told of returned debits, evidence, holds and closed cases, and how: an address, `log`, or `{ webhook: https://…, secret: name }`. The first is told first, the next as well when it becomes louder',
    ),
    finance: recipients.describe(
      'who is told of large amounts, forecasts, clearings and proposals to write off',
    ),
    risk: recipients.describe('who is told on day 90'),
    decider: recipients.describe('who is told of the decision before day 180'),
  }),
});

/** What `recoup.policy.yaml` may hold: unknown keys are refused, for a misspelt one would silently be a default. */
export const policySchema = settings.check(({ value: { gate, ladder: rungs }, issues }) => {
  const asks: readonly [day: number, path: PropertyKey[]][] = [
    [gate.day, ['gate', 'day']],
    ...gate.repeatDays.map((day, index): [number, PropertyKey[]] => [day, ['gate', 'repeatDays', index]]),
  ];
  for (const [day, path] of asks) {
    if (rungs.some((rung) => rung.day === day)) continue;
    // Whoever decides hears of it by that rung: without one nobody would ever be asked.
    const message = `no rung of the ladder is on day ${day}, so that nobody would be asked: add one, or name a day that it has`;
    issues.push({ code: 'custom', input: day, path, message });
  }
});

export type PolicyText = z.output<typeof policySchema>;
