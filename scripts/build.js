'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { digestOf, filesBelow } = require('./files');

/** Builds `dist/` from `src/` where its inputs have changed since; answers whether anything was stale. */
function buildIfStale(root, { install }) {
  const from = (...parts) => path.join(root, ...parts);
  const sources = filesBelow(from('src')).map((file) => from('src', file));
  const lock = from('package-lock.json');
  const steps = [
    {
      stamp: from('dist', '.compiled'),
      inputs: [...sources, lock, from('tsconfig.json')],
      run: () => compile(root),
    },
    {
      stamp: from('dist', '.bundled'),
      inputs: [...sources.filter(isInBundle(root)), lock, from('scripts', 'bundle-workflows.js')],
      run: () => node(root, 'Bundling the workflows', [from('scripts', 'bundle-workflows.js')]),
    },
  ];
  for (const { stamp, inputs, run } of steps) {
    const digest = digestOf(inputs);
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) continue;
    install();
    run();
    fs.writeFileSync(stamp, digest);
  }
}

const isInBundle = (root) => (file) =>
  ['domain', 'workflows', 'activities'].some((folder) =>
    file.startsWith(path.join(root, 'src', folder) + path.sep),
  );

function compile(root) {
  const [src, dist] = [path.join(root, 'src'), path.join(root, 'dist')];
  fs.mkdirSync(dist, { recursive: true });
  node(root, 'Building', [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  const files = filesBelow(src);
  for (const file of files.filter((name) => !name.endsWith('.ts'))) {
    fs.mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
    fs.copyFileSync(path.join(src, file), path.join(dist, file));
  }
  removeOrphans(dist, new Set(files));
}

/** What was built from a file that is gone must not be found by a `require` or read as a migration. */
function removeOrphans(dist, sources) {
  for (const file of filesBelow(dist)) {
    if (path.basename(file).startsWith('.') || /^workflow-bundle\S*\.js$/.test(file)) continue;
    const source = file.replace(/\.js(\.map)?$/, '.ts');
    if (!sources.has(source) && !sources.has(file)) fs.rmSync(path.join(dist, file));
  }
}

function node(root, title, args) {
  console.error(title);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${title} failed; the messages above say where.`);
}

module.exports = { buildIfStale };
