import { z } from 'zod';
import { LINK_PURPOSES, type LinkPurpose } from '../../domain/links';
import { linkTo } from './link-words';
import { sellerLetter, template } from './template';

const LEADS_TO: { readonly [purpose in LinkPurpose]: string } = {
  onboarding: 'To your account, where details and bank accounts are mended:',
  statement: 'To what is owed, what was recovered and what is on the way:',
};

/** Asked for by whoever held one that works no more; it goes to the address that Stripe has, and nowhere else. */
export const freshLink = template(z.object({ purpose: z.enum(LINK_PURPOSES) }), ({ purpose }, context) => ({
  subject: 'Here is your fresh link',
  body: sellerLetter(
    context,
    'Somebody opened a link of ours that works no more, and asked for a fresh one.',
    linkTo(purpose, LEADS_TO[purpose], context) ??
      'No link could be made. Answer this message, and a person will help.',
    'If it was not you, you need to do nothing: nobody else was sent this.',
  ),
}));
