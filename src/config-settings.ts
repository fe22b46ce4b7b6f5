import { z } from 'zod';
import { DAY_MS } from './domain/clock';

/** One environment variable: what it may be, and what to tell whoever got it wrong. */
export interface Setting<T = unknown> {
  readonly schema: z.ZodType<T, string>;
  readonly allowed: string;
  readonly mend: string;
  readonly secret?: boolean;
}

const setting = <T>(value: Setting<T>): Setting<T> => value;

const SHORTEST_DAY_MS = 500;
const DURATION_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const day = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h)$/)
  .transform((text) => {
    const unit = z.enum(['ms', 's', 'm', 'h']).parse(text.replace(/^\d+/, ''));
    return Number.parseInt(text, 10) * DURATION_MS[unit];
  })
  .refine((ms) => ms >= SHORTEST_DAY_MS && ms <= DAY_MS);

const port = setting({
  schema: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= 65_535),
  allowed: 'a port from 1 to 65535, or 0 for any free one',
  mend: 'choose a free port, or unset it for the default',
});

const webhookSecrets = setting({
  schema: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => /^whsec_\S{8,}$/.test(secret))),
  allowed: 'one or more signing secrets that begin with whsec_, separated by commas',
  mend: "copy the endpoint's signing secret from Stripe's Dashboard; while it is rolled, give the old and the new one",
  secret: true,
});

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

/** `id:base64`, where the id is public and the key has the 32 bytes of AES-256. */
const codecKey = z
  .string()
  .regex(/^[\w.-]{1,64}:[A-Za-z0-9+/]{43}=$/)
  .transform((text) => {
    const [id = '', key = ''] = text.split(':');
    return { id, key: new Uint8Array(Buffer.from(key, 'base64')) };
  });

const url = (protocols: RegExp): z.ZodType<string, string> => z.url({ protocol: protocols });
const text = z.string().min(1);
const hostName = z.string().regex(/^[A-Za-z0-9.:[\]-]+$/);

export const SETTINGS = {
  STRIPE_SECRET_KEY: setting({
    schema: z.string().regex(/^(sk|rk)_(test|live)_\w{4,}$/),
    allowed: 'a secret or restricted key: sk_test_…, rk_test_…, sk_live_… or rk_live_…',
    mend: "copy it from Stripe's Dashboard, Developers, API keys; unset it to run on the simulator",
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRETS: webhookSecrets,
  STRIPE_CONNECT_WEBHOOK_SECRETS: webhookSecrets,
  DATABASE_URL: setting({
    schema: url(/^postgres(ql)?$/),
    allowed: 'the address of a PostgreSQL database, such as postgres://user:password@host:5432/recoup',
    mend: 'name a database that this process can reach; npm start brings its own and needs none',
    secret: true,
  }),
  TEMPORAL_ADDRESS: setting({
    schema: z.string().regex(/^[^\s/:]+:\d{1,5}$/),
    allowed: 'host:port of a Temporal frontend, such as 127.0.0.1:7233',
    mend: 'give host and port without a scheme',
  }),
  TEMPORAL_NAMESPACE: setting({
    schema: text,
    allowed: "a namespace's name",
    mend: 'unset it for the namespace default',
  }),
  TEMPORAL_API_KEY: setting({
    schema: text,
    allowed: 'an API key of Temporal Cloud',
    mend: 'unset it where the cluster needs none',
    secret: true,
  }),
  RECOUP_DAY: setting({
    schema: day,
    allowed: 'how long a day lasts, from 500ms to 24h, such as 2s; only on the simulator',
    mend: 'unset it where STRIPE_SECRET_KEY is set: Stripe keeps real days',
  }),
  RECOUP_DATA_DIR: setting({ schema: text, allowed: 'a folder', mend: 'unset it for ./.recoup' }),
  RECOUP_POLICY: setting({
    schema: text,
    allowed: 'the path of a policy file',
    mend: 'unset it for the recoup.policy.yaml that ships with Recoup',
  }),
  RECOUP_CONSOLE_HOST: setting({
    schema: hostName,
    allowed: '127.0.0.1, ::1 or localhost; any other address only with RECOUP_CONSOLE_PASSWORD',
    mend: 'unset it and reach the console through a tunnel, or set a password',
  }),
  RECOUP_CONSOLE_PASSWORD: setting({
    schema: z.string().regex(/^\S{16,}$/),
    allowed: 'a password of sixteen characters or more, without spaces; any user name goes with it',
    mend: 'make one with: openssl rand -base64 24',
    secret: true,
  }),
  RECOUP_CONSOLE_PORT: port,
  RECOUP_WEBHOOKS_HOST: setting({
    schema: hostName,
    allowed: 'an address to listen on, such as 0.0.0.0',
    mend: 'unset it for 127.0.0.1',
  }),
  RECOUP_WEBHOOKS_PORT: port,
  RECOUP_HEALTH_HOST: setting({
    schema: hostName,
    allowed: 'an address to answer /healthz, /readyz and /metrics on, such as 0.0.0.0',
    mend: 'unset it for 127.0.0.1',
  }),
  RECOUP_HEALTH_PORT: port,
  RECOUP_SIMULATOR_PORT: port,
  RECOUP_TEMPORAL_PORT: port,
  RECOUP_TEMPORAL_UI_PORT: port,
  RECOUP_TEMPORAL_UI_URL: setting({
    schema: url(/^https?$/),
    allowed: "where people reach Temporal's UI, such as https://temporal.example.com",
    mend: 'unset it: pages then have no links to it',
  }),
  RECOUP_TEMPORAL_CLI: setting({
    schema: text,
    allowed: 'the path of the temporal command, 1.9.1 or later',
    mend: 'unset it: it is then looked for on the PATH and fetched where it is missing',
  }),
  RECOUP_TEMPORAL_TEST_SERVER: setting({
    schema: text,
    allowed: 'the path of the temporal-test-server command',
    mend: 'unset it: it is then looked for on the PATH and fetched where it is missing',
  }),
  RECOUP_STRIPE_URL: setting({
    schema: url(/^https?$/),
    allowed: "the address of a simulator, such as http://127.0.0.1:12111; Stripe's own needs none",
    mend: 'unset it to reach Stripe itself',
  }),
  RECOUP_STRIPE_REQUESTS_PER_SECOND: setting({
    schema: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .refine((rate) => rate >= 1 && rate <= 1_000),
    allowed: 'a whole number from 1 to 1000: the share of Stripe’s limit that this process may use',
    mend: 'unset it for 20 with a test key and 80 with a live one',
  }),
  RECOUP_SMTP_URL: setting({
    schema: url(/^smtps?$/),
    allowed: 'the address of a mail server: smtps://user:password@host:465, or smtp://… with STARTTLS',
    mend: 'escape what is special in the password by percent signs; unset it where the policy names no mail',
    secret: true,
  }),
  RECOUP_MAIL_FROM: setting({
    schema: z.string().regex(/^([^<>"\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
    allowed:
      'who notices come from: an address, or a name with one, such as Ridge Market <billing@example.com>',
    mend: 'give an address at which answers are read',
  }),
  RECOUP_NOTICE_SECRETS: setting({
    schema: z
      .string()
      .transform((given) => given.split(',').map((part) => part.trim().split(':')))
      .refine((parts) => parts.every(isNamedSecret))
      .transform((parts) => parts.map(([name = '', secret = '']) => ({ name, secret }))),
    allowed: 'secrets for signed web hooks as name:whsec_…, 24 to 64 bytes in base64, separated by commas',
    mend: 'make one with: echo "whsec_$(openssl rand -base64 32)"; while one is rolled, give the new and the old one under one name',
    secret: true,
  }),
  RECOUP_PLATFORM_NAME: setting({
    schema: z.string().regex(/^[^\r\n]{1,80}$/),
    allowed: 'the name of the platform as its sellers know it, one line',
    mend: 'notices to sellers are signed with it',
  }),
  RECOUP_CODEC_KEYS: setting({
    schema: z
      .string()
      .transform((given) => given.split(',').map((part) => part.trim()))
      .pipe(z.array(codecKey).min(1))
      .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length),
    allowed: 'keys as id:base64 of 32 bytes, separated by commas; the first encrypts, all decrypt',
    mend: 'make one with: echo "2026-11:$(openssl rand -base64 32)"; to rotate, put the new one first',
    secret: true,
  }),
  RECOUP_LOG_LEVEL: setting({
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    allowed: 'fatal, error, warn, info, debug, trace or silent',
    mend: 'unset it for info',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type ValueOf<Name extends SettingName> = (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
