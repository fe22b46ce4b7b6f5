import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file';

const ENDPOINTS = z.object({
  console: z.string(),
  /** Below it `/stripe` and `/stripe/connect` receive. */
  webhooks: z.string(),
  /** What sellers open from their letters is below it. */
  links: z.string(),
  /** `host:port` */
  temporal: z.string(),
  temporalUi: z.string(),
  /** Null on somebody's own sandbox. */
  simulator: z.string().nullable(),
  /** With its password: the file is for its owner alone. */
  postgres: z.string(),
});

/** Where the parts of an embedded run answer: URLs but for `temporal`. */
export type Endpoints = Readonly<z.infer<typeof ENDPOINTS>>;

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'endpoints.json');

/** Says to others that everything is ready. */
export function writeEndpoints(dataFolder: string, endpoints: Endpoints): void {
  writeJsonFile(fileIn(dataFolder), { ...endpoints }, 0o600);
}

export function removeEndpoints(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

/** Of the run that uses the folder now, or null. */
export function readEndpoints(dataFolder: string): Endpoints | null {
  const file = fileIn(dataFolder);
  return existsSync(file) ? readJsonFile(file, ENDPOINTS) : null;
}
