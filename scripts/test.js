'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { prepareOrExit } = require('./prepare');

const ROOT = path.resolve(__dirname, '..');

async function main() {
  prepareOrExit({ development: true });
  await fetchTemporal();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'recoup-test-results-'));
  try {
    const results = path.join(folder, 'results.json');
    const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const { status } = spawnSync(
      process.execPath,
      [jest, '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
      // Jest prints its JSON on standard output as well; its readable report is on standard error.
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    process.exitCode = report(results, status);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Before the tests rather than in one of them, so that none waits for a download. */
async function fetchTemporal() {
  const { temporalCli, temporalTestServer } = require('../dist/embedded/temporal-binary.js');
  await temporalCli(console.error);
  await temporalTestServer(console.error);
}

/** Prints the closing line; a file that could not run counts as one failed test, a skipped test as a failure. */
function report(results, status) {
  if (!fs.existsSync(results)) {
    console.log('0 passed, 1 failed');
    return 1;
  }
  const run = JSON.parse(fs.readFileSync(results, 'utf8'));
  const unrun = run.numPendingTests + run.numTodoTests;
  if (unrun > 0) console.error(`${unrun} tests did not run; a test that is not run proves nothing.`);
  const failed = run.numFailedTests + run.numRuntimeErrorTestSuites + unrun;
  console.log(`${run.numPassedTests} passed, ${failed} failed`);
  if (failed > 0 || run.numPassedTests === 0) return 1;
  return status ?? 1;
}

main().catch((error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
