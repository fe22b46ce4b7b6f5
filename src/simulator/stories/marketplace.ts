import { unreachableAccounts } from './marketplace-accounts';
import { ROLES } from './marketplace-cast';
import { debits } from './marketplace-debits';
import { disputes } from './marketplace-disputes';
import { joins, money } from './marketplace-lines';
import { guard } from './marketplace-guard';
import { refunds } from './marketplace-refunds';
import { line, type Story, type StoryLine } from './story';

/** Platform money that give-backs and reserves need, in minor units. */
const FLOAT = {
  usd: 6_000_000,
  eur: 3_000_000,
  gbp: 2_000_000,
  aud: 2_000_000,
  hkd: 8_000_000,
  jpy: 4_000_000,
} as const;

/** Twenty-four sellers of one marketplace over two hundred days: every way in which money is lost and comes back. */
export const marketplace: Story = {
  name: 'marketplace',
  cast: Object.values(ROLES),
  endsDay: 212,
  lines: [
    ...opening(),
    ...disputes(),
    ...refunds(),
    ...debits(),
    ...unreachableAccounts(),
    ...guard(),
  ].toSorted((a, b) => a.day - b.day || a.hour - b.hour),
};

export const storyEndsDay = marketplace.endsDay;

function opening(): StoryLine[] {
  const floats = Object.entries(FLOAT).map(([code, amountMinor]) =>
    line(
      [0, 0],
      null,
      'topUpPlatform',
      [amountMinor, code],
      `The platform pays in ${money(amountMinor, code)}.`,
    ),
  );
  return [
    ...floats,
    joins('ada'),
    joins('brixton'),
    joins('kranz', { schedule: { interval: 'manual' } }),
    joins('dorn'),
    joins('elm'),
    joins('foghorn'),
    joins('ginza'),
    joins('harbour', { type: 'custom', requirementCollection: 'application' }),
    joins('iron', { type: 'standard', losses: 'stripe' }),
    joins('juniper'),
    joins('krueger'),
    joins('lantern'),
    joins('mingfai'),
    joins('nile'),
    joins('oakley'),
    joins('penrose'),
    joins('quartz', { banks: [{}, { currency: 'usd' }] }),
    joins('rowan'),
    joins('sable', { schedule: { interval: 'manual' } }),
    joins('tidal'),
    joins('umber'),
    joins('velvet', { schedule: { interval: 'manual' } }),
    joins('wren'),
    joins('yarrow', { schedule: { interval: 'manual' } }),
  ];
}
