import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { ROOT } from './scan';

const A_MINUTE_MS = 60_000;
const LARGEST_BYTES = 3_000_000;
/** What would multiply the memory of every cached workflow, or tempt it to do I/O. */
const KEPT_OUT = ['zod', 'stripe', 'pg', 'kysely', 'pino', 'fastify', 'date-holidays', 'yaml'];

async function bundle(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return code;
}

const packagesIn = (code: string): readonly string[] =>
  KEPT_OUT.filter((name) => new RegExp(`node_modules/${name}/`).test(code));

describe('the workflow bundle', () => {
  test(
    'holds the workflows, and none of the packages that must stay out',
    async () => {
      const code = await bundle(path.join(ROOT, 'src/workflows/index.ts'));
      expect(code).toContain('negativeBalanceCase');
      expect(code).toContain('disputeFlow');
      expect(packagesIn(code)).toEqual([]);
      expect(code.length).toBeLessThan(LARGEST_BYTES);
    },
    A_MINUTE_MS,
  );

  test(
    'would show a package that got in',
    async () => {
      mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
      // Inside the project, where its packages are found.
      const folder = mkdtempSync(path.join(ROOT, '.cache', 'bundle-'));
      try {
        const file = path.join(folder, 'workflow.js');
        writeFileSync(
          file,
          "const { z } = require('zod');\nexports.check = async (x) => z.string().parse(x);\n",
        );
        expect(packagesIn(await bundle(file))).toEqual(['zod']);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    A_MINUTE_MS,
  );
});
