declare const currencyBrand: unique symbol;

/** A three-letter ISO currency code in lower case, as Stripe writes it. */
export type Currency = string & { readonly [currencyBrand]: true };

/** An amount in minor units of one currency. Never a float, never summed over currencies. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: Currency;
}

/** @throws RangeError where the text is not three letters. */
export function currency(code: string): Currency {
  const lower = code.toLowerCase();
  if (!/^[a-z]{3}$/.test(lower)) {
    throw new RangeError(`"${code}" is not a currency: use a three-letter ISO code such as usd`);
  }
  return lower as Currency;
}

/** The amount as it is, for values that come from outside. @throws RangeError where it is not a safe integer. */
export function minor(amount: number, what = 'amount'): number {
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`${what} ${String(amount)} is not a whole number of minor units`);
  }
  return amount;
}

/** As `minor`, and above zero. @throws RangeError otherwise. */
export function positiveMinor(amount: number, what = 'amount'): number {
  if (minor(amount, what) <= 0) throw new RangeError(`${what} ${amount} must be above zero`);
  return amount;
}

/**
 * floor(amount x numerator / denominator) without losing a unit to floating point: products of two amounts exceed
 * 2^53, so the arithmetic is done in bigint and the result comes back as a number. All in minor units.
 */
export function mulDivFloor(amount: number, numerator: number, denominator: number): number {
  if (denominator <= 0) throw new RangeError(`cannot divide by ${denominator}`);
  const product = BigInt(minor(amount)) * BigInt(minor(numerator));
  const divisor = BigInt(minor(denominator));
  const quotient = product / divisor;
  const floored = product % divisor < 0n ? quotient - 1n : quotient;
  return minor(Number(floored));
}

/** Number of decimals of a currency's major unit, by ISO 4217 as Stripe counts it. */
export function currencyDecimals(code: Currency): number {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** "1,234.50 USD": for people; books and messages carry minor units. */
export function formatMoney(amountMinor: number, code: Currency): string {
  const decimals = currencyDecimals(code);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction} ${code.toUpperCase()}`;
}

/** "1234.50": as people type it, without thousands and currency; `minorOf` reads it back. */
export function decimalText(amountMinor: number, code: Currency): string {
  const decimals = currencyDecimals(code);
  const digits = String(Math.abs(minor(amountMinor))).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amountMinor < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

/** Minor units of an amount as people type it, above zero. @throws RangeError that says how it is written. */
export function minorOf(text: string, code: Currency): number {
  const decimals = currencyDecimals(code);
  const [, whole = '', fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || fraction.length > decimals) {
    const example = decimalText(123_450, code);
    throw new RangeError(
      `"${text}" is not an amount in ${code.toUpperCase()}: digits with at most ${decimals} decimals, such as ${example}`,
    );
  }
  return positiveMinor(Number(`${whole}${fraction.padEnd(decimals, '0')}`), `amount "${text}"`);
}

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
