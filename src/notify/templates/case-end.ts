import { z } from 'zod';
import { formatMoney } from '../../domain/money';
import type { RecoveryMethod } from '../../store/recovered';
import { amountMinor, caseParams, instantMs } from './params';
import { letter, list } from './blocks';
import { linkToPaying, linkToStatement } from './link-words';
import { formatDate, sellerLetter, template } from './template';
import { caseLine, itemised, owedText, payingText } from './words';

const METHOD_WORDS: { readonly [method in RecoveryMethod]: string } = {
  bank_debit: 'by bank debit',
  payout_returned: 'by a payout that your bank sent back',
  topup: 'paid in by the seller',
  sales: 'through sales',
  give_back: 'by disputes won',
  account_debit: 'by debit of the Stripe balance',
  reversal: 'by reversing a transfer',
  offset: 'kept back from payouts',
  paid_outside: 'paid by the seller outside Stripe',
  credit: "brought back to zero at the platform's cost, which is no recovery",
  cleared: "cleared by Stripe at the platform's cost, which is no recovery",
  released: 'no longer owed',
  set_off: 'set off against what was owed back',
};

/** A method that this version does not know is named as it is stored. */
const methodInWords = (method: string): string =>
  Object.entries(METHOD_WORDS).find(([name]) => name === method)?.[1] ?? `by ${method.replaceAll('_', ' ')}`;

const closedParams = caseParams.extend({
  /** The case's close reason: `handled` where a person took it over. */
  reason: z.string(),
  recovered: z.array(z.object({ method: z.string(), amountMinor })).default([]),
  letGoMinor: amountMinor.default(0),
});

export const caseClosed = template(closedParams, (params, context) => {
  const money = (amount: number): string => formatMoney(amount, params.currency);
  if (context.audience === 'seller') {
    return params.reason === 'handled'
      ? {
          subject: 'We have spoken about your balance',
          body: sellerLetter(
            context,
            'A person on our side has taken over the matter of your balance. You will get no more automatic reminders about it.',
          ),
        }
      : {
          subject: 'Nothing is owed any more',
          body: sellerLetter(
            context,
            'Your balance is in order again: nothing is owed any more. Thank you.',
            'If your payouts were on hold for this, they go on as before.',
          ),
        };
  }
  const lines = params.recovered.map((part) => `${methodInWords(part.method)}: ${money(part.amountMinor)}`);
  return {
    subject: `Case ${params.caseNumber} closed: ${params.reason.replaceAll('_', ' ')}`,
    body: letter(
      `${params.account}, day ${params.day}.`,
      lines.length === 0 ? 'Nothing came back.' : list('What became of it:', lines),
      `Let go: ${money(params.letGoMinor)}. Left: ${owedText(params)}.`,
    ),
  };
});

export const owedGrew = template(
  caseParams.extend({ beforeMinor: amountMinor.default(0) }),
  (params, context) => ({
    subject: `What you owe has grown to ${owedText(params)}`,
    body: sellerLetter(
      context,
      `When we wrote first you owed ${formatMoney(params.beforeMinor, params.currency)}. It is now ${owedText(params)}.`,
      itemised(params),
      payingText(params, context),
      linkToPaying(params, context),
      linkToStatement(context),
    ),
  }),
  { onlyWhileOpen: true },
);

export const claimStatement = template(caseParams, (params, context) => {
  const claims = formatMoney(params.claimsMinor, params.currency);
  return {
    subject: `Statement: you owe ${claims}`,
    body: sellerLetter(
      context,
      `Your Stripe balance was brought back to zero at our cost. You still owe us ${claims}.`,
      itemised(params),
      'We keep it back from what you earn next. To pay it at once, answer this message.',
      linkToStatement(context),
    ),
  };
});

export const writeOffProposed = template(caseParams, (params, context) => ({
  subject: `Case ${params.caseNumber}: write off ${owedText(params)}?`,
  body: letter(
    'Claims have been open for as long as the policy keeps them. Write them off, or keep collecting.',
    caseLine(params, context),
    itemised(params),
  ),
}));

export const clearingForecast = template(caseParams, (params, context) => {
  const shortfall = formatMoney(params.shortfallMinor, params.currency);
  const when = params.clearsMs === null ? 'day 180' : formatDate(params.clearsMs, context.timeZone);
  return {
    subject: `Forecast: Stripe will take ${shortfall} for ${params.account}, not before ${when}`,
    body: letter(
      `On day 180 Stripe clears the balance from the platform's reserve: ${shortfall}, not before ${when}. It announces it by no event, and can be late or in part.`,
      'What it takes becomes a claim against the seller, and collecting goes on.',
      caseLine(params, context),
    ),
  };
});

export const balanceCleared = template(
  caseParams.extend({ amountMinor, collectionTransfer: z.string() }),
  (params, context) => {
    const taken = formatMoney(params.amountMinor, params.currency);
    return {
      subject: `Stripe cleared ${taken} for ${params.account}, at the platform's cost`,
      body: letter(
        `Stripe moved ${taken} of the platform's reserve into the balance of ${params.account} (${params.collectionTransfer}).`,
        `${formatMoney(params.claimsMinor, params.currency)} is kept as claims against the seller, and collecting goes on.`,
        caseLine(params, context),
      ),
    };
  },
);

export const holdLimit = template(caseParams.extend({ endsMs: instantMs }), (params, context) => ({
  subject: `Payouts of ${params.account} can be held only until ${formatDate(params.endsMs, context.timeZone)}`,
  body: letter(
    'Stripe limits how long payouts may be held. Release them, or find another way, before that day.',
    caseLine(params, context),
  ),
}));
