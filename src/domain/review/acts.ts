/** Stripe's reasons for rejecting an account, as the pinned version of its API has them. */
export const REJECT_REASONS = [
  'credit',
  'fraud_no_intent_to_fulfill',
  'fraud_other',
  'fraud_payment_method_casher',
  'fraud_payment_method_tester',
  'other',
  'terms_of_service',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Whether Stripe pauses the account's payouts as it is rejected. */
export const PAYOUTS_ACTIONS = ['pause', 'none'] as const;
export type PayoutsAction = (typeof PAYOUTS_ACTIONS)[number];

/** Stripe lets a platform take back its own rejections alone, and says in the reason whose one is. */
export const isOwnRejection = (disabledReason: string | null): boolean =>
  /^rejected\.platform_/.test(disabledReason ?? '');
