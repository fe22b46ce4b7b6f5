import path from 'node:path';

/** Built beside the compiled code. */
const DIST = path.resolve(__dirname, '..');

/** The workflows as they were bundled when Recoup was built; `sealed` for a worker that encrypts. */
export const workflowBundle = (sealed: boolean): { readonly codePath: string } => ({
  codePath: path.join(DIST, sealed ? 'workflow-bundle-sealed.js' : 'workflow-bundle.js'),
});
