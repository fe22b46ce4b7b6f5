import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../src/config';

function errorOf(
  environment: Record<string, string>,
  needed?: Parameters<typeof readConfig>[1],
): ConfigError {
  try {
    readConfig(environment, needed);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const CODEC_KEY = Buffer.alloc(32, 1).toString('base64');

describe('configuration', () => {
  it('needs nothing for a first look', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      stripe: { secretKey: null, livemode: false, webhookSecrets: [], requestsPerSecond: 20 },
      databaseUrl: null,
      temporal: { namespace: 'default' },
      console: { host: '127.0.0.1', port: 3000 },
      webhooks: { host: '127.0.0.1', port: 3001 },
      links: { host: '127.0.0.1', port: 3002, issue: null, proxies: [] },
      ports: { simulator: 12_111, temporal: 7233, temporalUi: 8233 },
      msPerDay: null,
      logLevel: 'info',
    });
  });

  it('reads every kind of setting', () => {
    const config = readConfig({
      STRIPE_SECRET_KEY: 'sk_live_abcdefgh',
      STRIPE_WEBHOOK_SECRETS: 'whsec_firstsecret, whsec_secondsecret',
      DATABASE_URL: 'postgres://recoup:hidden@db:5432/recoup',
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
      TEMPORAL_NAMESPACE: 'recoup',
      RECOUP_CONSOLE_PORT: '0',
      RECOUP_LOG_LEVEL: 'debug',
    });
    expect(config.stripe).toMatchObject({ livemode: true, requestsPerSecond: 80 });
    expect(config.stripe.webhookSecrets).toEqual(['whsec_firstsecret', 'whsec_secondsecret']);
    expect(config.temporal.connection.address).toBe('temporal.example.com:7233');
    expect(config.temporal.namespace).toBe('recoup');
    expect(config.console.port).toBe(0);
    expect(readConfig({ RECOUP_DAY: '2s' }).msPerDay).toBe(2_000);
    expect(readConfig({ RECOUP_DAY: '500ms' }).msPerDay).toBe(500);
  });

  it('reads where sellers reach their links, and refuses half of what they need', () => {
    const secret = `two:${CODEC_KEY}, one:${Buffer.alloc(32, 2).toString('base64')}`;
    const { links } = readConfig({
      RECOUP_LINKS_URL: 'https://money.example.com/',
      RECOUP_LINK_SECRET: secret,
      RECOUP_LINKS_PROXIES: '127.0.0.1, 10.0.0.0/8, ::1',
    });
    expect(links).toMatchObject({
      issue: { publicUrl: 'https://money.example.com', keys: [{ id: 'two' }, { id: 'one' }] },
      proxies: ['127.0.0.1', '10.0.0.0/8', '::1'],
    });
    expect(
      readConfig({ RECOUP_LINKS_URL: 'http://127.0.0.1:3002', RECOUP_LINK_SECRET: secret }).links.issue
        ?.publicUrl,
    ).toBe('http://127.0.0.1:3002');
    expect(errorOf({ RECOUP_LINKS_URL: 'https://money.example.com' }).message).toContain(
      'RECOUP_LINK_SECRET is not set beside RECOUP_LINKS_URL',
    );
    expect(errorOf({ RECOUP_LINK_SECRET: secret }).message).toContain(
      'RECOUP_LINKS_URL is not set beside RECOUP_LINK_SECRET',
    );
    expect(errorOf({}, ['RECOUP_LINKS_URL', 'RECOUP_LINK_SECRET']).mistakes).toHaveLength(2);
  });

  it('tells all mistakes at once: setting, value, what is allowed and how to mend it', () => {
    const error = errorOf({
      RECOUP_CONSOLE_PORT: '99999',
      RECOUP_LOG_LEVEL: 'loud',
      RECOUP_DYA: '2s',
      TEMPORAL_ADDRESS: 'http://temporal:7233',
    });
    expect(error.exitCode).toBe(2);
    expect(error.mistakes.map((mistake) => mistake.setting).sort()).toEqual([
      'RECOUP_CONSOLE_PORT',
      'RECOUP_DYA',
      'RECOUP_LOG_LEVEL',
      'TEMPORAL_ADDRESS',
    ]);
    expect(error.message).toContain('RECOUP_CONSOLE_PORT is "99999"');
    expect(error.message).toContain('allowed: a port from 1 to 65535');
    expect(error.message).toContain('to mend: choose a free port');
    expect(error.message).toContain('RECOUP_DAY');
  });

  it.each([
    ['RECOUP_DAY', '499ms'],
    ['RECOUP_DAY', '25h'],
    ['RECOUP_DAY', 'soon'],
    ['RECOUP_CONSOLE_HOST', '0.0.0.0'],
    ['RECOUP_CONSOLE_PASSWORD', 'short'],
    ['RECOUP_HEALTH_HOST', 'http://0.0.0.0'],
    ['RECOUP_HEALTH_PORT', '70000'],
    ['RECOUP_LINKS_URL', 'http://money.example.com'],
    ['RECOUP_LINKS_URL', 'https://money.example.com/sellers'],
    ['RECOUP_LINKS_URL', 'https://user:word@money.example.com'],
    ['RECOUP_LINKS_URL', 'money.example.com'],
    ['RECOUP_LINK_SECRET', 'tooshort'],
    ['RECOUP_LINKS_PROXIES', 'proxy.example.com'],
    ['RECOUP_LINKS_PROXIES', '10.0.0.0/33'],
    ['RECOUP_LINKS_PROXIES', '10.0.0.0/8/8'],
    ['RECOUP_CODEC_KEYS', 'no-key'],
    ['RECOUP_CODEC_KEYS', `short:${Buffer.alloc(16).toString('base64')}`],
    ['RECOUP_CODEC_KEYS', `a:${CODEC_KEY},a:${CODEC_KEY}`],
    ['RECOUP_STRIPE_REQUESTS_PER_SECOND', '0'],
    ['RECOUP_STRIPE_URL', 'ftp://simulator'],
    ['STRIPE_SECRET_KEY', 'pk_live_thisispublic'],
    ['STRIPE_CONNECT_WEBHOOK_SECRETS', 'whsec_rightenough,wrong'],
    ['DATABASE_URL', 'mysql://db/recoup'],
  ])('refuses %s=%s', (name, value) => {
    expect(errorOf({ [name]: value }).mistakes.map((mistake) => mistake.setting)).toEqual([name]);
  });

  it('reads how notices leave', () => {
    const [first, second] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
    const { notices } = readConfig({
      RECOUP_SMTP_URL: 'smtps://recoup:p%40ss@mail.ridge.example:465',
      RECOUP_MAIL_FROM: 'Ridge Market <billing@ridge.example>',
      RECOUP_NOTICE_SECRETS: `app:${first}, app:${second}`,
      RECOUP_PLATFORM_NAME: 'Ridge Market',
    });
    expect(notices).toEqual({
      smtpUrl: 'smtps://recoup:p%40ss@mail.ridge.example:465',
      mailFrom: 'Ridge Market <billing@ridge.example>',
      secrets: [
        { name: 'app', secret: first },
        { name: 'app', secret: second },
      ],
      platformName: 'Ridge Market',
    });
  });

  it.each([
    ['RECOUP_SMTP_URL', 'mail.ridge.example:465'],
    ['RECOUP_SMTP_URL', 'https://recoup:hidden@mail.ridge.example'],
    ['RECOUP_MAIL_FROM', 'Ridge Market'],
    ['RECOUP_MAIL_FROM', 'a@ridge.example\r\nBcc: b@ridge.example'],
    ['RECOUP_NOTICE_SECRETS', `whsec_${'hidden'.repeat(6)}`],
    ['RECOUP_NOTICE_SECRETS', 'app:whsec_hidden'],
    ['RECOUP_NOTICE_SECRETS', `app:sk_test_${'hidden'.repeat(6)}`],
    ['RECOUP_PLATFORM_NAME', 'two\nlines'],
  ])('refuses %s written as %j, and shows no secret', (name, value) => {
    const { mistakes, message } = errorOf({ [name]: value });
    expect(mistakes.map(({ setting }) => setting)).toEqual([name]);
    expect(message).not.toContain('hidden');
  });

  it('never shows a secret, also where it is wrong', () => {
    const message = errorOf({
      STRIPE_SECRET_KEY: 'sk_prod_hushhushhush',
      STRIPE_WEBHOOK_SECRETS: 'whsec_hush hush',
      DATABASE_URL: 'postgress://recoup:hushhush@db/recoup',
      TEMPORAL_API_KEY: 'hush',
    }).message;
    expect(message).toContain('STRIPE_SECRET_KEY');
    expect(message).not.toContain('hush');
  });

  it('refuses a scaled day beside a Stripe key', () => {
    const error = errorOf({ STRIPE_SECRET_KEY: 'sk_test_abcdefgh', RECOUP_DAY: '2s' });
    expect(error.mistakes.map((mistake) => mistake.setting)).toEqual(['RECOUP_DAY']);
    expect(error.message).toContain('beside a Stripe key');
  });

  it('lets the console listen for others only behind a password', () => {
    const settings = { RECOUP_CONSOLE_HOST: '0.0.0.0', RECOUP_CONSOLE_PASSWORD: 'sixteen-and-more-letters' };
    expect(readConfig(settings).console).toMatchObject({
      host: '0.0.0.0',
      password: 'sixteen-and-more-letters',
    });
    const error = errorOf({ RECOUP_CONSOLE_HOST: '0.0.0.0' });
    expect(error.message).toContain('"0.0.0.0", and RECOUP_CONSOLE_PASSWORD is not set');
  });

  it('reads the keys that encrypt, the first of them first', () => {
    const { codecKeys } = readConfig({ RECOUP_CODEC_KEYS: `new:${CODEC_KEY}, old:${CODEC_KEY}` });
    expect(codecKeys.map(({ id, key }) => [id, key.length])).toEqual([
      ['new', 32],
      ['old', 32],
    ]);
  });

  it('takes Temporal’s own settings as its command line does', () => {
    const { temporal } = readConfig({
      TEMPORAL_ADDRESS: 'recoup.a1b2c.tmprl.cloud:7233',
      TEMPORAL_NAMESPACE: 'recoup.a1b2c',
      TEMPORAL_TLS_CLIENT_CERT_DATA: 'certificate',
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'key',
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    });
    expect(temporal.connection.tls).toMatchObject({ serverNameOverride: 'temporal.internal' });
    expect(temporal.namespace).toBe('recoup.a1b2c');
    expect(
      readConfig({ TEMPORAL_API_KEY: 'key', TEMPORAL_ADDRESS: 'cloud:7233' }).temporal.connection,
    ).toMatchObject({
      apiKey: 'key',
    });
  });

  it('names what a command cannot do without', () => {
    const error = errorOf({}, ['DATABASE_URL', 'STRIPE_WEBHOOK_SECRETS']);
    expect(error.mistakes.map((mistake) => mistake.setting).sort()).toEqual([
      'DATABASE_URL',
      'STRIPE_WEBHOOK_SECRETS',
    ]);
    expect(error.message).toContain('DATABASE_URL is not set');
  });
});
