import { describe, expect, test } from '@jest/globals';
import { secretValues } from '../../src/config-secrets';
import { createLog } from '../../src/logging/logger';
import { REDACTED } from '../../src/logging/redact';

const ENVIRONMENT = {
  STRIPE_SECRET_KEY: 'sk_live_51HushHush',
  STRIPE_WEBHOOK_SECRETS: 'whsec_oldoldold, whsec_newnewnew',
  DATABASE_URL: 'postgres://recoup:pa%24s%22word@db:5432/recoup',
  TEMPORAL_API_KEY: 'key-without-any-form',
  TEMPORAL_GRPC_META_TOKEN: 'header-without-any-form',
  RECOUP_CODEC_KEYS: `one:${Buffer.alloc(32, 1).toString('base64')}`,
  RECOUP_SMTP_URL: 'smtps://postman:letters@mail.example.com:465',
  RECOUP_CONSOLE_PASSWORD: 'open-sesame-open-sesame',
  RECOUP_LOG_LEVEL: 'info',
};

/** A log and the lines that it has written. */
function listen() {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    name: 'worker',
    secrets: secretValues(ENVIRONMENT),
    destination: { write: (line) => void lines.push(line) },
  });
  return { log, text: () => lines.join('') };
}

describe('a line of the log', () => {
  const secrets = [
    'sk_live_51HushHush',
    'rk_test_somebodyelses',
    'whsec_oldoldold',
    'whsec_neverseenbefore',
    'pa%24s%22word',
    'pa$s"word',
    'key-without-any-form',
    'header-without-any-form',
    Buffer.alloc(32, 1).toString('base64'),
    'letters',
    'open-sesame-open-sesame',
    'ana.berg@example.com',
    'müller@bücher.example',
  ];

  test.each(secrets)('never has %s: in a message, a field, an address, an error or its stack', (secret) => {
    const { log, text } = listen();
    log.info({ deep: { er: secret }, list: [secret] }, `it was ${secret}, or postgres://user:${secret}@db/x`);
    log.error({ err: new Error(`refused: ${secret}`) }, 'failed');
    const escaped = JSON.stringify(secret).slice(1, -1);
    expect(text()).not.toContain(secret);
    expect(text()).not.toContain(escaped);
    expect(text()).toContain(REDACTED);
  });

  test('has nothing of what others sent', () => {
    const { log, text } = listen();
    log.warn(
      { body: '{"card":"4242"}', event: { payload: { iban: 'DE02' } }, headers: { cookie: 'c' } },
      'odd',
    );
    expect(text()).not.toMatch(/4242|DE02|cookie/);
  });

  test('keeps ids, amounts and words, and stays JSON', () => {
    const { log, text } = listen();
    log.info(
      { account: 'acct_1', move: 'recoup:v1:reversal:dp_1:tr_1:0', amountMinor: 4_200 },
      'taken "back"',
    );
    expect(JSON.parse(text())).toMatchObject({
      level: 'info',
      process: 'worker',
      account: 'acct_1',
      move: 'recoup:v1:reversal:dp_1:tr_1:0',
      amountMinor: 4_200,
      msg: 'taken "back"',
    });
  });
});

test('a short value is no secret to search for: it would take words out of every line', () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    name: 'w',
    secrets: ['a', ''],
    destination: { write: (line) => void lines.push(line) },
  });
  log.info('a plain message');
  expect(lines.join('')).toContain('a plain message');
});
