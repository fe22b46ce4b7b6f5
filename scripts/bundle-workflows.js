'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker');

const dist = path.resolve(__dirname, '..', 'dist');

async function main() {
  await bundle('workflow-bundle.js', {});
  // For runs that encrypt: the messages and stacks of failures go into a payload, which the codec seals.
  const failureConverterPath = path.join(dist, 'workflows', 'failure-converter.js');
  await bundle('workflow-bundle-sealed.js', { failureConverterPath });
}

async function bundle(name, options) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(dist, 'workflows', 'index.js'),
    logger: new DefaultLogger('WARN'),
    ...options,
  });
  fs.writeFileSync(path.join(dist, name), code);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
