/** What Stripe says of an account, as far as recovery needs it; the fields that can be absent are optional. */
export interface AccountShape {
  readonly type?: string | null | undefined;
  readonly controller?:
    | {
        readonly losses?: { readonly payments?: string | null } | null | undefined;
        readonly stripe_dashboard?: { readonly type?: string | null } | null | undefined;
      }
    | null
    | undefined;
  readonly requirements?: { readonly disabled_reason?: string | null } | null | undefined;
}

export type Losses = 'platform' | 'stripe' | 'unknown';
export type AccountKind = 'standard' | 'express' | 'custom' | 'unknown';

/** Who is liable when this account cannot pay back its negative balance. Absent: inferred from the type. */
export function lossesOf(account: AccountShape): Losses {
  switch (account.controller?.losses?.payments) {
    case 'stripe':
      return 'stripe';
    case 'application':
      return 'platform';
    default:
  }
  switch (account.type) {
    case 'standard':
      return 'stripe';
    case 'express':
    case 'custom':
      return 'platform';
    default:
      return 'unknown';
  }
}

/** The classic type, or what the controller's dashboard makes it. */
export function kindOf(account: AccountShape): AccountKind {
  switch (account.type) {
    case 'standard':
    case 'express':
    case 'custom':
      return account.type;
    default:
  }
  switch (account.controller?.stripe_dashboard?.type) {
    case 'full':
      return 'standard';
    case 'express':
      return 'express';
    case 'none':
      return 'custom';
    default:
      return 'unknown';
  }
}

/** The oldest form has a bare `rejected`; newer ones add a reason after a dot. */
export const isRejectedFor = (disabledReason: string): boolean => /^rejected(\.|$)/.test(disabledReason);

export const isRejected = (account: AccountShape): boolean =>
  isRejectedFor(account.requirements?.disabled_reason ?? '');
