import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

/** AES-256, so 32 bytes; the id is public and stands in each payload's metadata. */
export interface CodecKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const CIPHER = 'aes-256-gcm';
const ENCODING = 'binary/encrypted';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const { Payload: PayloadMessage } = temporal.api.common.v1;

/** A payload cannot be read with the keys that this process has. Nothing is lost: the right key reads it. */
export class CodecKeyError extends Error {
  override readonly name = 'CodecKeyError';
}

/**
 * Encrypts what goes to Temporal, with the first key; reads what any of them wrote, and what was written before
 * there was a key. Layout and metadata are those of Temporal's own samples: nonce, ciphertext, tag.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #writing: CodecKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  /** @throws RangeError for no key, a key of another length, or an id that stands twice. */
  constructor(keys: readonly CodecKey[]) {
    const [first] = keys;
    if (first === undefined) throw new RangeError('A codec needs a key.');
    const odd = keys.find(({ key }) => key.length !== 32);
    if (odd !== undefined)
      throw new RangeError(`The codec key ${odd.id} has ${odd.key.length} bytes; AES-256 takes 32.`);
    this.#writing = first;
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
    if (this.#keys.size !== keys.length) throw new RangeError('Two codec keys have the same id.');
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.#seal(payload));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) =>
      textOf(payload, 'encoding') === ENCODING ? this.#open(payload) : payload,
    );
  }

  #seal(payload: Payload): Payload {
    const { id, key } = this.#writing;
    // At random: a key may seal four billion payloads before two nonces are likely to meet, and keys rotate.
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce);
    const sealed = [cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()];
    return {
      metadata: {
        encoding: bytes(ENCODING),
        'encryption-cipher': bytes('AES/GCM'),
        'encryption-key-id': bytes(id),
      },
      data: Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]),
    };
  }

  #open(payload: Payload): Payload {
    const id = textOf(payload, 'encryption-key-id');
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new CodecKeyError(
        `A payload was encrypted with the key "${id}", and RECOUP_CODEC_KEYS has ${[...this.#keys.keys()].join(', ')}. ` +
          'Add that key behind the first: a key stays until the last workflow that it wrote for is gone.',
      );
    }
    const data = Buffer.from(payload.data ?? []);
    try {
      const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(data.subarray(-TAG_BYTES));
      const opened = [decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
      return PayloadMessage.decode(Buffer.concat(opened));
    } catch (error) {
      throw new CodecKeyError(
        `A payload that names the key "${id}" does not open with it: the key in RECOUP_CODEC_KEYS is another one ` +
          'under the same id, or the payload was changed. Give the key that wrote it its id back.',
        { cause: error },
      );
    }
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

function textOf({ metadata }: Payload, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString('utf8');
}
