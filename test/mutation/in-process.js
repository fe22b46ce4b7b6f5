/**
 * Runs the tests of the rules in the process that holds the mutants: Jest would start anew for each of some four
 * thousand, and most tests take less than a millisecond. It can do so little because those tests need so little:
 * no mocks, no hooks, no modules that remember anything. `expect` and `each` are Jest's own.
 */
const { readdirSync } = require('node:fs');
const Module = require('node:module');
const paths = require('node:path');
const { expect } = require('expect');
const fc = require('fast-check');
const { bind } = require('jest-each');
require('../../bench/typescript.js');

const FOLDER = 'test/domain';
const FILES = ['test/worked-examples/in-the-core.test.ts'];

/** What the instrumented code and Stryker share. */
const shared = (globalThis.__stryker__ ??= {});

function testFiles() {
  const found = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return [...found.map((name) => paths.join(FOLDER, name)), ...FILES];
}

/** Every test of the files, by its name and number. */
function collect(files) {
  const tests = new Map();
  const path = [];
  let file = '';
  const test = (name, run) => {
    const id = `${file}: ${[...path, name].join(' > ')} (${tests.size})`;
    tests.set(id, { id, run, tookMs: 0 });
  };
  const describe = (name, define) => {
    path.push(name);
    define();
    path.pop();
  };
  test.each = bind(test);
  describe.each = bind(describe);
  const globals = { describe, test, it: test, expect };
  const load = Module._load;
  Module._load = (request, ...rest) => (request === '@jest/globals' ? globals : load(request, ...rest));
  for (file of files) require(paths.resolve(file));
  Module._load = load;
  return tests;
}

class InProcess {
  #tests = new Map();

  // A failure is all that is asked for, not the smallest example of it.
  init() {
    fc.configureGlobal({ endOnFailure: true });
    this.#tests = collect(testFiles());
  }

  // What code does while it is loaded is not mutated (`ignoreStatic`).
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const tests = [];
    for (const test of this.#tests.values()) {
      shared.currentTestId = test.id;
      const failureMessage = await this.#failure(test);
      const result = { id: test.id, name: test.id, timeSpentMs: test.tookMs };
      tests.push(
        failureMessage === null ? { ...result, status: 0 } : { ...result, status: 1, failureMessage },
      );
    }
    delete shared.currentTestId;
    return { status: 'complete', tests, mutantCoverage: shared.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const chosen = [...this.#tests.values()].filter(({ id }) => testFilter?.includes(id) ?? true);
    shared.activeMutant = activeMutant.id;
    shared.hitLimit = hitLimit;
    shared.hitCount = hitLimit === undefined ? undefined : 0;
    try {
      // The quickest first, as far as they are known: one failure is enough.
      for (const [index, test] of chosen.sort((one, other) => one.tookMs - other.tookMs).entries()) {
        const failureMessage = await this.#failure(test);
        if (shared.hitCount > hitLimit) return { status: 'timeout', reason: 'it would run without end' };
        if (failureMessage === null) continue;
        return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests: index + 1 };
      }
      return { status: 'survived', nrOfTests: chosen.length };
    } finally {
      delete shared.activeMutant;
    }
  }

  async #failure(test) {
    const from = performance.now();
    try {
      await test.run();
      return null;
    } catch (error) {
      return String(error?.message ?? error);
    } finally {
      test.tookMs = performance.now() - from;
    }
  }
}

exports.strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcess }];
