import { describe, expect, test } from '@jest/globals';
import { RecoupProcess } from '../support/recoup-process';

describe('a process that cannot run yet, or not at all', () => {
  const NOBODY = 'postgres://recoup:hushhush@127.0.0.1:9/recoup';
  const needed = {
    STRIPE_WEBHOOK_SECRETS: 'whsec_platformplatform',
    STRIPE_CONNECT_WEBHOOK_SECRETS: 'whsec_connectconnect',
    RECOUP_HEALTH_PORT: '0',
  };

  test('stops at once with code 0 while it still waits, and has not shown the password', async () => {
    const process = new RecoupProcess(['webhooks'], { ...needed, DATABASE_URL: NOBODY });
    await process.until(() => (process.output.includes('waiting for: database') ? true : null));
    const { code, output } = await process.signal('SIGTERM');
    expect(code).toBe(0);
    expect(output).toContain('ECONNREFUSED');
    expect(output).not.toContain('hushhush');
  });

  test.each<[string, string[], Record<string, string>, number, string]>([
    [
      'a receiver without secrets',
      ['webhooks'],
      { DATABASE_URL: NOBODY },
      2,
      'STRIPE_WEBHOOK_SECRETS is not set',
    ],
    ['a worker without a name', ['worker'], { DATABASE_URL: NOBODY }, 2, 'RECOUP_PLATFORM_NAME is not set'],
    [
      'a worker without Stripe',
      ['worker'],
      { DATABASE_URL: NOBODY, RECOUP_PLATFORM_NAME: 'Ridge' },
      1,
      'Neither STRIPE_SECRET_KEY nor RECOUP_STRIPE_URL is set',
    ],
    [
      'a worker whose notices would go to nobody',
      ['worker'],
      { DATABASE_URL: NOBODY, RECOUP_PLATFORM_NAME: 'Ridge', STRIPE_SECRET_KEY: 'sk_test_nothing' },
      2,
      'Notices cannot go where the policy sends them',
    ],
    ['links without a key', ['links'], { DATABASE_URL: NOBODY }, 2, 'RECOUP_LINK_SECRET is not set'],
    [
      'a console for everybody',
      ['console'],
      { DATABASE_URL: NOBODY, RECOUP_CONSOLE_HOST: '0.0.0.0' },
      2,
      'RECOUP_CONSOLE_PASSWORD is not set',
    ],
    [
      'a simulator that cannot sign',
      ['simulator', '--webhooks', 'http://127.0.0.1:9'],
      {},
      1,
      '--webhooks takes the address of a receiver',
    ],
  ])('%s says what is missing', async (_what, args, settings, code, message) => {
    const ended = await new RecoupProcess(args, settings).ended;
    expect(ended.code).toBe(code);
    expect(ended.output).toContain(message);
  });
});
