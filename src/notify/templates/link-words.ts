import type { LinkPurpose } from '../../domain/links';
import type { Block } from './blocks';
import type { CaseParams } from './params';
import type { Context } from './template';

/**
 * An address for the seller, after words that lead to it; null where Recoup gives none. It is Recoup's own: Stripe's
 * expire within minutes, and are made when this one is opened.
 */
export function linkTo(purpose: LinkPurpose, heading: string, { links }: Context): Block | null {
  if (links === null) return null;
  const note = {
    onboarding: `The link works once, within ${links.worksFor}.`,
    statement: `The link works for ${links.worksFor}.`,
  };
  return { kind: 'link', heading, address: links.addressOf(purpose), note: note[purpose] };
}

/** Where what is owed stands line by line, as it is when the seller looks. */
export const linkToStatement = (context: Context): Block | null =>
  linkTo('statement', 'What is owed, what was recovered and what is on the way, as it stands now:', context);

/** To where a seller replaces a bank account, for letters that ask for one. */
export const linkToBankAccount = (context: Context): Block | null =>
  linkTo('onboarding', 'Or go there from here:', context);

/** A case's way to a new bank account; null where the one on file will do. */
export function linkToPaying({ debitPossible, shortfallMinor }: CaseParams, context: Context): Block | null {
  const needsBank = debitPossible === 'no_bank_account' || debitPossible === 'bank_errored';
  return needsBank && shortfallMinor > 0 ? linkToBankAccount(context) : null;
}
