import { isDeauthorized } from '../../../src/simulator/world/accounts';
import type { Account } from '../../../src/simulator/world/objects';
import { payable } from '../../../src/simulator/world/payouts';
import { moveRates } from '../rates';
import type { Happening, Weighted } from './happening';

const later: Happening = (market) => {
  market.sell();
  return 'sale';
};

const paysOut: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  if (payable(world.core, account, currency) <= 0) return null;
  world.acts.sellerPaysOut(account, currency);
  return 'payout by hand';
};

const topsUp: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  world.acts.topUpSeller(account, dice.whole(500, 30_000), currency);
  return `topup of ${account}`;
};

const bankChanges: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  if (dice.chance(0.6)) {
    world.acts.replaceBank(account, { currency, behaviour: { kind: 'works' } });
    return `new bank of ${account}`;
  }
  world.acts.setBankBehaviour(
    account,
    currency,
    dice.pick([{ kind: 'works' } as const, { kind: 'closed' } as const]),
  );
  return `bank of ${account} changes`;
};

const settingsChange: Happening = ({ world, sellers }, dice) => {
  const { account } = dice.pick(sellers);
  if (dice.chance(0.5)) world.acts.setDebitNegativeBalances(account, dice.chance(0.5));
  else world.acts.changeSchedule(account, { interval: dice.pick(['daily', 'manual']) });
  return `settings of ${account}`;
};

/** Stripe or the platform shuts an account, and some of them are opened again. */
const accountShuts: Happening = ({ world, sellers }, dice) => {
  const { account } = dice.pick(sellers);
  const { requirements, capabilities } = world.core.need<Account>(account, 'account');
  if (isDeauthorized(world.core, account)) return null;
  if (requirements.disabled_reason !== null) {
    world.acts.unreject(account);
    return `${account} opened again`;
  }
  if (capabilities['transfers'] !== 'active') {
    world.acts.setCapability(account, 'transfers', 'active');
    return `${account} may be sent money again`;
  }
  switch (dice.whole(0, 3)) {
    case 0:
      world.acts.deauthorize(account);
      return `${account} leaves the platform`;
    case 1:
      world.acts.setCapability(account, 'transfers', 'inactive');
      return `${account} may not be sent money`;
    default:
      world.acts.reject(account, 'fraud');
      return `${account} rejected`;
  }
};

const ratesMove: Happening = ({ world }, dice) => {
  moveRates(world.acts, dice);
  return 'rates move';
};

export const SELLERS: Weighted = [
  [4, later],
  [2, paysOut],
  [2, topsUp],
  [1, bankChanges],
  [1, settingsChange],
  [1, accountShuts],
  [2, ratesMove],
];
