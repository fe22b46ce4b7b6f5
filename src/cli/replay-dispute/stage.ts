import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { formatMoney } from '../../domain/money';
import type { SimulatorHands } from './hands';
import { type Cast, DISPUTED_CARD, FUNDING_CARD, type Scene } from './scene';

export interface StageDeps {
  readonly stripe: Stripe;
  /** Null in a sandbox of Stripe's: there the seller's payout is asked for by the API. */
  readonly hands: SimulatorHands | null;
  readonly wallNow: () => number;
  readonly tell: (what: string) => void;
}

/**
 * Plays customers, marketplace and seller in a sandbox; the only code besides the door that calls what moves money, and
 * never on a live key. The seller is paid, and has paid out, before the card is charged: what Stripe takes for the
 * dispute is the platform's, and the account is empty. Amounts in minor units.
 */
export async function setStage(deps: StageDeps, cast: Cast): Promise<Omit<Scene, 'isScaled'>> {
  const { stripe, tell, wallNow } = deps;
  const { account, amountMinor, currency } = cast;
  const money = formatMoney(amountMinor, currency);
  const group = `recoup-replay-${randomUUID()}`;
  const shared = { amount: amountMinor, currency, transfer_group: group };
  const fundsMinor = amountMinor + (await missingMinor(stripe, cast));
  await pay(stripe, { ...cast, amountMinor: fundsMinor }, FUNDING_CARD.method, `${group}-funds`);
  tell(
    `a buyer pays ${formatMoney(fundsMinor, currency)} with ${FUNDING_CARD.number}: available to the platform at once`,
  );
  const transfer = await stripe.transfers.create(
    { ...shared, destination: account },
    { idempotencyKey: `${group}-transfer` },
  );
  tell(`the platform transfers ${money} to ${account} (${transfer.id})`);
  await payOut(deps, cast, group);
  tell(`${account} pays out: its balance is empty`);
  const charge = await pay(stripe, cast, DISPUTED_CARD.method, group);
  const chargedWallMs = wallNow();
  tell(
    `a buyer pays ${money} with ${DISPUTED_CARD.number} for the same sale (${charge}): it will be disputed`,
  );
  return { ...cast, charge, transfer: transfer.id, chargedWallMs };
}

/** What the platform lacks already, say since an earlier replay. */
async function missingMinor(stripe: Stripe, { currency }: Cast): Promise<number> {
  const { available } = await stripe.balance.retrieve();
  return Math.max(0, -(available.find((row) => row.currency === (currency as string))?.amount ?? 0));
}

async function pay(stripe: Stripe, cast: Cast, method: string, group: string): Promise<string> {
  const intent = await stripe.paymentIntents.create(
    {
      amount: cast.amountMinor,
      currency: cast.currency,
      payment_method: method,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      confirm: true,
      transfer_group: group,
      description: 'Synthetic chargeback of bin/recoup replay-dispute',
    },
    { idempotencyKey: `${group}-payment` },
  );
  const { latest_charge: charge, status } = intent;
  if (charge === null || status !== 'succeeded')
    throw new Error(
      `Stripe took no payment by ${method}: ${intent.id} is ${status}. ` +
        `Nothing is disputed; try another --amount, or an account whose currency the platform can charge.`,
    );
  return typeof charge === 'string' ? charge : charge.id;
}

async function payOut({ stripe, hands }: StageDeps, cast: Cast, group: string): Promise<void> {
  const { account, currency } = cast;
  if (hands !== null) return hands.payOut(account, currency);
  const balance = await stripe.balance.retrieve({}, { stripeAccount: account });
  const amount = balance.available.find((row) => row.currency === (currency as string))?.amount ?? 0;
  if (amount <= 0) return;
  await stripe.payouts.create(
    { amount, currency, description: 'Synthetic chargeback' },
    { stripeAccount: account, idempotencyKey: `${group}-payout` },
  );
}
