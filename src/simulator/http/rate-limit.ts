/** A bucket of one second's requests, refilled evenly over wall time. */
export class RateLimit {
  private tokens: number;
  private refilledAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly wallMs: () => number,
  ) {
    this.tokens = perSecond;
    this.refilledAtMs = wallMs();
  }

  /** Takes one request's allowance; false where none is left. */
  take(): boolean {
    const nowMs = this.wallMs();
    const refill = ((nowMs - this.refilledAtMs) * this.perSecond) / 1000;
    this.tokens = Math.min(this.perSecond, this.tokens + Math.max(0, refill));
    this.refilledAtMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
