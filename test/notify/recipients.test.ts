import { describe, expect, test } from '@jest/globals';
import type { Policy } from '../../src/domain/policy/policy';
import { checkRecipients, RecipientsError, type NoticeMeans } from '../../src/notify/recipients';
import { defaultPolicy } from '../../src/policy-file';
import { TO_THE_LOG } from '../support/notices';

const NOTHING: NoticeMeans = { smtpUrl: null, mailFrom: null, secrets: [] };
const MAIL: NoticeMeans = { ...NOTHING, smtpUrl: 'smtps://mail.ridge.example', mailFrom: 'a@ridge.example' };
const team = { channel: 'mail', address: 'team@ridge.example' } as const;
const hook = (url: string) => ({ channel: 'webhook', url, secret: 'crm' }) as const;

function reasonsFor(recipients: Partial<Policy['recipients']>, means: NoticeMeans, trial = false): string {
  try {
    checkRecipients({ ...TO_THE_LOG, ...recipients }, means, trial);
  } catch (error) {
    if (error instanceof RecipientsError) return error.reasons.join('\n');
    throw error;
  }
  return '';
}

describe('outside of the embedded run a process refuses to start where', () => {
  test('mail is named and there is no mail server', () => {
    expect(reasonsFor({ team: [team] }, NOTHING)).toContain('RECOUP_SMTP_URL is not set');
    expect(reasonsFor({ seller: [{ channel: 'mail' }] }, NOTHING)).toContain('RECOUP_SMTP_URL is not set');
    expect(reasonsFor({ team: [team] }, MAIL)).toBe('');
  });

  test('nobody says whom mail comes from', () => {
    expect(reasonsFor({}, { ...MAIL, mailFrom: null })).toContain('RECOUP_MAIL_FROM is not');
  });

  test('the shipped addresses are still there', () => {
    expect(reasonsFor(defaultPolicy().recipients, MAIL)).toContain('example.com');
  });

  test('a web hook has no secret, or is not https: both are told at once', () => {
    const reasons = reasonsFor({ risk: [hook('http://127.0.0.1:4000/recoup')] }, MAIL);
    expect(reasons).toContain('RECOUP_NOTICE_SECRETS has no such name');
    expect(reasons).toContain('is not https');
    const secrets = [{ name: 'crm', secret: 'whsec_x' }];
    expect(reasonsFor({ risk: [hook('https://crm.ridge.example')] }, { ...MAIL, secrets })).toBe('');
  });
});

describe('in the embedded run', () => {
  test('mail goes to the log as long as there is no mail server', () => {
    const { recipients } = defaultPolicy();
    expect(checkRecipients(recipients, NOTHING, true)).toEqual({
      ...TO_THE_LOG,
      decider: recipients.decider.map(() => ({ channel: 'log' })),
    });
    expect(checkRecipients(recipients, MAIL, true)).toEqual(recipients);
  });

  test('a web hook may be on this machine, and needs its secret there too', () => {
    const here = { team: [hook('http://127.0.0.1:4000/recoup')] };
    expect(reasonsFor(here, { ...NOTHING, secrets: [{ name: 'crm', secret: 'whsec_x' }] }, true)).toBe('');
    expect(reasonsFor(here, NOTHING, true)).toContain('no such name');
  });
});
