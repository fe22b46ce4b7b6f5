import { type Currency, minor } from '../money';

/** One balance transaction of a dispute, as far as the rules read it. */
export interface DisputeMovement {
  readonly amountMinor: number;
  readonly netMinor: number;
  readonly currency: Currency;
  /** Units of this currency for one unit of the dispute's, as Stripe writes it; null where they are one. */
  readonly exchangeRate: number | null;
  /** Whether a fee on it is the one for being disputed, or the one for contesting it. */
  readonly fee: FeeKind;
}

export type FeeKind = 'received' | 'countered';

const SAME_MOMENT_MS = 60_000;

/**
 * A fee that came with a withdrawal is the received one, whatever it amounts to; one that came by itself, later, is
 * for contesting. Where Stripe bills fees elsewhere than the withdrawal, the moment ties them together. Clock time.
 */
export function feeKind(
  movement: { readonly amountMinor: number; readonly createdMs: number },
  withdrawnAtMs: readonly number[],
): FeeKind {
  const withWithdrawal = withdrawnAtMs.some((atMs) => Math.abs(atMs - movement.createdMs) <= SAME_MOMENT_MS);
  return movement.amountMinor < 0 || withWithdrawal ? 'received' : 'countered';
}

/** What the platform (direct charges: the account) is out of pocket for (R1), as it stands now. */
export interface Withdrawn {
  /** Net principal in the charge's currency; negative where more came back than was taken. */
  readonly principalMinor: number;
  readonly feeCurrency: Currency;
  /** Net fee: what was charged less what came back. */
  readonly feeMinor: number;
  /** Charged with the withdrawal itself; the rest of what was charged is the countered fee. */
  readonly receivedFeeMinor: number;
}

/** The dispute's own amount, in its own currency. */
export interface Disputed {
  readonly amountMinor: number;
  readonly currency: Currency;
}

export type WithdrawnProblem = 'no_exchange_rate' | 'fee_in_two_currencies';

/**
 * R1 and R2: principal is minus the sum of `amount`, fee the sum of `amount - net`. Each movement is converted to the
 * charge's currency with its own rate, so that what was withdrawn and reinstated at two rates meets again at zero: it
 * is the disputed amount where that, exchanged and rounded either way, is what moved, else the nearest unit. The rate
 * leads to the dispute's currency: where that is a third one, none leads to the charge's.
 */
export function netWithdrawn(
  movements: readonly DisputeMovement[],
  chargeCurrency: Currency,
  disputed: Disputed,
): Withdrawn | WithdrawnProblem {
  let principalMinor = 0;
  let feeMinor = 0;
  let receivedFeeMinor = 0;
  let feeCurrency: Currency | null = null;
  for (const movement of movements) {
    const converted = toChargeCurrency(movement, chargeCurrency, disputed);
    if (converted === null) return 'no_exchange_rate';
    principalMinor -= converted;
    const fee = movement.amountMinor - movement.netMinor;
    if (fee === 0) continue;
    if (feeCurrency !== null && feeCurrency !== movement.currency) return 'fee_in_two_currencies';
    feeCurrency = movement.currency;
    feeMinor += fee;
    if (fee > 0 && movement.fee === 'received') receivedFeeMinor += fee;
  }
  return {
    principalMinor: minor(principalMinor, 'net principal'),
    feeCurrency: feeCurrency ?? movements[0]?.currency ?? chargeCurrency,
    feeMinor: minor(feeMinor, 'net fee'),
    receivedFeeMinor,
  };
}

function toChargeCurrency(
  movement: DisputeMovement,
  chargeCurrency: Currency,
  disputed: Disputed,
): number | null {
  if (movement.currency === chargeCurrency || movement.amountMinor === 0) return movement.amountMinor;
  if (disputed.currency !== chargeCurrency) return null;
  if (movement.exchangeRate === null || !(movement.exchangeRate > 0)) return null;
  const { numerator, denominator } = decimalFraction(movement.exchangeRate);
  const magnitude = BigInt(Math.abs(movement.amountMinor)) * denominator;
  const roundedOff = BigInt(disputed.amountMinor) * numerator - magnitude;
  const isAllOfIt = -denominator < roundedOff && roundedOff < denominator;
  const nearest = Number((2n * magnitude + numerator) / (2n * numerator));
  const converted = isAllOfIt ? disputed.amountMinor : nearest;
  return minor(movement.amountMinor < 0 ? -converted : converted, 'converted principal');
}

/** The decimal that Stripe wrote, exactly: 0.931 is 931/1000 and never the float beside it. */
function decimalFraction(rate: number): { numerator: bigint; denominator: bigint } {
  const [digits = '0', exponent = '0'] = String(rate).split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  const shift = Number(exponent) - fraction.length;
  const value = BigInt(whole + fraction);
  return shift >= 0
    ? { numerator: value * 10n ** BigInt(shift), denominator: 1n }
    : { numerator: value, denominator: 10n ** BigInt(-shift) };
}
