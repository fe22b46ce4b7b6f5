import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { Database } from '../../store/database';
import { ACTS, type ActName, EXPECTED, type Seen } from './acts';
import type { Others } from './others';
import type { Scene } from './scene';

export interface Followed {
  /** Whether somebody else was to be paid meanwhile; null: it did not come to that. */
  readonly others: Others | null;
  /** Null: Stripe opened none in time. */
  readonly dispute: string | null;
  readonly seen: Readonly<Partial<Record<ActName, Seen>>>;
}

export interface FollowOptions {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly scene: Scene;
  readonly waitMs: number;
  readonly wallNow: () => number;
  readonly onSeen: (act: ActName, seen: Seen) => void;
  readonly onDispute: (dispute: string) => void;
  /** Somebody else is to be paid, once the platform has lost the money. */
  readonly payOthers: (scene: Scene) => Promise<Others>;
  /** What is still waited for. */
  readonly onWaiting: (missing: readonly string[]) => void;
}

/** On the simulator things happen within milliseconds; of Stripe one asks every few seconds at most. */
const POLL_MS = 200;
const ASK_STRIPE_EVERY_MS = 5_000;

/** Watches Recoup's own rows until everything that is expected has happened, or the time is over. */
export async function follow(options: FollowOptions): Promise<Followed> {
  const { db, scene, waitMs, wallNow, onSeen, onWaiting } = options;
  const untilMs = wallNow() + waitMs;
  const dispute = await findDispute(options, untilMs);
  if (dispute === null) return { dispute, others: null, seen: {} };
  options.onDispute(dispute);
  const others = await options.payOthers(scene);
  const run = others.kind === 'asked' ? others.run : null;
  const expected = ACTS.filter((act) => act !== 'othersWait' || run !== null);
  const seen: Partial<Record<ActName, Seen>> = {};
  for (;;) {
    for (const act of expected) {
      if (seen[act] !== undefined) continue;
      const found = await EXPECTED[act].look(db, { scene, dispute, run });
      if (found === null) continue;
      seen[act] = found;
      onSeen(act, found);
    }
    const missing = expected.filter((act) => seen[act] === undefined);
    if (missing.length === 0 || wallNow() >= untilMs) return { dispute, others, seen };
    onWaiting(missing.map((act) => EXPECTED[act].title));
    await delay(POLL_MS);
  }
}

/** The dispute that the card's charge gets: Stripe takes some minutes. */
async function findDispute(
  { stripe, scene, wallNow, onWaiting }: FollowOptions,
  untilMs: number,
): Promise<string | null> {
  for (;;) {
    const { data } = await stripe.disputes.list({ charge: scene.charge, limit: 1 });
    const [found] = data;
    if (found !== undefined) return found.id;
    if (wallNow() >= untilMs) return null;
    onWaiting([`Stripe disputes ${scene.charge}`]);
    await delay(Math.min(ASK_STRIPE_EVERY_MS, Math.max(0, untilMs - wallNow())));
  }
}
