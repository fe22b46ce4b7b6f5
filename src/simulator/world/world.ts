import { callerAccount, createPlatform } from './accounts';
import { makeActs } from './acts';
import type { Acts, Narration } from './acts-port';
import { audit } from './audit';
import { setSwitches } from './settings';
import { Core } from './core';
import { country } from './countries';
import { facts } from './economic-book';
import { commit, happen, scheduleNextDay } from './happenings';
import type {
  Caller,
  Change,
  DeliveryState,
  Operation,
  Params,
  PathValues,
  StripeEvent,
  StripeObject,
  World,
  WorldOptions,
} from './port';
import { Store } from './store';
import { judge } from './verdict';
import type { Verdict } from './verdict-port';

/** A world from its beginning. */
export function createWorld(options: WorldOptions): World {
  const core = Core.create(options);
  const where = options.platform?.country ?? 'US';
  createPlatform(core, {
    country: where,
    currency: options.platform?.defaultCurrency ?? country(where).currency,
  });
  if (options.switches !== undefined) setSwitches(core, options.switches);
  scheduleNextDay(core);
  return new SimulatedWorld(core);
}

/** The world as it was when these changes were drained, in their order. */
export function restoreWorld(changes: readonly Change[]): World {
  return new SimulatedWorld(Core.restore(Store.restore(changes)));
}

class SimulatedWorld implements World {
  readonly acts: Acts;
  private readonly narrationListeners = new Set<(line: Narration) => void>();

  constructor(readonly core: Core) {
    this.acts = makeActs(core, (line) => this.narrationListeners.forEach((listener) => listener(line)));
  }

  get platformId(): string {
    return this.core.platformId;
  }

  get nowMs(): number {
    return this.core.nowMs;
  }

  perform(
    operation: Operation,
    caller: Caller,
    path: PathValues,
    params: Params,
  ): StripeObject | readonly StripeObject[] {
    callerAccount(this.core, caller);
    this.core.actor = 'api';
    try {
      if (operation.kind === 'list') {
        const answer = operation.run(this, caller, path, params);
        commit(this.core);
        return answer;
      }
      const answer = operation.run(this, caller, path, params);
      const row = answer.id === undefined ? undefined : this.core.store.get(answer.id);
      commit(this.core);
      // What a call made may have changed again when the books were closed.
      return row?.value === answer ? (this.find(String(answer.id), caller) ?? answer) : answer;
    } finally {
      this.core.actor = 'story';
    }
  }

  find(id: string, caller: Caller): StripeObject | null {
    const row = this.core.store.get(id);
    if (row === undefined || id.startsWith('_')) return null;
    const owner = callerAccount(this.core, caller);
    const visible = row.owner === owner || (row.kind === 'account' && owner === this.platformId);
    return visible ? (row.value as StripeObject) : null;
  }

  advanceTo(clockMs: number): void {
    for (
      let next = this.core.earliest();
      next !== null && next.atMs <= clockMs;
      next = this.core.earliest()
    ) {
      this.core.setNow(next.atMs);
      this.core.unschedule(next.key);
      const { due } = next;
      if (due.kind === 'act') {
        this.runAct(due.act, due.args, due.narration);
        continue;
      }
      this.core.actor = 'stripe';
      try {
        happen(this.core, due);
        commit(this.core);
      } finally {
        this.core.actor = 'story';
      }
    }
    this.core.setNow(clockMs);
  }

  nextDueMs(): number | null {
    return this.core.earliest()?.atMs ?? null;
  }

  onEvent(listener: (event: StripeEvent) => void): () => void {
    this.core.eventListeners.add(listener);
    return () => this.core.eventListeners.delete(listener);
  }

  onNarration(listener: (line: Narration) => void): () => void {
    this.narrationListeners.add(listener);
    return () => this.narrationListeners.delete(listener);
  }

  markDelivery(eventId: string, state: DeliveryState): void {
    this.core.setNote('delivery', eventId, { state });
  }

  drainChanges(): readonly Change[] {
    return this.core.store.drain();
  }

  snapshot(): readonly Change[] {
    return this.core.store.all();
  }

  verdict(): Verdict {
    return judge(facts(this.core));
  }

  audit(): void {
    audit(this.core);
  }

  private runAct(
    act: Exclude<keyof Acts, 'at'>,
    args: readonly unknown[],
    narration: { seller: string | null; what: string } | null,
  ): void {
    const run = this.acts[act] as (...values: readonly unknown[]) => unknown;
    const result = run(...args);
    if (narration !== null && result !== null) this.acts.tell(narration.seller, narration.what);
  }
}
