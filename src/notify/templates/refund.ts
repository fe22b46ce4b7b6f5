import { z } from 'zod';
import { formatMoney } from '../../domain/money';
import { linkToStatement } from './link-words';
import { amountMinor, currencyCode } from './params';
import { sellerLetter, template } from './template';

const refundParams = z.object({
  refund: z.string(),
  what: z.enum(['refund', 'failed_payment']),
  charge: z.string().nullable().default(null),
  currency: currencyCode,
  /** Taken or given back; minor units of `currency`. */
  amountMinor,
  /** Still owed as a claim, of what the seller bears. */
  owedMinor: amountMinor.default(0),
});
type RefundParams = z.output<typeof refundParams>;

const saleText = ({ charge }: RefundParams): string => (charge === null ? 'a sale' : `the sale ${charge}`);

export const refundTaken = template(refundParams, (params, context) => {
  const amount = formatMoney(params.amountMinor, params.currency);
  const why =
    params.what === 'refund'
      ? `The buyer was refunded for ${saleText(params)} (${params.refund}).`
      : `The payment for ${saleText(params)} failed after its money had been passed on: the buyer's bank did not pay.`;
  return {
    subject:
      params.what === 'refund'
        ? `${amount} was taken for a refund`
        : `${amount} was taken for a payment that failed`,
    body: sellerLetter(
      context,
      `${why} Your part of it is ${amount}.`,
      params.owedMinor > 0
        ? `${formatMoney(params.owedMinor, params.currency)} of it could not be taken from your balance and is owed. It is collected from money that reaches your balance.`
        : 'It was taken from your balance.',
      params.owedMinor > 0 ? linkToStatement(context) : null,
    ),
  };
});

export const refundGivenBack = template(refundParams, (params, context) => {
  const amount = formatMoney(params.amountMinor, params.currency);
  const why =
    params.what === 'refund'
      ? `The refund ${params.refund} for ${saleText(params)} did not reach the buyer`
      : `The payment for ${saleText(params)} stands after all`;
  return {
    subject: `${amount} was given back to you`,
    body: sellerLetter(
      context,
      `${why}, so ${amount} that was taken from you for it is yours again. It was added to your balance, or lowers what you owe.`,
    ),
  };
});
