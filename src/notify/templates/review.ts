import { z } from 'zod';
import { commandToCopy, letter, list } from './blocks';
import { linkTo } from './link-words';
import { type Context, sellerLetter, template, type Written } from './template';

const finding = z.object({
  kind: z.enum(['rejected', 'disabled', 'past_due', 'capability', 'deadline', 'preflight', 'person']),
  saw: z.string(),
  clears: z.string(),
  mendedBy: z.enum(['seller', 'stripe', 'platform']),
});
type Finding = z.output<typeof finding>;

const reviewParams = z.object({
  review: z.int(),
  account: z.string(),
  /** Whole days since the review was opened. */
  day: z.int().default(0),
  payoutsHeld: z.boolean().default(false),
  findings: z.array(finding),
});
type ReviewParams = z.output<typeof reviewParams>;

/** What a seller reads of a finding: nothing of what other people said about them, and no word that only Stripe uses. */
function sellerWords({ kind, saw }: Finding): string {
  switch (kind) {
    case 'rejected':
      return 'Your account can take no payments and send no payouts any more.';
    case 'disabled':
      return 'Your account is restricted at the moment.';
    case 'past_due':
      return `Details about you or your business are past due (${saw.replace(/^past due: /, '')}).`;
    case 'capability':
      return 'A part of your account is not active at the moment; details about you or your business may be missing.';
    case 'deadline':
      return `Details about you or your business are ${saw}.`;
    case 'preflight':
      return 'Money for you could not be sent as your account stands.';
    case 'person':
      return 'We are looking at your account.';
  }
}

const heldText = ({ payoutsHeld }: ReviewParams): string | null =>
  payoutsHeld ? 'Until this is settled, your payouts are on hold; your money stays in your balance.' : null;

/** The way to a seller's details depends on their account; it is never a link of Stripe's, which would expire. */
function howToMend({ findings }: ReviewParams): string | null {
  return findings.some(({ mendedBy }) => mendedBy === 'seller')
    ? 'Please open your account settings and provide what is asked for there. To ask us something, answer this message.'
    : 'You need not do anything now. To ask us something, answer this message.';
}

function toSeller(subject: string, params: ReviewParams, context: Context): Written {
  const words = [...new Set(params.findings.map(sellerWords))];
  return {
    subject,
    body: sellerLetter(
      context,
      list('About your account:', words),
      heldText(params),
      howToMend(params),
      params.findings.some(({ mendedBy }) => mendedBy === 'seller')
        ? linkTo('onboarding', 'What is asked for can be given here:', context)
        : null,
    ),
  };
}

const findingsList = ({ findings }: ReviewParams) =>
  list(
    'What stands:',
    findings.map(({ saw, clears }) => `${saw}. Clears: ${clears}`),
  );

const settleCommand = (account: string) =>
  commandToCopy(
    'To say that it is settled:',
    `bin/recoup review resolve --account ${account} --by YOUR_NAME --note WHY`,
  );

export const reviewOpened = template(reviewParams, (params, context) => {
  if (context.audience === 'seller') {
    const isMendable = params.findings.some(({ mendedBy }) => mendedBy === 'seller');
    return toSeller(
      isMendable ? 'Your account needs something from you' : 'About your account',
      params,
      context,
    );
  }
  return {
    subject: `${params.account} is under review: ${params.findings.map(({ kind }) => kind.replaceAll('_', ' ')).join(', ')}`,
    body: letter(
      findingsList(params),
      params.payoutsHeld ? 'Its payouts are held.' : 'Its payouts are not held.',
      settleCommand(params.account),
    ),
  };
});

export const reviewReminder = template(reviewParams, (params, context) =>
  context.audience === 'seller'
    ? toSeller('Reminder: your account still needs something from you', params, context)
    : {
        subject: `${params.account} is under review for ${params.day} days`,
        body: letter(
          findingsList(params),
          params.payoutsHeld ? 'Its payouts are held.' : 'Its payouts are not held.',
          settleCommand(params.account),
        ),
      },
);

export const reviewClosed = template(
  z.object({
    review: z.int(),
    account: z.string(),
    reason: z.string(),
    /** What still stood when it was closed. */
    standing: z.array(z.string()).default([]),
  }),
  ({ account, reason, standing }, context) =>
    context.audience === 'seller'
      ? {
          subject: 'Your account has been looked at',
          body: sellerLetter(
            context,
            'We have finished looking at your account. If your payouts were on hold for this, they go on as before.',
          ),
        }
      : {
          subject: `The review of ${account} is closed: ${reason.replaceAll('_', ' ')}`,
          body: letter(
            'It has given up its part of the hold on payouts.',
            standing.length === 0
              ? 'Nothing stands against the account.'
              : list('What still stands:', standing),
          ),
        },
);
