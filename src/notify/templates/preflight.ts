import { z } from 'zod';
import { currency as code, formatMoney } from '../../domain/money';
import { letter, list } from './blocks';
import { template } from './template';

/** Money that the checks have stopped before it was sent. */
export const preflightHalt = template(
  z.object({
    account: z.string(),
    flow: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    saw: z.array(z.string()),
    clears: z.array(z.string()),
  }),
  ({ account, flow, amountMinor, currency, saw, clears }) => ({
    subject: `Stopped before it was sent: ${flow.replaceAll('_', ' ')} to ${account}`,
    body: letter(
      `A ${flow.replaceAll('_', ' ')} of ${formatMoney(amountMinor, code(currency))} was due, and was not made.`,
      list('What the check saw:', saw),
      list('What clears it:', clears),
      'It is asked for again when that changes, and not before. Whatever else this account is due in the same way waits as well, without another letter.',
    ),
  }),
);
