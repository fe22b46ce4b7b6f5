import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from '../figure';

const ROOT = path.resolve(__dirname, '../..');
const LONGEST_MS = 600_000;

/** What a cached case keeps on the heap after twelve rungs, beside a workflow that only waits. */
export async function run(): Promise<Figure[]> {
  const trivial = await bytesOf('trivial');
  const ofCase = await bytesOf('case');
  const kb = (bytes: number) => `${Math.round(bytes / 1_000)} KB`;
  return [
    {
      what: `heap of a cached case after twelve rungs ÷ a trivial workflow (${kb(ofCase)} ÷ ${kb(trivial)})`,
      value: ofCase / trivial,
      bar: 3,
      better: 'lower',
      unit: '',
    },
  ];
}

/** A process of its own for each: nothing else is on its heap. */
async function bytesOf(kind: 'case' | 'trivial'): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '-r', './bench/typescript.js', './bench/heap/measure.ts', kind],
    { cwd: ROOT, timeout: LONGEST_MS, maxBuffer: 1 << 24 },
  );
  const { bytes } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { bytes: number };
  return bytes;
}
