import { mulDivFloor } from '../../domain/money';
import type { Core } from './core';

/** Rates are kept as whole hundred-millionths, so that the same story always converts alike. */
const SCALE = 100_000_000;

interface Converted {
  /** Rounded down. */
  readonly amountMinor: number;
  /** Stripe's `exchange_rate`; null where nothing was exchanged. */
  readonly exchangeRate: number | null;
}

/** `rate` minor units of `to` for one minor unit of `from`, from now on. */
export function setRate(core: Core, from: string, to: string, rate: number): void {
  const scaled = Math.round(rate * SCALE);
  if (!Number.isSafeInteger(scaled) || scaled <= 0)
    throw new RangeError(`rate ${rate} from ${from} to ${to} must be above zero`);
  core.setNote('rate', `${from}|${to}`, { scaled });
}

/** @throws RangeError where the story has set no rate for the pair, in either direction. */
export function convert(core: Core, amountMinor: number, from: string, to: string): Converted {
  if (from === to) return { amountMinor, exchangeRate: null };
  const direct = core.note<{ scaled: number }>('rate', `${from}|${to}`);
  if (direct !== null) {
    return {
      amountMinor: mulDivFloor(amountMinor, direct.scaled, SCALE),
      exchangeRate: direct.scaled / SCALE,
    };
  }
  const inverse = core.note<{ scaled: number }>('rate', `${to}|${from}`);
  if (inverse === null) throw new RangeError(`no rate from ${from} to ${to}: set one with acts.setRate`);
  const amount = mulDivFloor(amountMinor, SCALE, inverse.scaled);
  return { amountMinor: amount, exchangeRate: SCALE / inverse.scaled };
}
