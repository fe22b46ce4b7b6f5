import { isIP } from 'node:net';
import { z } from 'zod';
import { DAY_MS } from './domain/clock';

const SHORTEST_DAY_MS = 500;
const DURATION_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

export const day = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h)$/)
  .transform((text) => {
    const unit = z.enum(['ms', 's', 'm', 'h']).parse(text.replace(/^\d+/, ''));
    return Number.parseInt(text, 10) * DURATION_MS[unit];
  })
  .refine((ms) => ms >= SHORTEST_DAY_MS && ms <= DAY_MS);

export const port = {
  schema: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= 65_535),
  allowed: 'a port from 1 to 65535, or 0 for any free one',
  mend: 'choose a free port, or unset it for the default',
};

export const webhookSecrets = {
  schema: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => /^whsec_\S{8,}$/.test(secret))),
  allowed: 'one or more signing secrets that begin with whsec_, separated by commas',
  mend: "copy the endpoint's signing secret from Stripe's Dashboard; while it is rolled, give the old and the new one",
  secret: true,
};

/** Standard Webhooks asks for 24 to 64 bytes. */
function isNamedSecret(parts: readonly string[]): boolean {
  const [name = '', secret = ''] = parts;
  if (
    parts.length !== 2 ||
    !/^[a-z][a-z0-9-]{0,39}$/.test(name) ||
    !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)
  ) {
    return false;
  }
  const { length } = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return length >= 24 && length <= 64;
}

export const namedSecrets = z
  .string()
  .transform((given) => given.split(',').map((part) => part.trim().split(':')))
  .refine((parts) => parts.every(isNamedSecret))
  .transform((parts) => parts.map(([name = '', secret = '']) => ({ name, secret })));

/** `id:base64`, where the id is public and the key has the 32 bytes of AES-256. */
const codecKey = z
  .string()
  .regex(/^[\w.-]{1,64}:[A-Za-z0-9+/]{43}=$/)
  .transform((text) => {
    const [id = '', key = ''] = text.split(':');
    return { id, key: new Uint8Array(Buffer.from(key, 'base64')) };
  });

export const codecKeys = z
  .string()
  .transform((given) => given.split(',').map((part) => part.trim()))
  .pipe(z.array(codecKey).min(1))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length);

/** `https://host`, or plain http on this machine: what is signed must not be read on its way. */
export const publicAddress = z
  .url({ protocol: /^https?$/ })
  .refine((given) => {
    if (!URL.canParse(given)) return false;
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(given);
    const isPrivate = protocol === 'https:' || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
    return isPrivate && pathname === '/' && [search, hash, username, password].every((part) => part === '');
  })
  .transform((given) => given.replace(/\/+$/, ''));

/** Addresses and subnets, as Fastify's `trustProxy` takes them. */
export const addresses = z
  .string()
  .transform((given) => given.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isAddressOrSubnet));

function isAddressOrSubnet(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export const url = (protocols: RegExp): z.ZodType<string, string> => z.url({ protocol: protocols });
export const text = z.string().min(1);
export const hostName = z.string().regex(/^[A-Za-z0-9.:[\]-]+$/);

export const perSecond = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine((rate) => rate >= 1 && rate <= 1_000);
