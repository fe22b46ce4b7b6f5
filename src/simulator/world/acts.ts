import { accountActs } from './account-acts';
import type { Acts, Narration } from './acts-port';
import type { Core } from './core';
import { disputeActs } from './dispute-acts';
import type { Due } from './due';
import { planCollection } from './collection';
import { commit } from './happenings';
import { moneyActs } from './money-acts';
import { setRate } from './rates';
import { saleActs } from './sale-acts';
import { setSwitches } from './settings';

/** What stories and tests may do to the world; after each act the books are checked. */
export function makeActs(core: Core, listen: (line: Narration) => void): Acts {
  const acts: Acts = {
    ...accountActs(core),
    ...saleActs(core),
    ...disputeActs(core),
    ...moneyActs(core),
    at: (atMs, act, args, narration) => {
      const due: Due = { kind: 'act', act, args, narration: narration ?? null };
      core.schedule(Math.max(atMs, core.nowMs), due);
    },
    tell: (seller, what) => {
      const line = { atMs: core.nowMs, seller, what };
      core.append('narration', line);
      listen(line);
    },
    setRate: (from, to, rate) => setRate(core, from, to, rate),
    setSwitches: (switches) => setSwitches(core, switches),
    planCollection: (account, plan) => planCollection(core, account, plan),
  };
  return closingBooks(core, acts);
}

/** Wraps each act so that it ends with a commit. */
function closingBooks(core: Core, acts: Acts): Acts {
  const wrapped: Record<string, unknown> = {};
  for (const [name, act] of Object.entries(acts) as [string, (...args: readonly unknown[]) => unknown][]) {
    wrapped[name] = (...args: readonly unknown[]): unknown => {
      const result = act(...args);
      commit(core);
      return result;
    };
  }
  return wrapped as unknown as Acts;
}
