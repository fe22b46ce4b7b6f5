import type { ActivityDeps } from '../deps';

/** What a sweep works with. */
export type SweepDeps = Pick<
  ActivityDeps,
  'db' | 'stripe' | 'policy' | 'clock' | 'wallNow' | 'raiseWake' | 'settleUnknown' | 'flowStatus'
>;

/** One slice at work. */
export interface Slice extends SweepDeps {
  /** Clock instant at which the slice began, epoch ms. */
  readonly nowMs: number;
  /** Makes one call to Stripe: counted, and a sign of life for whoever waits for the slice. */
  ask<T>(call: () => PromiseLike<T>): Promise<T>;
}

/** What a slice did; its calls are counted for it. */
export interface SliceDone {
  readonly read: number;
  readonly found: number;
  readonly more: boolean;
}
