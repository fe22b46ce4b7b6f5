import { describe, expect, it } from '@jest/globals';
import { Faults } from '../../../src/simulator/faults/faults';

describe('faults', () => {
  it('strike the calls they name, after those they let pass, as often as asked', () => {
    const faults = new Faults(1);
    const id = faults.add({ kind: 'api-error-after', match: 'POST /v1/transfers*', skip: 1, times: 2 });
    const struck = [
      'POST /v1/transfers',
      'GET /v1/transfers',
      'POST /v1/transfers',
      'POST /v1/transfers/{id}/reversals',
      'POST /v1/transfers',
    ].map((operation) => faults.forCall(operation)?.kind);
    expect(struck).toEqual([undefined, undefined, 'api-error-after', 'api-error-after', undefined]);
    expect(faults.fired(id)).toBe(2);
    expect(faults.fired('api-error-after')).toBe(2);
    expect(faults.fired('api-rate-limit')).toBe(0);
  });

  it('by chance strike the same calls for the same seed, and others for another', () => {
    const strikes = (seed: number): string => {
      const faults = new Faults(seed);
      faults.add({ kind: 'api-rate-limit', probability: 0.3 });
      return Array.from({ length: 200 }, () => (faults.forCall('GET /v1/balance') ? 'x' : '.')).join('');
    };
    expect(strikes(7)).toBe(strikes(7));
    expect(strikes(7)).not.toBe(strikes(8));
    const share = strikes(7).replaceAll('.', '').length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  it('of calls leave deliveries alone, and the other way round', () => {
    const faults = new Faults(1);
    faults.add({ kind: 'webhook-drop', match: 'payout.*' });
    expect(faults.forCall('POST /v1/payouts')).toBeUndefined();
    expect(faults.forDelivery('charge.dispute.created')).toBeUndefined();
    expect(faults.forDelivery('payout.paid')?.kind).toBe('webhook-drop');
  });

  it('end when they are cleared, and stay counted', () => {
    const faults = new Faults(1);
    faults.add({ kind: 'api-conflict' });
    faults.forCall('GET /v1/balance');
    faults.clear();
    expect(faults.forCall('GET /v1/balance')).toBeUndefined();
    expect(faults.firedCounts()).toEqual({ 'api-conflict': 1 });
  });
});
