import type { SaleInput } from '../world/acts-port';
import { ROLES, type Who } from './marketplace-cast';
import { destination, money, resolvedRapidly, sells } from './marketplace-lines';
import { line, type StoryLine } from './story';

/** The story of the guard in numbers, for whoever plays it with the guard off. Amounts in minor units of EUR. */
export const INCIDENT = {
  currency: 'eur',
  /** Whose capability slides. */
  account: ROLES.velvet.account,
  soldDay: 96,
  slidesDay: 97,
  /** Somebody asks for a payout run for everybody. */
  paidDay: 102,
  paidHour: 10,
  /** Nine days after the payout. */
  disputedDay: 111,
  /** Somebody asks for the next run, while the platform is below zero. */
  nextRunHour: 14,
  clearedDay: 118,
  sales: [
    { charge: 'ch_velvet_frames', amountMinor: 3_148_000, dispute: 'dp_velvet_frames' },
    { charge: 'ch_velvet_lenses', amountMinor: 1_573_340, dispute: 'dp_velvet_lenses' },
  ],
} as const;

/** 47,213.40 EUR. */
export const incidentMinor = INCIDENT.sales.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What has to be seen before money leaves, for everything after that is too late. */
export function guard(): StoryLine[] {
  return [...slowBank(), ...silentSlide(), ...deadlineAhead(), ...takenBackByStripe()];
}

/** The two who are paid by payout runs. */
export const PAID_BY_RUNS: readonly Who[] = ['velvet', 'yarrow'];

/** A debit of the platform's bank takes days: until then the platform is below zero. */
function slowBank(): StoryLine[] {
  const days = (platformDebitAfterDays: number) => [{ platformDebitAfterDays }] as const;
  return [
    line([INCIDENT.disputedDay, 1], null, 'setSwitches', days(3)),
    line([INCIDENT.disputedDay + 5, 1], null, 'setSwitches', days(0)),
  ];
}

function silentSlide(): StoryLine[] {
  const { account, name } = ROLES.velvet;
  const [frames, lenses] = INCIDENT.sales;
  const { soldDay, slidesDay, disputedDay, clearedDay, currency } = INCIDENT;
  return [
    sells([soldDay, 9], 'velvet', whole('velvet', frames.charge, frames.amountMinor), 'three hundred frames'),
    sells([soldDay, 11], 'velvet', whole('velvet', lenses.charge, lenses.amountMinor), 'the lenses for them'),
    line(
      [slidesDay, 14],
      account,
      'setCapability',
      [account, 'transfers', 'pending', { silently: true }],
      `Stripe wants another document of ${name}: transfers slide to pending, charges_enabled stays true, and no event tells.`,
    ),
    line(
      [106, 9],
      account,
      'sellerPaysOut',
      [account, currency, 20_000],
      `${name} pays out ${money(20_000, currency)} by hand, in the midst of the hold.`,
    ),
    ...INCIDENT.sales.map(({ dispute, charge, amountMinor }, index) =>
      resolvedRapidly(
        [disputedDay, 9 + index],
        'velvet',
        dispute,
        charge,
        amountMinor,
        currency,
        'the optician never ordered',
      ),
    ),
    line(
      [clearedDay, 9],
      account,
      'setCapability',
      [account, 'transfers', 'active'],
      `${name} hands in the document: transfers are active again.`,
    ),
    sells([104, 9], 'velvet', whole('velvet', 'ch_velvet_case', 60_000), 'spectacle cases'),
  ];
}

/** Nothing is wrong yet, and in two weeks it would be. */
function deadlineAhead(): StoryLine[] {
  const { account, name } = ROLES.yarrow;
  return [
    sells([95, 9], 'yarrow', destination('yarrow', 'ch_yarrow_hedge', 42_000, 'eur'), 'a hedge'),
    line(
      [99, 9],
      account,
      'setRequirements',
      [account, { currentlyDue: ['company.tax_id'], eventuallyDue: ['company.tax_id'], deadlineInDays: 16 }],
      `Stripe wants a tax number of ${name} within 16 days, or it shuts the account.`,
    ),
    line(
      [112, 9],
      account,
      'meetRequirements',
      [account],
      `${name} hands the tax number in before anything is past due.`,
    ),
    sells([105, 9], 'yarrow', destination('yarrow', 'ch_yarrow_roses', 18_000, 'eur'), 'roses'),
  ];
}

/** A transfer that was thought final. */
function takenBackByStripe(): StoryLine[] {
  const { account, name } = ROLES.yarrow;
  const sale: SaleInput = {
    ...whole('yarrow', 'ch_yarrow_bench', 15_000),
    transferId: 'tr_yarrow_bench',
  };
  return [
    sells([120, 9], 'yarrow', sale, 'a garden bench'),
    line(
      [121, 9],
      account,
      'stripeReverses',
      ['tr_yarrow_bench'],
      `Stripe takes the transfer of ${money(15_000, 'eur')} to ${name} back by itself.`,
    ),
  ];
}

/** The marketplace takes no fee of these. */
function whole(who: Who, id: string, amountMinor: number): Extract<SaleInput, { model: 'destination' }> {
  return { id, model: 'destination', seller: ROLES[who].account, amountMinor, currency: INCIDENT.currency };
}
