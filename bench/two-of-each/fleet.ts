import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Clock } from '../../src/domain/clock';
import { freePort } from '../../src/embedded/ports';
import { hasExited } from '../../src/embedded/processes';
import { act } from '../act';

const PROGRAM = path.resolve(__dirname, '../../bin/recoup');
const READY_WITHIN_MS = 120_000;
const run = promisify(execFile);

export type Kind = 'webhooks' | 'worker' | 'console';

export interface FleetOptions {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly simulatorPort: number;
  readonly msPerDay: number;
  /** What the simulated Stripe delivers to. */
  readonly webhooksUrl: string;
  /** For logs. */
  readonly folder: string;
  /** Whether the simulated Stripe plays the marketplace's story; default true. */
  readonly story?: boolean;
}

interface Member {
  readonly kind: Kind | 'simulator';
  readonly n: number;
  readonly child: ChildProcess;
  readonly healthPort: number;
  readonly port: number;
}

/** The processes of production, each `bin/recoup` by itself, and a simulated Stripe. */
export class Fleet {
  readonly #members: Member[] = [];
  readonly #environment: NodeJS.ProcessEnv;
  #originMs = 0;

  constructor(readonly options: FleetOptions) {
    const secret = (): string => `whsec_${randomBytes(24).toString('hex')}`;
    this.#environment = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      DATABASE_URL: options.databaseUrl,
      TEMPORAL_ADDRESS: options.temporalAddress,
      STRIPE_WEBHOOK_SECRETS: secret(),
      STRIPE_CONNECT_WEBHOOK_SECRETS: secret(),
      RECOUP_STRIPE_URL: this.simulatorUrl,
      RECOUP_STRIPE_REQUESTS_PER_SECOND: '500',
      RECOUP_PLATFORM_NAME: 'the marketplace',
      RECOUP_CODEC_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    };
  }

  get simulatorUrl(): string {
    return `http://127.0.0.1:${this.options.simulatorPort}`;
  }

  /** What a person types, from another machine that has the same settings; answers what it printed. */
  async command(args: readonly string[], signal: AbortSignal): Promise<string> {
    const { stdout } = await run(process.execPath, [PROGRAM, ...args], { env: this.#environment, signal });
    return stdout;
  }

  clock(): Clock {
    return { originMs: this.#originMs, msPerDay: this.options.msPerDay };
  }

  /** A command that ends by itself. */
  async run(...command: readonly string[]): Promise<void> {
    const name = command.join(' ');
    const child = this.#spawn(command, command[0] ?? '', {});
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (code !== 0)
      throw new Error(`bin/recoup ${name} ended with ${code ?? 'a signal'}: see ${this.options.folder}`);
  }

  /** On any free port where none is named. */
  async start(kind: Kind, n: number, namedPort?: number): Promise<void> {
    const healthPort = await freePort(0);
    const port = namedPort ?? (await freePort(0, new Set([healthPort])));
    const child = this.#spawn([kind], `${kind}-${n}`, {
      RECOUP_HEALTH_PORT: String(healthPort),
      RECOUP_WEBHOOKS_PORT: String(port),
      RECOUP_CONSOLE_PORT: String(port),
    });
    this.#members.push({ kind, n, child, healthPort, port });
  }

  async startSimulator(): Promise<void> {
    const { simulatorPort, msPerDay, webhooksUrl, folder, story = true } = this.options;
    const flags = ['--port', `${simulatorPort}`, '--day', `${msPerDay}ms`, '--webhooks', webhooksUrl];
    if (!story) flags.push('--no-story');
    const data = path.join(folder, 'simulator');
    const child = this.#spawn(['simulator', ...flags, '--data-dir', data], 'simulator', {});
    this.#members.push({ kind: 'simulator', n: 1, child, healthPort: simulatorPort, port: simulatorPort });
    const clock = await this.#until(async () => {
      const response = await fetch(`${this.simulatorUrl}/_simulator/clock`);
      return (await response.json()) as { readonly originMs: number };
    });
    this.#originMs = clock.originMs;
  }

  webhooksPorts(): readonly number[] {
    return this.#members.filter(({ kind }) => kind === 'webhooks').map(({ port }) => port);
  }

  /** Until every process says that its needs are met. */
  async ready(): Promise<void> {
    for (const { healthPort } of this.#members) {
      await this.#until(async () => {
        const { ok } = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
        return ok ? true : null;
      });
    }
  }

  pid(kind: Kind, n: number): number {
    const pid = this.#members.find((one) => one.kind === kind && one.n === n)?.child.pid;
    if (pid === undefined) throw new Error(`${kind} ${n} does not run`);
    return pid;
  }

  act(name: string, ...args: readonly unknown[]): Promise<unknown> {
    return act(this.simulatorUrl, name, args);
  }

  /** At once, as a machine that loses power. */
  kill(kind: Kind, n: number): void {
    const member = this.#members.find((one) => one.kind === kind && one.n === n);
    member?.child.kill('SIGKILL');
  }

  async untilDay(day: number): Promise<void> {
    const atMs = this.#originMs + day * this.options.msPerDay;
    if (Date.now() < atMs) await delay(atMs - Date.now());
  }

  /** Those that were not killed, as they are asked to stop: every one must end with code 0. */
  async stop(): Promise<void> {
    const left = this.#members.filter(({ child }) => !hasExited(child));
    const codes = await Promise.all(
      left.map(async ({ kind, n, child }) => {
        const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        return [`${kind} ${n}`, await ended] as const;
      }),
    );
    console.log(`stopped: ${codes.map(([name, code]) => `${name} with ${code}`).join(', ')}`);
  }

  async #until<T>(ask: () => Promise<T | null>): Promise<T> {
    for (const deadline = Date.now() + READY_WITHIN_MS; ; await delay(100)) {
      const answer = await ask().catch(() => null);
      if (answer !== null) return answer;
      if (Date.now() > deadline) throw new Error(`not ready in time: see the logs in ${this.options.folder}`);
    }
  }

  #spawn(args: readonly string[], log: string, extra: NodeJS.ProcessEnv): ChildProcess {
    const file = openSync(path.join(this.options.folder, `${log}.log`), 'a');
    try {
      const env = { ...this.#environment, ...extra };
      return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', file, file] });
    } finally {
      closeSync(file);
    }
  }
}
