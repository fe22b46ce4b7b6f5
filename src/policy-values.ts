import { z } from 'zod';
import type { AmountTable, Audience, Recipient, SellerWay } from './domain/policy/policy';
import { currency, currencyDecimals } from './domain/money';
import { isTimeZone } from './domain/time-zone';

const CURRENCY_ROW = /^[A-Z]{3}$/;
const DECIMAL = /^\d{1,12}(\.\d{1,3})?$/;
const DURATION = /^(\d+)(ms|s|m|h|d)$/;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const days = z.int().min(0).max(3_660);
export const country = z
  .string()
  .regex(/^([A-Z]{2}|default)$/, 'name a country by its two letters, such as US, or default');

export const currencyName = z
  .string()
  .regex(CURRENCY_ROW, 'name a currency by its three capital letters, such as USD')
  .transform((name) => currency(name));

/** Decimal strings in major units by currency; minor units come out. A number would have passed through a float. */
export const amounts = z
  .record(
    z.string().regex(CURRENCY_ROW, 'name a currency by its three capital letters, such as USD'),
    z
      .string({ error: "write the amount as text, in quotes: '12.50'" })
      .regex(DECIMAL, 'an amount is digits with a point for decimals, zero or above, such as 12.50'),
    { error: "a table of amounts by currency, such as { USD: '5.00' }" },
  )
  .refine((table) => tooFine(table).length === 0, {
    // Also where another row is wrong, so that all mistakes are told at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
    error: ({ input }) => tooFine(input as Record<string, unknown>).join('; '),
  })
  .transform((table): AmountTable => {
    const rows = Object.entries(table).map(([name, text]): [string, number] => {
      const [whole = '0', fraction = ''] = text.split('.');
      return [currency(name), Number(whole + fraction.padEnd(currencyDecimals(currency(name)), '0'))];
    });
    return Object.fromEntries(rows);
  });

/** Amounts with more decimals than their currency has. */
function tooFine(table: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(table).flatMap(([name, text]) => {
    if (!CURRENCY_ROW.test(name) || typeof text !== 'string' || !DECIMAL.test(text)) return [];
    const decimals = currencyDecimals(currency(name));
    const given = text.split('.')[1]?.length ?? 0;
    return given > decimals ? [`${name} has ${decimals} decimals, not ${given}`] : [];
  });
}

export const wallMs = z
  .string({ error: 'a duration is text with its unit, such as 15m' })
  .regex(DURATION, 'a duration is a number with its unit (ms, s, m, h or d), such as 15m')
  .transform((text) => {
    const [, count = '0', unit = 'ms'] = DURATION.exec(text) ?? [];
    return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  });

export const byCountry = z.record(country, days);
export const kinds = z.array(z.enum(['standard', 'express', 'custom']));
const audience = z.enum(['seller', 'team', 'finance', 'risk', 'decider']) satisfies z.ZodType<Audience>;

export const role = audience.exclude(['seller']);
export const timeZone = z
  .string()
  .refine(isTimeZone, 'the IANA name of a time zone, such as UTC or Europe/Berlin');

const webhook = z
  .strictObject({
    webhook: z
      .url({ protocol: /^https?$/, error: 'the address of a web hook, such as https://example.com/recoup' })
      .refine((text) => isSafeUrl(text), 'an https address without a name and password in it'),
    secret: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, 'the name of a secret in RECOUP_NOTICE_SECRETS, such as crm'),
  })
  .transform(({ webhook: url, secret }) => ({ channel: 'webhook' as const, url, secret }));
const log = z.literal('log').transform(() => ({ channel: 'log' as const }));
const address = z.email().transform((text) => ({ channel: 'mail' as const, address: text }));
const RECIPIENT = 'an address, such as team@example.com, or log, or { webhook: https://…, secret: name }';
const recipient = z.union([log, address, webhook], { error: RECIPIENT }) satisfies z.ZodType<Recipient>;
const sellerMail = z.literal('mail').transform(() => ({ channel: 'mail' as const }));
const SELLER_WAY = 'mail (to their address at Stripe), or log, or { webhook: https://…, secret: name }';
export const sellerWay = z.union([sellerMail, log, webhook], {
  error: SELLER_WAY,
}) satisfies z.ZodType<SellerWay>;
export const recipients = z.array(recipient).min(1, 'somebody must hear of it');

/** Plain http only to this machine, which the embedded run alone allows; passwords are no affair of the policy's. */
function isSafeUrl(text: string): boolean {
  const { protocol, hostname, username, password } = new URL(text);
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return (protocol === 'https:' || here) && username === '' && password === '';
}

export const ladder = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'a name of small letters, digits and hyphens'),
      day: days,
      audiences: z.array(audience).min(1),
    }),
  )
  .check((context) => {
    context.value.forEach((rung, index) => {
      const before = context.value[index - 1];
      if (before && before.day >= rung.day) {
        const message = `day ${rung.day} must come after day ${before.day} of the rung before`;
        context.issues.push({ code: 'custom', input: rung.day, path: [index, 'day'], message });
      }
      if (context.value.findIndex((other) => other.name === rung.name) < index) {
        const message = `"${rung.name}" names another rung already; notices are told apart by it`;
        context.issues.push({ code: 'custom', input: rung.name, path: [index, 'name'], message });
      }
    });
  });
