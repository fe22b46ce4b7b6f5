import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Json } from '../domain/json';

/** Throws, naming the file, where it is not what the schema says. */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Written beside and then renamed: whoever reads it finds all of it or the one before. */
export function writeJsonFile(file: string, value: Json, mode = 0o644): void {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode });
  renameSync(beside, file);
}
