interface Country {
  readonly currency: string;
  /** Account debits stay within a region. */
  readonly region: string;
  /** Stripe's automatic debits: null where a bank cannot be debited. Business days until the debit is created. */
  readonly debitAfterBusinessDays: number | null;
  /** Days until a charge is available. */
  readonly settlementDays: number;
}

const EURO = 'at be cy de ee es fi fr gr hr ie it lt lu lv mt nl pt si sk'.toUpperCase().split(' ');

const COUNTRIES: Readonly<Record<string, Country>> = {
  US: { currency: 'usd', region: 'US', debitAfterBusinessDays: 1, settlementDays: 2 },
  CA: { currency: 'cad', region: 'CA', debitAfterBusinessDays: 1, settlementDays: 3 },
  AU: { currency: 'aud', region: 'AU', debitAfterBusinessDays: 1, settlementDays: 2 },
  NZ: { currency: 'nzd', region: 'NZ', debitAfterBusinessDays: 1, settlementDays: 4 },
  GB: { currency: 'gbp', region: 'Europe', debitAfterBusinessDays: 3, settlementDays: 3 },
  ...Object.fromEntries(
    EURO.map((code) => [
      code,
      { currency: 'eur', region: 'Europe', debitAfterBusinessDays: 2, settlementDays: 3 },
    ]),
  ),
  CH: { currency: 'chf', region: 'Europe', debitAfterBusinessDays: null, settlementDays: 3 },
  DK: { currency: 'dkk', region: 'Europe', debitAfterBusinessDays: null, settlementDays: 3 },
  SE: { currency: 'sek', region: 'Europe', debitAfterBusinessDays: null, settlementDays: 3 },
  JP: { currency: 'jpy', region: 'JP', debitAfterBusinessDays: null, settlementDays: 4 },
  HK: { currency: 'hkd', region: 'HK', debitAfterBusinessDays: null, settlementDays: 5 },
  SG: { currency: 'sgd', region: 'SG', debitAfterBusinessDays: null, settlementDays: 4 },
  MX: { currency: 'mxn', region: 'MX', debitAfterBusinessDays: null, settlementDays: 4 },
  BR: { currency: 'brl', region: 'BR', debitAfterBusinessDays: null, settlementDays: 30 },
  MY: { currency: 'myr', region: 'MY', debitAfterBusinessDays: null, settlementDays: 7 },
  IN: { currency: 'inr', region: 'IN', debitAfterBusinessDays: null, settlementDays: 3 },
};

/** Business days that a debit takes to clear, wherever. */
export const DEBIT_CLEARS_BUSINESS_DAYS = 3;

export const knownCountry = (code: string): boolean => COUNTRIES[code] !== undefined;

/** @throws RangeError for a country that the simulator does not know. */
export function country(code: string): Country {
  const found = COUNTRIES[code];
  if (found === undefined)
    throw new RangeError(`country ${code} is not modelled: use one of ${Object.keys(COUNTRIES).join(', ')}`);
  return found;
}
