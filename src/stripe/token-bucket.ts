/** What goes first when Stripe's limit makes calls wait. */
export type Priority = 'money' | 'read';

/**
 * Spreads calls over time: at most `perSecond` of them, with a short burst of a second's worth. While calls wait,
 * money goes before reads, and each in the order in which it came. Wall time.
 */
export class TokenBucket {
  private tokens: number;
  private filledMs: number;
  private readonly waiting: { readonly [P in Priority]: (() => void)[] } = { money: [], read: [] };
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private perSecond: number,
    private readonly wallNow: () => number = Date.now,
  ) {
    refuseNothing(perSecond);
    this.tokens = perSecond;
    this.filledMs = wallNow();
  }

  /** From now on; what was saved up beyond a second's worth of the new rate is let go. */
  setRate(perSecond: number): void {
    refuseNothing(perSecond);
    this.fill();
    this.perSecond = perSecond;
    this.tokens = Math.min(this.tokens, perSecond);
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.serve();
  }

  /** Resolves when the call may be made. */
  take(priority: Priority): Promise<void> {
    return new Promise((resolve) => {
      this.waiting[priority].push(resolve);
      this.serve();
    });
  }

  private serve(): void {
    this.fill();
    while (this.tokens >= 1) {
      const next = this.waiting.money.shift() ?? this.waiting.read.shift();
      if (next === undefined) return;
      this.tokens -= 1;
      next();
    }
    if (this.timer !== null || this.waiting.money.length + this.waiting.read.length === 0) return;
    const untilNextMs = Math.ceil(((1 - this.tokens) * 1_000) / this.perSecond);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.serve();
    }, untilNextMs);
  }

  private fill(): void {
    const nowMs = this.wallNow();
    // A wall clock that was set back must not stop the filling.
    const passedMs = Math.max(0, nowMs - this.filledMs);
    this.tokens = Math.min(Math.max(1, this.perSecond), this.tokens + (passedMs * this.perSecond) / 1_000);
    this.filledMs = nowMs;
  }
}

function refuseNothing(perSecond: number): void {
  if (perSecond > 0) return;
  throw new RangeError(
    `requestsPerSecond ${perSecond} must be above zero: Stripe allows 25 in a sandbox, 100 live`,
  );
}
