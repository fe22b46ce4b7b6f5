import { describe, expect, it, test } from '@jest/globals';
import { type EndpointSeen, webhookFindings, type WebhooksSeen } from '../../../src/domain/audit/webhooks';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../../../src/stripe/webhook-events';
import { lines } from './support';

const VERSION = '2026-10-28.endive';

const endpoint = (fields: Partial<EndpointSeen> = {}): EndpointSeen => ({
  id: 'we_1',
  url: 'https://recoup.example/stripe',
  connect: false,
  enabled: true,
  apiVersion: VERSION,
  events: PLATFORM_EVENTS,
  ...fields,
});
const connect = endpoint({ id: 'we_2', connect: true, events: CONNECT_EVENTS });

const found = (fields: Partial<WebhooksSeen>) =>
  webhookFindings({
    endpoints: [endpoint(), connect],
    needed: { platform: PLATFORM_EVENTS, connect: CONNECT_EVENTS },
    secrets: { platform: 1, connect: 1 },
    pinnedVersion: VERSION,
    undelivered: 0,
    setAside: 0,
    ...fields,
  });

test('two endpoints that are sent what Recoup needs are in order', () => {
  expect(lines(found({}))).toEqual([]);
  expect(lines(found({ undelivered: null }))).toEqual([]);
});

describe('an endpoint', () => {
  test.each([
    ['all', ['*']],
    ['families', ['charge.*', 'transfer.*', 'refund.*', 'radar.early_fraud_warning.*', 'balance.available']],
  ])('that is sent %s covers each', (_what, events) => {
    expect(lines(found({ endpoints: [endpoint({ events }), connect] }))).toEqual([]);
  });

  test.each([
    ['charge.dispute.funds_withdrawn', 'hard'],
    ['transfer.reversed', 'hard'],
    ['balance.available', 'hard'],
    ['refund.failed', 'soft'],
    ['transfer.created', 'soft'],
  ])('without %s is %s', (type, severity) => {
    const events = PLATFORM_EVENTS.filter((one) => one !== type);
    expect(lines(found({ endpoints: [endpoint({ events }), connect] }))).toEqual([
      expect.stringMatching(new RegExp(`^${severity}: .*we_1 .*lacks ${type}$`)),
    ]);
  });

  test.each([
    ['account.updated', 'hard'],
    ['capability.updated', 'hard'],
    ['payout.failed', 'hard'],
    ['payout.paid', 'hard'],
    ['topup.reversed', 'soft'],
  ])('for connected accounts without %s is %s', (type, severity) => {
    const events = CONNECT_EVENTS.filter((one) => one !== type);
    const findings = lines(found({ endpoints: [endpoint(), { ...connect, events }] }));
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^${severity}: .*lacks ${type}$`))]);
  });

  it('of the other side does not count, nor does one that is disabled', () => {
    const findings = lines(found({ endpoints: [endpoint(), endpoint({ id: 'we_3' })] }));
    expect(findings).toEqual([expect.stringContaining('hard: no enabled endpoint gets events of connected')]);
    const disabled = lines(found({ endpoints: [endpoint(), { ...connect, enabled: false }] }));
    expect(disabled).toEqual([
      expect.stringContaining('hard: no enabled endpoint gets events of connected'),
      expect.stringContaining('soft: an endpoint is disabled: we_2'),
    ]);
  });

  it('of another system does no harm: the one that comes closest counts', () => {
    const other = endpoint({ id: 'we_0', events: ['invoice.paid'], apiVersion: '2020-08-27' });
    expect(lines(found({ endpoints: [other, endpoint(), connect] }))).toEqual([]);
  });

  test.each([['2020-08-27'], [null]])('of the version %s is told', (apiVersion) => {
    expect(lines(found({ endpoints: [endpoint({ apiVersion }), connect] }))).toEqual([
      expect.stringMatching(/^soft: an endpoint renders events in another API version/),
    ]);
  });
});

describe('what stands behind the endpoints', () => {
  it('is a secret of each side that is expected here', () => {
    expect(lines(found({ secrets: { platform: 0, connect: 1 } }))).toEqual([
      expect.stringContaining('STRIPE_WEBHOOK_SECRETS is not set'),
    ]);
    expect(lines(found({ secrets: { platform: 1, connect: 0 } }))).toEqual([
      expect.stringContaining('STRIPE_CONNECT_WEBHOOK_SECRETS is not set'),
    ]);
    expect(lines(found({ secrets: null }))).toEqual([]);
  });

  it('is what was not delivered and what was set aside', () => {
    expect(lines(found({ undelivered: 3, setAside: 2 }))).toEqual([
      expect.stringMatching(/did not take: 3$/),
      expect.stringMatching(/could not be routed: 2$/),
    ]);
    expect(lines(found({ undelivered: 100 }))).toEqual([expect.stringMatching(/100 or more$/)]);
  });
});
