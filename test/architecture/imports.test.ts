import { describe, expect, test } from '@jest/globals';
import { violationsOf } from './rules';
import { sourceFiles } from './scan';

describe('the source', () => {
  test('keeps every arrow of the layout', () => {
    const files = sourceFiles();
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(violationsOf)).toEqual([]);
  });
});

describe('the rules find', () => {
  test.each([
    [
      'an import against the arrows',
      'store/x.ts',
      "import { a } from '../money/door';",
      'imports money/door',
    ],
    ['a re-export', 'store/x.ts', "export * from '../activities/a';", 'imports activities/a'],
    [
      'an import() expression',
      'relay/x.ts',
      "const a = await import('../embedded/start');",
      'imports embedded/start',
    ],
    ['a require', 'relay/x.ts', "const a = require('../cli/main');", 'imports cli/main'],
    [
      'a type from the wrong side',
      'domain/x.ts',
      "type A = import('../store/schema').Schema;",
      'imports store/schema',
    ],
    ['a module loaded by a computed name', 'store/x.ts', 'const a = require(name);', 'computed name'],
    [
      'a package in the domain, types too',
      'domain/x.ts',
      "import type { z } from 'zod';",
      'uses the package zod',
    ],
    ['a package in a workflow', 'workflows/x.ts', "import { z } from 'zod';", 'uses the package zod'],
    [
      'activity code in a workflow',
      'workflows/x.ts',
      "import { a } from '../activities/a';",
      'imports activities/a',
    ],
    [
      'the simulator knowing Recoup',
      'simulator/x.ts',
      "import { a } from '../domain/case/state';",
      'domain/case/state',
    ],
    [
      'Recoup knowing the simulator',
      'workers/x.ts',
      "import { a } from '../simulator';",
      'imports simulator',
    ],
    ['a second way to Stripe', 'relay/x.ts', "import Stripe from 'stripe';", 'more than types'],
    [
      'configuration read elsewhere',
      'relay/x.ts',
      "import { readConfig } from '../config';",
      'reads the configuration',
    ],
    ['a folder without a rule', 'extra/x.ts', '', 'without a rule'],
    [
      'money outside the door',
      'activities/x.ts',
      'await stripe.transfers.create({});',
      'calls transfers.create',
    ],
    ['money by another spelling', 'cli/x.ts', "client?.payouts['reverse'](id);", 'calls payouts.reverse'],
    ['the time in the domain', 'domain/x.ts', 'const a = Date.now();', 'present moment'],
    ['the time by a bare Date', 'domain/x.ts', 'const a = new Date();', 'present moment'],
    ['chance in the domain', 'domain/x.ts', 'const a = Math.random();', 'random'],
    ['the surroundings in the domain', 'domain/x.ts', 'const a = process.env.A;', 'uses process'],
  ])('%s', (_what, file, text, found) => {
    expect(violationsOf({ file, text }).join('\n')).toContain(found);
  });
});

describe('the rules allow', () => {
  test.each([
    ['types of activities in a workflow', 'workflows/x.ts', "import type { A } from '../activities/a';"],
    ['messages everywhere', 'console/x.ts', "import { RESOLVE } from '../workflows/messages';"],
    ['Stripe’s types', 'activities/x.ts', "import type Stripe from 'stripe';"],
    ['money calls in the door', 'money/x.ts', 'await stripe.transfers.createReversal(id, {});'],
    ['a Date made from an instant', 'domain/x.ts', 'const a = new Date(instantMs).getUTCDay();'],
    ['a field that is called process', 'domain/x.ts', 'const a = { process: step.process };'],
    ['reading what moved', 'activities/x.ts', 'await stripe.transfers.list({});'],
  ])('%s', (_what, file, text) => {
    expect(violationsOf({ file, text })).toEqual([]);
  });
});
