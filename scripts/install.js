'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Installs from the lock file if what is installed is not what it says. Install scripts of packages never run. */
function installIfNeeded(root, { development }) {
  const lack = missing(root, development);
  if (lack === null) return;
  console.error(`Installing dependencies (${lack})`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(
    npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) {
    const cause = error ? `: ${error.message}` : '';
    throw new Error(
      `Dependencies could not be installed${cause}. Is the package registry reachable? ` +
        'Then try it by hand: npm ci --ignore-scripts',
    );
  }
}

/**
 * What is lacking, or null. Compared by content with npm's own record of what it installed: the times of files tell
 * nothing after a checkout.
 */
function missing(root, development) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return 'first time';
  const installed = packagesOf(record);
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === '') continue;
    const found = installed[name];
    const isOptional = entry.optional || entry.devOptional || (entry.dev && !development);
    if (found === undefined && !isOptional) return `${name} is missing`;
    if (found !== undefined && (found.version !== entry.version || found.integrity !== entry.integrity)) {
      return `${name} is not at ${entry.version}`;
    }
    if (found !== undefined && !fs.existsSync(path.join(root, name))) return `${name} is gone`;
  }
  return null;
}

function packagesOf(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

module.exports = { installIfNeeded };
