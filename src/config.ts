import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { SETTINGS, type Setting, type SettingName, type ValueOf } from './config-settings';
import { DAY_MS } from './domain/clock';
import { SHIPPED_POLICY } from './policy-file';

/** Whoever reaches these is on this machine. */
const LOOPBACK = /^(127\.0\.0\.1|::1|localhost)$/;

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigMistake {
  readonly setting: string;
  /** As given, a secret masked; null where it is missing. */
  readonly value: string | null;
  readonly allowed: string;
  readonly mend: string;
}

/** Every mistake of the configuration at once. The command line prints it and ends with `exitCode`. */
export class ConfigError extends Error {
  readonly exitCode = 2;
  constructor(readonly mistakes: readonly ConfigMistake[]) {
    const told = mistakes.map(
      ({ setting, value, allowed, mend }) =>
        `  ${setting}${value === null ? ' is not set' : ` is ${value}`}\n    allowed: ${allowed}\n    to mend: ${mend}`,
    );
    super(
      `The configuration has ${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}:\n${told.join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

export interface Config {
  readonly stripe: {
    /** Null: the simulator. */
    readonly secretKey: string | null;
    readonly livemode: boolean;
    readonly webhookSecrets: readonly string[];
    readonly connectWebhookSecrets: readonly string[];
    readonly url: string | null;
    readonly requestsPerSecond: number;
  };
  readonly databaseUrl: string | null;
  readonly temporal: {
    /** Address, TLS and API key: from TEMPORAL_ADDRESS, TEMPORAL_API_KEY, TEMPORAL_TLS_* and Temporal's own file. */
    readonly connection: ClientConnectConfig['connectionOptions'];
    readonly namespace: string;
    readonly uiUrl: string | null;
    readonly cli: string | null;
  };
  /** Wall milliseconds in a day of the clock; null where nobody chose: a real day, or the simulator's default. */
  readonly msPerDay: number | null;
  readonly dataDir: string;
  readonly policyFile: string;
  /** Of files of earnings by day; null where none was named. */
  readonly earningsFolder: string | null;
  readonly console: {
    readonly host: string;
    readonly port: number;
    /** Null: whoever is on this machine may look. */
    readonly password: string | null;
  };
  readonly webhooks: { readonly host: string; readonly port: number };
  readonly links: {
    readonly host: string;
    readonly port: number;
    /** Null: letters carry no addresses. The first key signs, all are accepted. */
    readonly issue: {
      readonly publicUrl: string;
      readonly keys: readonly { readonly id: string; readonly key: Uint8Array }[];
    } | null;
    /** Of proxies that are believed about whom they speak for. */
    readonly proxies: readonly string[];
  };
  readonly ports: { readonly simulator: number; readonly temporal: number; readonly temporalUi: number };
  /** Of a process by itself; null where nobody chose: each kind of process has a port of its own. */
  readonly health: { readonly host: string; readonly port: number | null };
  /** The first encrypts what goes to Temporal, all decrypt; none: nothing is encrypted. */
  readonly codecKeys: readonly { readonly id: string; readonly key: Uint8Array }[];
  /** How notices leave the house. */
  readonly notices: {
    readonly smtpUrl: string | null;
    readonly mailFrom: string | null;
    readonly secrets: readonly { readonly name: string; readonly secret: string }[];
    /** Null where nobody named it. */
    readonly platformName: string | null;
  };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/**
 * Every setting, read once. `needed` are those that the command cannot do without.
 * @throws ConfigError with all mistakes at once.
 */
export function readConfig(
  environment: Environment = process.env,
  needed: readonly SettingName[] = [],
): Config {
  const mistakes: ConfigMistake[] = [...unknownSettings(environment)];
  const parse = <Name extends SettingName>(name: Name): ValueOf<Name> | null => {
    const { schema, allowed, mend, secret } = SETTINGS[name] as Setting<ValueOf<Name>>;
    const given = environment[name];
    if (given === undefined || given === '') {
      if (needed.includes(name)) mistakes.push({ setting: name, value: null, allowed, mend });
      return null;
    }
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const value = secret === true ? masked(given) : JSON.stringify(given);
    mistakes.push({ setting: name, value, allowed, mend });
    return null;
  };

  const names = Object.keys(SETTINGS) as SettingName[];
  const values = Object.fromEntries(names.map((name) => [name, parse(name)]));
  const read = <Name extends SettingName>(name: Name) => values[name] as ValueOf<Name> | null;

  const secretKey = read('STRIPE_SECRET_KEY');
  const livemode = secretKey !== null && /^.k_live_/.test(secretKey);
  const msPerDay = read('RECOUP_DAY');
  if (secretKey !== null && msPerDay !== null && msPerDay !== DAY_MS && read('RECOUP_STRIPE_URL') === null) {
    const { allowed, mend } = SETTINGS.RECOUP_DAY;
    mistakes.push({
      setting: 'RECOUP_DAY',
      value: `${environment['RECOUP_DAY']} beside a Stripe key`,
      allowed,
      mend,
    });
  }
  const consoleHost = read('RECOUP_CONSOLE_HOST');
  if (consoleHost !== null && !LOOPBACK.test(consoleHost) && read('RECOUP_CONSOLE_PASSWORD') === null) {
    const { allowed, mend } = SETTINGS.RECOUP_CONSOLE_HOST;
    mistakes.push({
      setting: 'RECOUP_CONSOLE_HOST',
      value: `"${consoleHost}", and RECOUP_CONSOLE_PASSWORD is not set`,
      allowed,
      mend,
    });
  }
  const linksUrl = read('RECOUP_LINKS_URL');
  const linkKeys = read('RECOUP_LINK_SECRET');
  const [half, other] =
    linksUrl === null
      ? (['RECOUP_LINKS_URL', 'RECOUP_LINK_SECRET'] as const)
      : (['RECOUP_LINK_SECRET', 'RECOUP_LINKS_URL'] as const);
  const isMissing = (environment[half] ?? '') === '' && !needed.includes(half);
  if ((linksUrl === null) !== (linkKeys === null) && isMissing) {
    const { allowed, mend } = SETTINGS[half];
    mistakes.push({ setting: half, value: `not set beside ${other}`, allowed, mend });
  }
  const temporal = temporalConnection(environment, mistakes);
  const config: Config = {
    stripe: {
      secretKey,
      livemode,
      webhookSecrets: read('STRIPE_WEBHOOK_SECRETS') ?? [],
      connectWebhookSecrets: read('STRIPE_CONNECT_WEBHOOK_SECRETS') ?? [],
      url: read('RECOUP_STRIPE_URL'),
      requestsPerSecond: read('RECOUP_STRIPE_REQUESTS_PER_SECOND') ?? (livemode ? 80 : 20),
    },
    databaseUrl: read('DATABASE_URL'),
    temporal: {
      connection: temporal.connectionOptions,
      namespace: read('TEMPORAL_NAMESPACE') ?? temporal.namespace ?? 'default',
      uiUrl: read('RECOUP_TEMPORAL_UI_URL'),
      cli: read('RECOUP_TEMPORAL_CLI'),
    },
    msPerDay,
    dataDir: read('RECOUP_DATA_DIR') ?? '.recoup',
    policyFile: read('RECOUP_POLICY') ?? SHIPPED_POLICY,
    earningsFolder: read('RECOUP_EARNINGS_FOLDER'),
    console: {
      host: read('RECOUP_CONSOLE_HOST') ?? '127.0.0.1',
      port: read('RECOUP_CONSOLE_PORT') ?? 3000,
      password: read('RECOUP_CONSOLE_PASSWORD'),
    },
    webhooks: {
      host: read('RECOUP_WEBHOOKS_HOST') ?? '127.0.0.1',
      port: read('RECOUP_WEBHOOKS_PORT') ?? 3001,
    },
    links: {
      host: read('RECOUP_LINKS_HOST') ?? '127.0.0.1',
      port: read('RECOUP_LINKS_PORT') ?? 3002,
      issue: linksUrl === null || linkKeys === null ? null : { publicUrl: linksUrl, keys: linkKeys },
      proxies: read('RECOUP_LINKS_PROXIES') ?? [],
    },
    ports: {
      simulator: read('RECOUP_SIMULATOR_PORT') ?? 12_111,
      temporal: read('RECOUP_TEMPORAL_PORT') ?? 7233,
      temporalUi: read('RECOUP_TEMPORAL_UI_PORT') ?? 8233,
    },
    health: { host: read('RECOUP_HEALTH_HOST') ?? '127.0.0.1', port: read('RECOUP_HEALTH_PORT') },
    codecKeys: read('RECOUP_CODEC_KEYS') ?? [],
    notices: {
      smtpUrl: read('RECOUP_SMTP_URL'),
      mailFrom: read('RECOUP_MAIL_FROM'),
      secrets: read('RECOUP_NOTICE_SECRETS') ?? [],
      platformName: read('RECOUP_PLATFORM_NAME'),
    },
    logLevel: read('RECOUP_LOG_LEVEL') ?? 'info',
  };
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config;
}

function temporalConnection(environment: Environment, mistakes: ConfigMistake[]): ClientConnectConfig {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
  } catch (error) {
    const set = given.map(([name]) => name).filter((name) => name.startsWith('TEMPORAL_'));
    mistakes.push({
      setting: set.length === 0 ? "Temporal's configuration file" : set.join(', '),
      value: `refused: ${error instanceof Error ? error.message : String(error)}`,
      allowed: "what Temporal's environment configuration knows: TEMPORAL_TLS_CLIENT_CERT_PATH and the like",
      mend: 'mend or unset what the reason names',
    });
    return { connectionOptions: {} };
  }
}

/** A misspelt setting would silently be its default. Those of the test run are its own affair. */
function unknownSettings(environment: Environment): ConfigMistake[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('RECOUP_') && !name.startsWith('RECOUP_TEST_') && !(name in SETTINGS))
    .map((name) => ({
      setting: name,
      value: 'not a setting of Recoup',
      allowed: Object.keys(SETTINGS)
        .filter((known) => known.startsWith('RECOUP_'))
        .join(', '),
      mend: 'mend its spelling, or unset it',
    }));
}

/** Enough to recognise a secret by, not enough to use it. */
function masked(secret: string): string {
  const kind =
    /^(?:[a-z]{2,10}_(?:(?:test|live)_)?|postgres(?:ql)?:\/\/|smtps?:\/\/)/.exec(secret)?.[0] ?? '';
  return `"${kind}…" (${secret.length} characters, masked)`;
}
