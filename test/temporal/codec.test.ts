import { randomBytes } from 'node:crypto';
import {
  ActivityFailure,
  ApplicationFailure,
  defaultPayloadConverter,
  type Payload,
} from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CodecKey, CodecKeyError, EncryptionCodec } from '../../src/temporal/codec';
import { dataConverter } from '../../src/temporal/data-converter';
import { failureConverter } from '../../src/workflows/failure-converter';

const key = (id: string): CodecKey => ({ id, key: randomBytes(32) });
const [OLD, NEW] = [key('2026-01'), key('2026-11')];
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) as Payload;
const valueOf = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload ?? {});
const metadata = (payload: Payload | undefined, name: string): string =>
  Buffer.from(payload?.metadata?.[name] ?? []).toString();

describe('the codec', () => {
  test('gives back what it was given, and shows none of it', async () => {
    const codec = new EncryptionCodec([NEW]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const [sealed] = await codec.encode([payloadOf({ account: 'acct_hidden', value })]);
        expect(Buffer.from(sealed?.data ?? []).toString('latin1')).not.toContain('acct_hidden');
        const [opened] = await codec.decode([sealed ?? {}]);
        expect(JSON.stringify(valueOf(opened))).toBe(JSON.stringify({ account: 'acct_hidden', value }));
      }),
      { numRuns: 200 },
    );
  });

  test('writes with the first key and reads with all, so that keys rotate', async () => {
    const before = await new EncryptionCodec([OLD]).encode([payloadOf('written before')]);
    const rotated = new EncryptionCodec([NEW, OLD]);
    expect(valueOf((await rotated.decode(before))[0])).toBe('written before');
    const [after] = await rotated.encode([payloadOf('written after')]);
    expect(metadata(after, 'encryption-key-id')).toBe('2026-11');
  });

  test('reads what was written before there was a key', async () => {
    const plain = payloadOf({ upTo: 3 });
    expect(await new EncryptionCodec([NEW]).decode([plain])).toEqual([plain]);
  });

  test('never seals two payloads alike', async () => {
    const codec = new EncryptionCodec([NEW]);
    const [one, two] = await codec.encode([payloadOf('same'), payloadOf('same')]);
    expect(one?.data).not.toEqual(two?.data);
  });

  test.each<[string, readonly CodecKey[], RegExp]>([
    ['a key that is gone', [NEW], /encrypted with the key "2026-01", and RECOUP_CODEC_KEYS has 2026-11/],
    [
      'another key under its id',
      [{ ...NEW, id: OLD.id }],
      /does not open with it: the key .* is another one/,
    ],
  ])('says of %s what to do', async (_what, keys, message) => {
    const sealed = await new EncryptionCodec([OLD]).encode([payloadOf('x')]);
    await expect(new EncryptionCodec(keys).decode(sealed)).rejects.toThrow(CodecKeyError);
    await expect(new EncryptionCodec(keys).decode(sealed)).rejects.toThrow(message);
  });

  test('opens nothing that was changed', async () => {
    const codec = new EncryptionCodec([NEW]);
    const [sealed = {}] = await codec.encode([payloadOf({ amountMinor: 100 })]);
    const data = Uint8Array.from(sealed.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(codec.decode([{ ...sealed, data }])).rejects.toThrow(CodecKeyError);
    await expect(codec.decode([{ ...sealed, data: data.subarray(0, 5) }])).rejects.toThrow(CodecKeyError);
  });

  test.each<[string, readonly CodecKey[]]>([
    ['no key', []],
    ['a short key', [{ id: 'short', key: randomBytes(16) }]],
    ['two keys of one id', [OLD, { ...NEW, id: OLD.id }]],
  ])('is not made of %s', (_what, keys) => {
    expect(() => new EncryptionCodec(keys)).toThrow(RangeError);
  });
});

describe('failures', () => {
  test('keep message and stack in a payload, which the codec seals', () => {
    const failure = ApplicationFailure.create({ message: 'acct_hidden refused', type: 'Refused' });
    const proto = failureConverter.errorToFailure(failure, defaultPayloadConverter);
    expect(proto.message).toBe('Encoded failure');
    expect(proto.stackTrace ?? '').toBe('');
    expect(JSON.stringify(valueOf(proto.encodedAttributes ?? undefined))).toContain('acct_hidden refused');
    const back = failureConverter.failureToError(proto, defaultPayloadConverter);
    expect(back).toMatchObject({ message: 'acct_hidden refused', type: 'Refused' });
    expect(back).not.toBeInstanceOf(ActivityFailure);
  });

  test('are Temporal’s own where nothing is encrypted', () => {
    expect(dataConverter([])).toEqual({});
    expect(dataConverter([NEW]).payloadCodecs).toHaveLength(1);
  });
});
