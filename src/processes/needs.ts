/** What a process cannot work without, by name: `met`, or why not. */
export type NeedStates = Readonly<Record<string, string>>;

export const MET = 'met';
const NOT_YET = 'not reached yet';
/** Wall time: how long one look may take before it counts as a no. */
const PATIENCE_MS = 2_000;

type Probe = () => Promise<string>;

/** The needs of a process. Each is declared before it is looked for, so that readiness names it from the start. */
export class Needs {
  readonly #probes = new Map<string, Probe>();

  declare(...names: readonly string[]): void {
    for (const name of names) this.#probes.set(name, () => Promise.resolve(NOT_YET));
  }

  /** Why a need is not met while the process waits for it. */
  waitingFor(name: string, reason: string): void {
    this.#probes.set(name, () => Promise.resolve(reason));
  }

  /** From now on the need is looked at whenever somebody asks. A probe that throws or takes long is a no. */
  watch(name: string, probe: Probe): void {
    this.#probes.set(name, probe);
  }

  async states(): Promise<NeedStates> {
    const looked = [...this.#probes].map(async ([name, probe]) => [name, await patiently(probe)] as const);
    return Object.fromEntries(await Promise.all(looked));
  }
}

/** What is not there for a moment is met again later; what was once and cannot cease is met for good. */
export const forGood: Probe = () => Promise.resolve(MET);

async function patiently(probe: Probe): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
