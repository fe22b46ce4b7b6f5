/**
 * What an address that Recoup gives a seller is for: `onboarding` opens the place at Stripe where details and bank
 * accounts are mended, `statement` shows what is owed.
 */
export const LINK_PURPOSES = ['onboarding', 'statement'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];
