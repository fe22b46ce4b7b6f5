import path from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { type CodecKey, EncryptionCodec } from './codec';

/** Also bundled with the workflows that run encrypted. */
export const SEALING_FAILURE_CONVERTER = path.resolve(__dirname, '../workflows/failure-converter');

/**
 * How payloads become bytes. With keys everything is encrypted, messages and stacks of failures too; ids and search
 * attributes never are. Without keys it is Temporal's own way.
 */
export function dataConverter(keys: readonly CodecKey[]): DataConverter {
  if (keys.length === 0) return {};
  return { payloadCodecs: [new EncryptionCodec(keys)], failureConverterPath: SEALING_FAILURE_CONVERTER };
}
