import { ROLES } from './marketplace-cast';
import { destination, money, sells } from './marketplace-lines';
import { line, type StoryLine } from './story';

/** Money that goes back to buyers without a dispute, or instead of one. Who asks Recoup for a refund is not Stripe's. */
export function refunds(): StoryLine[] {
  return [...inquiry(), ...sentBack(), ...failedPayment(), ...madeByHand(), ...fraudWarning()];
}

function inquiry(): StoryLine[] {
  const { account } = ROLES.krueger;
  return [
    sells([12, 8], 'krueger', destination('krueger', 'ch_krueger_1', 9_000, 'eur'), 'a year of newspapers'),
    line(
      [18, 9],
      account,
      'dispute',
      [{ id: 'dp_krueger', charge: 'ch_krueger_1', amountMinor: 9_000, inquiry: true, reason: 'general' }],
      `A bank inquires about ${money(9_000, 'eur')} at Kiosk Krüger; no money moves.`,
    ),
    line([32, 9], account, 'closeInquiry', ['dp_krueger'], 'The inquiry at Kiosk Krüger is closed.'),
    sells([66, 8], 'krueger', destination('krueger', 'ch_krueger_2', 12_000, 'eur'), 'magazines'),
  ];
}

/** The refund itself is asked for at the platform, not here. */
function sentBack(): StoryLine[] {
  const refunds = 'fails_later' as const;
  return [
    sells(
      [8, 1],
      'lantern',
      destination('lantern', 'ch_lantern_atlas', 32_000, 'aud', { refunds }),
      'an old atlas',
    ),
  ];
}

function failedPayment(): StoryLine[] {
  const { account, name } = ROLES.oakley;
  return [
    sells(
      [22, 10],
      'oakley',
      destination('oakley', 'ch_oakley_tent', 24_000, 'usd', { paidBy: 'bank_debit' }),
      'a tent, to be paid by bank debit,',
    ),
    line(
      [27, 9],
      account,
      'failPayment',
      ['ch_oakley_tent'],
      `The buyer’s bank does not pay ${money(24_000, 'usd')} after all; ${name} had its part already.`,
    ),
  ];
}

function madeByHand(): StoryLine[] {
  const { account, name } = ROLES.oakley;
  return [
    sells([44, 10], 'oakley', destination('oakley', 'ch_oakley_stove', 9_500, 'usd'), 'a camping stove'),
    line(
      [50, 9],
      account,
      'refund',
      [{ id: 're_oakley_stove', charge: 'ch_oakley_stove' }],
      `The platform refunds ${money(9_500, 'usd')} in the Dashboard, and forgets to take it back from ${name}.`,
    ),
    sells([61, 10], 'oakley', destination('oakley', 'ch_oakley_boots', 16_000, 'usd'), 'boots'),
  ];
}

function fraudWarning(): StoryLine[] {
  const { account, name } = ROLES.penrose;
  const charge = 'ch_penrose_box';
  return [
    sells([13, 10], 'penrose', destination('penrose', charge, 14_000, 'usd'), 'a puzzle box'),
    line(
      [24, 9],
      account,
      'warnOfFraud',
      [{ id: 'issfr_penrose', charge }],
      `A card’s issuer warns: the ${money(14_000, 'usd')} that ${name} got may be fraud.`,
    ),
    line(
      [36, 9],
      account,
      'disputeUnlessRefunded',
      [{ id: 'dp_penrose', charge, rapid: true }],
      `Nobody refunded it: a buyer of ${name} disputes ${money(14_000, 'usd')}, and the network decides at once.`,
    ),
    sells([60, 10], 'penrose', destination('penrose', 'ch_penrose_chess', 8_000, 'usd'), 'chess problems'),
  ];
}
