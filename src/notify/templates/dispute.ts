import { z } from 'zod';
import { formatMoney } from '../../domain/money';
import { disputeParams, instantMs } from './params';
import { commandToCopy, letter } from './blocks';
import { formatDate, sellerLetter, template } from './template';

type DisputeParams = z.output<typeof disputeParams>;

function amountText(params: DisputeParams, amount = params.amountMinor): string | null {
  return amount === null || params.currency === null ? null : formatMoney(amount, params.currency);
}

/** " (product not received)": the reason that Stripe gives, in words. */
const because = (reason: string | null): string =>
  reason === null || reason === 'general' ? '' : ` (${reason.replaceAll('_', ' ')})`;

const saleText = (charge: string | null): string => (charge === null ? 'a sale' : `the sale ${charge}`);

export const disputeCreated = template(
  disputeParams.extend({
    /** An inquiry: nothing is taken, and a refund ends it. */
    inquiry: z.boolean().default(false),
    evidenceDueMs: instantMs.nullable().default(null),
  }),
  (params, context) => {
    const amount = amountText(params);
    const what = amount === null ? 'A payment' : `A payment of ${amount}`;
    const due = params.evidenceDueMs === null ? null : formatDate(params.evidenceDueMs, context.timeZone);
    return {
      subject: params.inquiry ? 'A buyer has asked about a payment' : 'A buyer disputes a payment',
      body: sellerLetter(
        context,
        `${what} for ${saleText(params.charge)} is questioned by the buyer's bank${because(params.reason)}. It is dispute ${params.dispute}.`,
        params.inquiry
          ? 'This is an inquiry: no money is taken for now. A refund would end it.'
          : 'If the bank takes the money back, your part of it will be taken from your balance, and so can the fee for it.',
        due === null
          ? null
          : `If you have proof of the sale, such as a receipt or a delivery note, answer this message before ${due}.`,
      ),
    };
  },
);

/** Rapid: settled by the card network before a chargeback, and so without a fee. */
const takenParams = disputeParams.extend({ rapid: z.boolean().default(false) });

export const disputeTaken = template(takenParams, (params, context) => {
  const amount = amountText(params);
  const fee = params.feeMinor > 0 ? amountText(params, params.feeMinor) : null;
  const parts = [amount, fee === null ? null : `${fee} for the fee`].filter((part) => part !== null);
  return {
    subject: amount === null ? 'A disputed payment was taken back' : `${amount} was taken back for a dispute`,
    body: sellerLetter(
      context,
      `The bank of the buyer took the money for ${saleText(params.charge)} back${because(params.reason)}. Your part of dispute ${params.dispute}: ${parts.length === 0 ? 'see your balance' : parts.join(' and ')}.`,
      params.rapid
        ? 'It was settled by rapid resolution: there is no fee, and it cannot be contested.'
        : 'If the dispute is won, it comes back to you.',
    ),
  };
});

export const disputeGivenBack = template(disputeParams, (params, context) => {
  const amount = amountText(params);
  const fee = params.feeMinor > 0 ? amountText(params, params.feeMinor) : null;
  return {
    subject: amount === null ? 'A dispute was decided for you' : `${amount} was given back to you`,
    body: sellerLetter(
      context,
      `Money of dispute ${params.dispute} came back, and ${amount ?? 'your part'} of it is yours again. It was added to your balance, less what you still owed for this dispute.`,
      fee === null
        ? 'The fee that the bank charges for a dispute is not returned.'
        : `So has ${fee} of the fee, which was returned.`,
    ),
  };
});

const evidenceParams = disputeParams.extend({
  evidenceDueMs: instantMs,
  /** Evidence was entered at Stripe and has not been submitted. */
  staged: z.boolean().default(false),
});

export const evidenceDue = template(evidenceParams, (params, context) => {
  const due = formatDate(params.evidenceDueMs, context.timeZone);
  const amount = amountText(params);
  return {
    subject: `Evidence for dispute ${params.dispute} is due on ${due}`,
    body: letter(
      `${amount === null ? 'A payment' : amount} for ${saleText(params.charge)} is disputed${because(params.reason)}. Whether to contest it is a person's choice.`,
      params.staged
        ? `Evidence is entered in the Stripe Dashboard but not submitted: submit it before ${due}.`
        : `Send evidence in the Stripe Dashboard before ${due}, or accept the dispute there.`,
    ),
  };
});

export const evidencePassed = template(evidenceParams, (params, context) => {
  const due = formatDate(params.evidenceDueMs, context.timeZone);
  const amount = amountText(params);
  return {
    subject: `The deadline for evidence in dispute ${params.dispute} has passed`,
    body: letter(
      `${amount === null ? 'A payment' : amount} for ${saleText(params.charge)} is disputed${because(params.reason)}. Evidence was due on ${due}, and Stripe has none${params.staged ? ' that was submitted, though some was entered' : ''}.`,
      'It will probably be lost. What the sellers bear of it is followed all the same.',
    ),
  };
});

export const fraudWarning = template(
  z.object({
    charge: z.string(),
    warning: z.string().nullable().default(null),
    /** The refund that is proposed, as a command. */
    command: z.string().nullable().default(null),
  }),
  (params) => ({
    subject: `Early fraud warning for ${params.charge}`,
    body: letter(
      `The card's bank suspects fraud on ${params.charge}${params.warning === null ? '' : ` (${params.warning.replaceAll('_', ' ')})`}. Most such payments are disputed soon.`,
      'Consider a refund before that: it costs no dispute fee.',
      params.command === null ? null : commandToCopy('To refund what is left of it:', params.command),
    ),
  }),
);
