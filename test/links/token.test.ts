import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountId } from '../../src/domain/ids';
import { LINK_PURPOSES } from '../../src/domain/links';
import { hashOfToken, linkIdOf, LONGEST_TOKEN, read, sign, type KeyRing } from '../../src/links/token';

const keyOf = (id: string): KeyRing[number] => ({ id, key: randomBytes(32) });
const OLD = keyOf('2025.11');
const NEW = keyOf('2026.11');
const claims = {
  purpose: 'statement',
  account: accountId('acct_1'),
  expiresAtMs: 1_790_000_000_000,
} as const;

describe('a token', () => {
  test('says what was signed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LINK_PURPOSES),
        fc.stringMatching(/^acct_[A-Za-z0-9]{1,40}$/),
        fc.integer({ min: 0, max: 9e15 }),
        (purpose, account, expiresAtMs) => {
          const signed = { purpose, account: accountId(account), expiresAtMs };
          const token = sign([NEW], signed);
          expect(read([NEW], token)).toEqual(signed);
          expect(token.length).toBeLessThan(LONGEST_TOKEN);
          expect(token).toMatch(/^[\w.-]+$/);
        },
      ),
    );
  });

  test('is another one each time, with a name and a hash of its own', () => {
    const tokens = [sign([NEW], claims), sign([NEW], claims)];
    expect(new Set(tokens).size).toBe(2);
    expect(new Set(tokens.map((token) => linkIdOf(hashOfToken(token)))).size).toBe(2);
  });

  test('is signed by the first key, and accepted by each that is left', () => {
    const before = sign([OLD], claims);
    const after = sign([NEW, OLD], claims);
    expect(read([NEW, OLD], before)).toEqual(claims);
    expect(read([NEW], before)).toBeNull();
    expect(read([NEW], after)).toEqual(claims);
    expect(() => sign([], claims)).toThrow('set RECOUP_LINK_SECRET');
  });

  test('of another installation is not accepted, though its key has the same name', () => {
    expect(read([{ id: NEW.id, key: randomBytes(32) }], sign([NEW], claims))).toBeNull();
  });
});

describe('an altered token is not accepted', () => {
  const token = sign([NEW], claims);
  const accepted = (text: string): boolean => read([NEW, OLD], text) !== null;

  test('with any one character changed, taken away or added', () => {
    fc.assert(
      fc.property(
        fc.nat(token.length),
        fc.string({ minLength: 0, maxLength: 1, unit: 'grapheme' }),
        fc.nat(1),
        (at, put, cut) => {
          const altered = token.slice(0, at) + put + token.slice(at + cut);
          fc.pre(altered !== token);
          expect(accepted(altered)).toBe(false);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('with the same bytes written otherwise', () => {
    const [id = '', body = '', signature = ''] = token.split('.');
    const otherwise = [
      `${id}.${body}=.${signature}`,
      `${id}.${body}.${signature}=`,
      `${id}.${body}.${signature}.`,
      `${token}.`,
      `.${token}`,
      token.replaceAll('-', '+').replaceAll('_', '/') === token
        ? `${token}\n`
        : token.replaceAll('-', '+').replaceAll('_', '/'),
      ` ${token}`,
      token.toUpperCase(),
    ];
    // The last character of a signature carries bits that mean nothing.
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const text = token.slice(0, -1) + last;
      if (text !== token) otherwise.push(text);
    }
    expect(otherwise.filter(accepted)).toEqual([]);
  });

  test('with claims of its own choice', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^acct_\w{1,20}$/),
        fc.constantFrom(...LINK_PURPOSES),
        (account, purpose) => {
          const [id = '', , signature = ''] = token.split('.');
          const body = Buffer.from(JSON.stringify([purpose, account, 9e15, 'x'])).toString('base64url');
          expect(accepted(`${id}.${body}.${signature}`)).toBe(false);
        },
      ),
    );
  });

  test('and neither is any other text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => !accepted(text)));
    expect(['', '.', '..', '...', 'a.b.c', `${'a'.repeat(10_000)}.b.c`].filter(accepted)).toEqual([]);
  });
});
