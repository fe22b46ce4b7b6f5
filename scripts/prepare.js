'use strict';

const path = require('node:path');
const { buildIfStale } = require('./build');
const { installIfNeeded } = require('./install');
const { withLock } = require('./lock');

const ROOT = path.resolve(__dirname, '..');
const MINIMUM_NODE = [20, 19];

/**
 * Makes a clone ready to run: the dependencies that the lock file names, and `dist/`. Whatever is fresh is left
 * alone. `development` asks for the tools of tests and builds too, even if nothing has to be built.
 */
function prepare({ development = false } = {}) {
  checkNode();
  withLock(path.join(ROOT, '.cache', 'prepare.lock'), () => {
    installIfNeeded(ROOT, { development });
    buildIfStale(ROOT, { install: () => installIfNeeded(ROOT, { development: true }) });
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [minimumMajor, minimumMinor] = MINIMUM_NODE;
  if (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)) return;
  throw new Error(`Recoup needs Node ${MINIMUM_NODE.join('.')} or later; this is ${process.versions.node}.`);
}

/** Prepares, or ends the process with the reason. */
function prepareOrExit(options) {
  try {
    prepare(options);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

module.exports = { prepareOrExit };

if (require.main === module) prepareOrExit({ development: true });
