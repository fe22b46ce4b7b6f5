import { toWall, type Clock } from '../domain/clock';
import type { State } from './state';

/** The longest wait in one go: Node's timers overflow beyond 2^31 ms. */
const LONGEST_WAIT_MS = 60_000;

/** Lets the world happen by itself: wakes when something is due, whether or not anybody calls. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.state.onFlush(() => this.arm());
    this.tick();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private tick(): void {
    if (this.stopped) return;
    try {
      this.state.catchUp();
    } catch (error) {
      this.state.defect(error instanceof Error ? error : new Error(String(error)));
    }
    this.state.flush();
    this.arm();
  }

  /** Anything that happened may have made something due earlier. */
  private arm(): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.tick(), this.waitMs());
  }

  /** At least a few ms, so that a fast clock does not turn into a busy loop; at most a short look ahead. */
  private waitMs(): number {
    const due = [this.state.world.nextDueMs(), this.state.deliveries.nextDueMs()].flatMap((ms) => ms ?? []);
    const next =
      due.length === 0 ? LONGEST_WAIT_MS : toWall(this.clock, Math.min(...due)) - this.state.wallMs();
    return Math.min(Math.max(next, 5), LONGEST_WAIT_MS);
  }
}
