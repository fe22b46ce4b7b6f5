import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TOLERANCE_MS, checkSignature } from '../../src/webhooks/signature';
import { signed } from './sign';

const NOW = 1_790_000_000_000;
const SECRET = 'whsec_active_one';
const body = Buffer.from('{"id":"evt_1"}');
const header = signed(body.toString(), SECRET, NOW);

describe('a signature', () => {
  it('made by Stripe’s own library is accepted', () => {
    expect(checkSignature(body, header, [SECRET], NOW)).toEqual({ ok: true });
  });

  it('is accepted by any active secret, and of several signatures one is enough', () => {
    expect(checkSignature(body, header, ['whsec_the_next', SECRET], NOW).ok).toBe(true);
    const [time, other] = signed(body.toString(), 'whsec_the_next', NOW).split(',');
    const both = `${time},${other},${header.split(',')[1]}`;
    expect(checkSignature(body, both, [SECRET], NOW).ok).toBe(true);
  });

  it.each([
    [-TOLERANCE_MS, 'accepted'],
    [TOLERANCE_MS, 'accepted'],
    [-TOLERANCE_MS - 1_000, 'timestamp_stale'],
    [TOLERANCE_MS + 1_000, 'timestamp_future'],
    [86_400_000, 'timestamp_future'],
  ])('made %d ms from now is %s', (offsetMs, verdict) => {
    const check = checkSignature(body, signed(body.toString(), SECRET, NOW + offsetMs), [SECRET], NOW);
    expect(check.ok ? 'accepted' : check.code).toBe(verdict);
  });

  it('by a secret that is no longer active is refused', () => {
    expect(checkSignature(body, header, ['whsec_the_next'], NOW)).toMatchObject({
      code: 'signature_invalid',
    });
    expect(checkSignature(body, header, [], NOW)).toMatchObject({ code: 'signature_invalid' });
  });

  it.each([undefined, '', 't=1', 'v1=00', 't=,v1=', 't=abc,v1=zz', header.replace('v1=', 'v0=')])(
    'that is not there is told apart: %s',
    (given) => {
      expect(checkSignature(body, given, [SECRET], NOW)).toMatchObject({ code: 'signature_missing' });
    },
  );

  it('does not cover other bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const other = Buffer.from(bytes);
        expect(checkSignature(other, header, [SECRET], NOW).ok).toBe(other.equals(body));
      }),
    );
  });

  it('is checked over raw bytes, also where they are no UTF-8', () => {
    const raw = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const t = String(NOW / 1_000);
    const v1 = createHmac('sha256', SECRET).update(`${t}.`).update(raw).digest('hex');
    expect(checkSignature(raw, `t=${t},v1=${v1}`, [SECRET], NOW).ok).toBe(true);
  });
});
