import { z } from 'zod';
import {
  addresses,
  codecKeys,
  day,
  hostName,
  namedSecrets,
  perSecond,
  port,
  publicAddress,
  text,
  url,
  webhookSecrets,
} from './config-values';

/** Tables of docs/configuration.md. */
export type SettingGroup = 'common' | 'stripe' | 'stores' | 'notices' | 'links' | 'embedded' | 'processes';

/** One environment variable: what it is for, what it may be, and what to tell whoever got it wrong. */
export interface Setting<T = unknown> {
  readonly group: SettingGroup;
  /** A line of Markdown for docs/configuration.md, with its links from there. */
  readonly what: string;
  /** What holds where it is not set, likewise. */
  readonly unset: string;
  readonly schema: z.ZodType<T, string>;
  readonly allowed: string;
  readonly mend: string;
  readonly secret?: boolean;
}

const setting = <T>(value: Setting<T>): Setting<T> => value;

export const SETTINGS = {
  RECOUP_POLICY: setting({
    group: 'common',
    what: 'the policy file',
    unset: 'the shipped `recoup.policy.yaml`',
    schema: text,
    allowed: 'the path of a policy file',
    mend: 'unset it for the recoup.policy.yaml that ships with Recoup',
  }),
  RECOUP_LOG_LEVEL: setting({
    group: 'common',
    what: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`; with `debug`, commands print stacks',
    unset: '`info`',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    allowed: 'fatal, error, warn, info, debug, trace or silent',
    mend: 'unset it for info',
  }),
  RECOUP_EARNINGS_FOLDER: setting({
    group: 'common',
    what: 'where the worker finds the earnings of a day, `2026-11-23.csv` or `.json`, where the policy has [transfers on a schedule](payouts.md#on-a-schedule)',
    unset: 'none; each such day then raises attention',
    schema: text,
    allowed: 'a folder that the worker may read',
    mend: "unset it where the policy's payouts.schedule is not transfer",
  }),
  STRIPE_SECRET_KEY: setting({
    group: 'stripe',
    what: 'a secret or restricted key; `npm start` takes one of a sandbox, and only [with `--stripe`](sandbox.md)',
    unset: 'the simulator; the worker needs a key or `RECOUP_STRIPE_URL`',
    schema: z.string().regex(/^(sk|rk)_(test|live)_\w{4,}$/),
    allowed: 'a secret or restricted key: sk_test_…, rk_test_…, sk_live_… or rk_live_…',
    mend: "copy it from Stripe's Dashboard, Developers, API keys; unset it to run on the simulator",
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRETS: setting({
    group: 'stripe',
    what: "signing secrets of the platform's endpoint, separated by commas; while one is rolled, the old and the new",
    unset:
      'the embedded run makes one at random for each data folder; these count beside it. `bin/recoup webhooks` needs both',
    ...webhookSecrets,
  }),
  STRIPE_CONNECT_WEBHOOK_SECRETS: setting({
    group: 'stripe',
    what: 'the same for the Connect endpoint',
    unset: 'likewise',
    ...webhookSecrets,
  }),
  RECOUP_STRIPE_URL: setting({
    group: 'stripe',
    what: "address of a simulator (`bin/recoup simulator`); the worker keeps its clock, and everybody the worker's",
    unset: "Stripe itself; for commands the embedded run's simulator",
    schema: url(/^https?$/),
    allowed: "the address of a simulator, such as http://127.0.0.1:12111; Stripe's own needs none",
    mend: 'unset it to reach Stripe itself',
  }),
  RECOUP_STRIPE_REQUESTS_PER_SECOND: setting({
    group: 'stripe',
    what: "what all workers together may use of Stripe's limit, 1 to 1000; they divide it evenly among those that run",
    unset: '20, with a live key 80',
    schema: perSecond,
    allowed: "a whole number from 1 to 1000: what all workers together may use of Stripe's limit",
    mend: 'unset it for 20 with a test key and 80 with a live one',
  }),
  DATABASE_URL: setting({
    group: 'stores',
    what: 'a PostgreSQL database, `postgres://user:password@host:5432/name`',
    unset: 'the embedded run that uses the data folder now',
    schema: url(/^postgres(ql)?$/),
    allowed: 'the address of a PostgreSQL database, such as postgres://user:password@host:5432/recoup',
    mend: 'name a database that this process can reach; npm start brings its own and needs none',
    secret: true,
  }),
  TEMPORAL_ADDRESS: setting({
    group: 'stores',
    what: '`host:port` of a Temporal frontend, without a scheme',
    unset: 'the embedded run that uses the data folder now',
    schema: z.string().regex(/^[^\s/:]+:\d{1,5}$/),
    allowed: 'host:port of a Temporal frontend, such as 127.0.0.1:7233',
    mend: 'give host and port without a scheme',
  }),
  TEMPORAL_NAMESPACE: setting({
    group: 'stores',
    what: 'the namespace',
    unset: '`default`',
    schema: text,
    allowed: "a namespace's name",
    mend: 'unset it for the namespace default',
  }),
  TEMPORAL_API_KEY: setting({
    group: 'stores',
    what: 'an API key of Temporal Cloud',
    unset: 'none',
    schema: text,
    allowed: 'an API key of Temporal Cloud',
    mend: 'unset it where the cluster needs none',
    secret: true,
  }),
  RECOUP_CODEC_KEYS: setting({
    group: 'stores',
    what: 'encrypts what goes to Temporal: `id:base64` of 32 bytes, several separated by commas; the first encrypts, all decrypt. [How to rotate](production.md#encryption)',
    unset: 'payloads are readable at Temporal',
    schema: codecKeys,
    allowed: 'keys as id:base64 of 32 bytes, separated by commas; the first encrypts, all decrypt',
    mend: 'make one with: echo "2026-11:$(openssl rand -base64 32)"; to rotate, put the new one first',
    secret: true,
  }),
  RECOUP_TEMPORAL_UI_URL: setting({
    group: 'stores',
    what: "where people reach Temporal's UI, for the links of `bin/recoup console`; `npm start` knows its own",
    unset: 'no links',
    schema: url(/^https?$/),
    allowed: "where people reach Temporal's UI, such as https://temporal.example.com",
    mend: 'unset it: pages then have no links to it',
  }),
  RECOUP_TEMPORAL_CLI: setting({
    group: 'stores',
    what: 'the `temporal` command, 1.9.1 or later',
    unset: 'on the PATH, else fetched once',
    schema: text,
    allowed: 'the path of the temporal command, 1.9.1 or later',
    mend: 'unset it: it is then looked for on the PATH and fetched where it is missing',
  }),
  RECOUP_TEMPORAL_TEST_SERVER: setting({
    group: 'stores',
    what: 'the `temporal-test-server` command, for tests',
    unset: 'on the PATH, else fetched once',
    schema: text,
    allowed: 'the path of the temporal-test-server command',
    mend: 'unset it: it is then looked for on the PATH and fetched where it is missing',
  }),
  RECOUP_SMTP_URL: setting({
    group: 'notices',
    what: 'the mail server: `smtps://user:password@host:465` (TLS from the first byte), or `smtp://…` (STARTTLS, which is insisted on unless the server is on this machine)',
    unset:
      'none: in the embedded run mail then goes to the log; other processes refuse a policy that names mail',
    schema: url(/^smtps?$/),
    allowed: 'the address of a mail server: smtps://user:password@host:465, or smtp://… with STARTTLS',
    mend: 'escape what is special in the password by percent signs; unset it where the policy names no mail',
    secret: true,
  }),
  RECOUP_MAIL_FROM: setting({
    group: 'notices',
    what: 'who mail comes from, an address or `Name <address>`; answers are asked for, so somebody should read them',
    unset: 'none; needed beside `RECOUP_SMTP_URL`',
    schema: z.string().regex(/^([^<>"\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
    allowed:
      'who notices come from: an address, or a name with one, such as Ridge Market <billing@example.com>',
    mend: 'give an address at which answers are read',
  }),
  RECOUP_NOTICE_SECRETS: setting({
    group: 'notices',
    what: 'secrets that sign web hooks, `name:whsec_…` separated by commas. Several of one name all sign, while one is rolled',
    unset: 'none; needed for each name in the policy',
    schema: namedSecrets,
    allowed: 'secrets for signed web hooks as name:whsec_…, 24 to 64 bytes in base64, separated by commas',
    mend: 'make one with: echo "whsec_$(openssl rand -base64 32)"; while one is rolled, give the new and the old one under one name',
    secret: true,
  }),
  RECOUP_PLATFORM_NAME: setting({
    group: 'notices',
    what: "the platform's name as its sellers know it; letters are signed with it",
    unset: '`the marketplace` in the embedded run',
    schema: z.string().regex(/^[^\r\n]{1,80}$/),
    allowed: 'the name of the platform as its sellers know it, one line',
    mend: 'notices to sellers are signed with it',
  }),
  RECOUP_LINKS_URL: setting({
    group: 'links',
    what: 'where sellers reach `bin/recoup links`, such as `https://money.example.com`; letters carry addresses below it',
    unset:
      'none: letters carry no addresses, and `bin/recoup links` does not start; `npm start` knows its own',
    schema: publicAddress,
    allowed: 'an https address without a path, or http on this machine, such as https://money.example.com',
    mend: 'give the address that the proxy in front of bin/recoup links has for sellers',
  }),
  RECOUP_LINK_SECRET: setting({
    group: 'links',
    what: 'signs those addresses: `id:base64` of 32 bytes, several separated by commas; the first signs, all are accepted. [How to rotate](links.md#keys)',
    unset:
      '`npm start` makes one for each data folder; elsewhere none: letters carry no addresses, and `bin/recoup links` does not start',
    schema: codecKeys,
    allowed: 'keys as id:base64 of 32 bytes, separated by commas; the first signs, all are accepted',
    mend: 'make one with: echo "2026-11:$(openssl rand -base64 32)"; to rotate, put the new one first',
    secret: true,
  }),
  RECOUP_LINKS_HOST: setting({
    group: 'links',
    what: 'the address that it listens on',
    unset: '`127.0.0.1`',
    schema: hostName,
    allowed: 'an address to listen on, such as 0.0.0.0',
    mend: 'unset it for 127.0.0.1',
  }),
  RECOUP_LINKS_PORT: setting({ group: 'links', what: 'its port', unset: '3002', ...port }),
  RECOUP_LINKS_PROXIES: setting({
    group: 'links',
    what: 'addresses and subnets of the proxies in front of it, separated by commas: from them `X-Forwarded-For` is believed, so that limits hold for each visitor and not for the proxy',
    unset: 'none is believed',
    schema: addresses,
    allowed: 'addresses or subnets, separated by commas, such as 127.0.0.1,10.0.0.0/8',
    mend: 'name the proxy as this process sees it',
  }),
  RECOUP_DAY: setting({
    group: 'embedded',
    what: 'how long a day of the clock lasts, `500ms` to `24h`; refused beside a Stripe key. A data folder keeps the length with which it was begun',
    unset: '`2s`',
    schema: day,
    allowed: 'how long a day lasts, from 500ms to 24h, such as 2s; only on the simulator',
    mend: 'unset it where STRIPE_SECRET_KEY is set: Stripe keeps real days',
  }),
  RECOUP_DATA_DIR: setting({
    group: 'embedded',
    what: 'where everything is kept',
    unset: '`./.recoup`',
    schema: text,
    allowed: 'a folder',
    mend: 'unset it for ./.recoup',
  }),
  RECOUP_CONSOLE_PORT: setting({ group: 'embedded', what: 'the console', unset: '3000', ...port }),
  RECOUP_WEBHOOKS_PORT: setting({
    group: 'embedded',
    what: 'the receiver of webhooks, `/stripe` and `/stripe/connect`',
    unset: '3001',
    ...port,
  }),
  RECOUP_SIMULATOR_PORT: setting({ group: 'embedded', what: 'the simulator', unset: '12111', ...port }),
  RECOUP_TEMPORAL_PORT: setting({ group: 'embedded', what: 'Temporal', unset: '7233', ...port }),
  RECOUP_TEMPORAL_UI_PORT: setting({ group: 'embedded', what: "Temporal's UI", unset: '8233', ...port }),
  RECOUP_WEBHOOKS_HOST: setting({
    group: 'processes',
    what: 'the address that the receiver listens on, at `RECOUP_WEBHOOKS_PORT`',
    unset: '`127.0.0.1`',
    schema: hostName,
    allowed: 'an address to listen on, such as 0.0.0.0',
    mend: 'unset it for 127.0.0.1',
  }),
  RECOUP_CONSOLE_HOST: setting({
    group: 'processes',
    what: "the address that the console listens on; any but this machine's own only with a password",
    unset: '`127.0.0.1`',
    schema: hostName,
    allowed: '127.0.0.1, ::1 or localhost; any other address only with RECOUP_CONSOLE_PASSWORD',
    mend: 'unset it and reach the console through a tunnel, or set a password',
  }),
  RECOUP_CONSOLE_PASSWORD: setting({
    group: 'processes',
    what: 'asked for by HTTP Basic with any user name; sixteen characters or more',
    unset: 'none: only this machine may look',
    schema: z.string().regex(/^\S{16,}$/),
    allowed: 'a password of sixteen characters or more, without spaces; any user name goes with it',
    mend: 'make one with: openssl rand -base64 24',
    secret: true,
  }),
  RECOUP_HEALTH_HOST: setting({
    group: 'processes',
    what: 'the address that `/healthz`, `/readyz` and `/metrics` answer on; nobody outside needs to reach it',
    unset: '`127.0.0.1`',
    schema: hostName,
    allowed: 'an address to answer /healthz, /readyz and /metrics on, such as 0.0.0.0',
    mend: 'unset it for 127.0.0.1',
  }),
  RECOUP_HEALTH_PORT: setting({
    group: 'processes',
    what: 'their port; set it where several of a kind run on one machine',
    unset: '9401 for webhooks, 9402 for worker, 9403 for console, 9404 for links',
    ...port,
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type ValueOf<Name extends SettingName> = (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
