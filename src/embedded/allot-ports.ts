import type { Config } from '../config';
import { freePort } from './ports';

export interface Ports {
  readonly console: number;
  readonly webhooks: number;
  readonly links: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly simulator: number;
  readonly postgres: number;
}

/** A port for each part, all different: the configured one, or the next that is free. */
export async function allotPorts(config: Config): Promise<Ports> {
  const taken = new Set<number>();
  const allot = async (preferred: number): Promise<number> => {
    const port = await freePort(preferred, taken);
    taken.add(port);
    return port;
  };
  return {
    console: await allot(config.console.port),
    webhooks: await allot(config.webhooks.port),
    links: await allot(config.links.port),
    temporal: await allot(config.ports.temporal),
    temporalUi: await allot(config.ports.temporalUi),
    simulator: await allot(config.ports.simulator),
    // Nobody has to remember it, and two runs that start at once do not reach for the same one.
    postgres: await allot(0),
  };
}
