import type { Clock } from '../domain/clock';
import type { Narration, Switches } from './world/acts-port';
import type { World, WorldOptions } from './world/port';
import type { Transport } from './webhooks/transport';

/** An endpoint known from the start, as one set up in Stripe's Dashboard. */
export interface ConfiguredEndpoint {
  readonly url: string;
  readonly secret: string;
  /** True: events of connected accounts; false: the platform's own. */
  readonly connect: boolean;
  /** Default: all. */
  readonly enabledEvents?: readonly string[];
}

/** How the simulator's time goes: by hand, from `startMs` (clock epoch ms) on, or with the wall clock. */
export type SimulatorTime =
  { readonly kind: 'manual'; readonly startMs: number } | { readonly kind: 'ticking'; readonly clock: Clock };

export interface SimulatorOptions {
  readonly time: SimulatorTime;
  /** Ids and faults derive from it. Default 1. */
  readonly seed?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Where the state is kept. Absent: in memory only. */
  readonly dataFolder?: string;
  readonly webhooks?: readonly ConfiguredEndpoint[];
  /** Calls allowed per second of wall time. Absent: no limit. */
  readonly requestsPerSecond?: number;
  readonly platform?: NonNullable<WorldOptions['platform']>;
  readonly switches?: Partial<Switches>;
  /** Wall clock, epoch ms. Default: the machine's. */
  readonly wallMs?: () => number;
  /** How deliveries are sent. Default: HTTP. */
  readonly transport?: Transport;
  /** Furnishes a new world; not called for one that was restored. */
  readonly prepare?: (world: World) => void;
  /** Told of every line of a story as it happens. */
  readonly onNarration?: (line: Narration) => void;
  /** Told of a defect of the simulator itself, such as books that do not balance. Default: standard error. */
  readonly onDefect?: (error: Error) => void;
}
