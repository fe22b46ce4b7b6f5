import { type AuditFinding, platformFinding } from './finding';

/** How a charge reaches its seller; it decides who is debited first when it is disputed. */
export const CHARGE_MODELS = ['destination', 'on_behalf_of', 'separate', 'direct'] as const;
export type ChargeModel = (typeof CHARGE_MODELS)[number];

/** Charges and transfers of late, counted by model, and how many were looked at. */
export interface ModelsSeen {
  readonly charges: number;
  readonly transfers: number;
  readonly by: { readonly [M in ChargeModel]: number };
}

/** What of a charge tells its model. */
export interface ChargeShape {
  readonly transfer?: unknown;
  readonly transfer_data?: unknown;
  readonly transfer_group?: string | null;
  readonly on_behalf_of?: unknown;
}

/** Null: a charge of the platform's own that no seller is named for. */
export function modelOf(charge: ChargeShape): Exclude<ChargeModel, 'direct'> | null {
  const isSent = isNamed(charge.transfer) || isNamed(charge.transfer_data);
  if (isNamed(charge.on_behalf_of)) return 'on_behalf_of';
  if (isSent) return 'destination';
  return isNamed(charge.transfer_group) ? 'separate' : null;
}

const isNamed = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

/** The capability without which a model's money should not flow, and why. */
export interface CapabilityNeed {
  readonly capability: 'transfers' | 'card_payments';
  readonly why: string;
}

/** Transfers are always needed: every credit, give-back and payout of Recoup's is one. */
export function capabilityNeeds({ by }: ModelsSeen): readonly CapabilityNeed[] {
  const taking = [
    ...(by.direct > 0 ? ['direct charges'] : []),
    ...(by.on_behalf_of > 0 ? ['charges on behalf of'] : []),
  ];
  return [
    { capability: 'transfers', why: 'whatever is sent to an account' },
    ...(taking.length === 0 ? [] : [{ capability: 'card_payments' as const, why: taking.join(' and ') }]),
  ];
}

const WORDS: { readonly [M in ChargeModel]: string } = {
  destination: 'destination charges: a dispute debits the platform, which reverses the transfer',
  on_behalf_of: 'charges on behalf of an account: a dispute still debits the platform first',
  separate:
    'separate charges and transfers: a dispute debits the platform, and the sellers are found by their transfers',
  direct: 'direct charges: a dispute debits the account, its fee the platform where it bears the losses',
};

export function modelFindings(seen: ModelsSeen): readonly AuditFinding[] {
  const found = CHARGE_MODELS.filter((model) => seen.by[model] > 0);
  const looked = `of ${seen.charges} charges and ${seen.transfers} transfers looked at`;
  if (found.length === 0) {
    return [
      platformFinding({
        check: 'chargeModels',
        severity: 'soft',
        what: 'no charge says which model is in use',
        saw: looked,
        do: 'Make the charges of a test seller the way the platform makes them, then audit again: capabilities are checked by model.',
      }),
    ];
  }
  return [
    ...found.map((model) =>
      platformFinding({
        check: 'chargeModels',
        severity: 'info',
        what: WORDS[model],
        saw: `${seen.by[model]} ${looked}`,
        do: null,
      }),
    ),
    ...(found.length < 2
      ? []
      : [
          platformFinding({
            check: 'chargeModels',
            severity: 'soft',
            what: 'several charge models are in use side by side',
            saw: found.join(', '),
            do: 'Recoup follows each by itself. Make sure that whoever works on disputes knows which one a charge was made by.',
          }),
        ]),
  ];
}
