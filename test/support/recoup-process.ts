import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readEndpoints, type Endpoints } from '../../src/embedded/endpoints';
import { endLeftOverPostgres } from '../../src/embedded/postgres';
import { removeOutside } from '../../src/embedded/postgres-place';
import { endLeftOverTemporal } from '../../src/embedded/temporal';

const PROGRAM = path.resolve(__dirname, '../../bin/recoup');
const POLL_MS = 50;

/** Settings of whoever runs the tests must not reach what they start; ports are left to the system. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const foreign = /^(RECOUP_(?!TEMPORAL_CLI)|STRIPE_|TEMPORAL_|DATABASE_URL)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const ports = [
    'RECOUP_WEBHOOKS_PORT',
    'RECOUP_LINKS_PORT',
    'RECOUP_SIMULATOR_PORT',
    'RECOUP_TEMPORAL_PORT',
    'RECOUP_TEMPORAL_UI_PORT',
  ];
  return { ...Object.fromEntries(own), ...Object.fromEntries(ports.map((name) => [name, '0'])), ...extra };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** With standard error. */
  readonly output: string;
}

/** `bin/recoup` as a process of its own, with everything that it printed. */
export class RecoupProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #output = '';

  constructor(args: readonly string[], extra: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      env: environment(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    this.child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      this.#output += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => resolve({ code, stdout, output: this.#output }));
    });
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with what `probe` finds; throws with everything that was printed once the process has ended without. */
  async until<T>(probe: () => T | null): Promise<T> {
    for (;;) {
      const found = probe();
      if (found !== null) return found;
      this.assertRunning();
      await delay(POLL_MS);
    }
  }

  /** Throws with everything that was printed once the process has ended. */
  assertRunning(): void {
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`bin/recoup ended (${exitCode ?? signalCode}):\n${this.#output}`);
  }

  async signal(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A data folder with the embedded runs on it; `remove` ends whatever they left. */
export class EmbeddedRuns {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'recoup-run-'));
  readonly #started: RecoupProcess[] = [];
  readonly #settings: Readonly<Record<string, string>>;

  /** `settings`: environment variables of every run and command. */
  constructor(settings: Readonly<Record<string, string>> = {}) {
    this.#settings = settings;
  }

  start(...args: readonly string[]): RecoupProcess {
    const place = ['--data-dir', this.folder, '--port', '0'];
    const started = new RecoupProcess(['start', ...place, ...args], this.#settings);
    this.#started.push(started);
    return started;
  }

  /** Starts and waits until everything is ready. */
  async ready(
    ...args: readonly string[]
  ): Promise<{ readonly run: RecoupProcess; readonly endpoints: Endpoints }> {
    const run = this.start(...args);
    // Written by the run itself: what a killed one left is removed early on.
    const endpoints = await run.until(() =>
      run.output.includes('Ctrl-C') ? readEndpoints(this.folder) : null,
    );
    return { run, endpoints };
  }

  /** A command that finds the run by its data folder. */
  command(...args: readonly string[]): Promise<Ended> {
    return new RecoupProcess(args, { ...this.#settings, RECOUP_DATA_DIR: this.folder }).ended;
  }

  async remove(): Promise<void> {
    for (const { child, ended } of this.#started) {
      child.kill('SIGKILL');
      await ended;
    }
    await endLeftOverPostgres(this.folder);
    await endLeftOverTemporal(this.folder);
    removeOutside(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
