import {
  API_FAULTS,
  WEBHOOK_FAULTS,
  type ApiFault,
  type FaultKind,
  type FaultRule,
  type WebhookFault,
} from './rule';
import { seededRandom } from './random';

export interface FaultStatus extends FaultRule {
  readonly id: number;
  /** Things the rule could have applied to so far. */
  readonly matched: number;
  readonly fired: number;
}

interface Standing {
  readonly id: number;
  readonly rule: FaultRule;
  matched: number;
  fired: number;
}

/** The faults asked for. Each counts how often it fired, so that a test can tell that it did. */
export class Faults {
  private readonly random: () => number;
  private standing: Standing[] = [];
  private readonly firedByKind = new Map<FaultKind, number>();
  private nextId = 1;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Returns the rule's id. Rules are tried in the order in which they were added; the first that fires decides. */
  add(rule: FaultRule): number {
    const id = this.nextId++;
    this.standing.push({ id, rule, matched: 0, fired: 0 });
    return id;
  }

  remove(id: number): boolean {
    const before = this.standing.length;
    this.standing = this.standing.filter((one) => one.id !== id);
    return this.standing.length < before;
  }

  /** Ends all faults. What has fired stays counted by kind. */
  clear(): void {
    this.standing = [];
  }

  status(): FaultStatus[] {
    return this.standing.map(({ id, rule, matched, fired }) => ({ ...rule, id, matched, fired }));
  }

  /** How often a kind of fault has fired, or with an id, one rule. */
  fired(which: FaultKind | number): number {
    if (typeof which !== 'number') return this.firedByKind.get(which) ?? 0;
    return this.standing.find((one) => one.id === which)?.fired ?? 0;
  }

  firedCounts(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.firedByKind);
  }

  /** The fault that strikes a call, if any. */
  forCall(operation: string): { kind: ApiFault; rule: FaultRule } | undefined {
    return this.strike(API_FAULTS, operation);
  }

  /** The fault that strikes an event's delivery to one endpoint, if any. */
  forDelivery(eventType: string): { kind: WebhookFault; rule: FaultRule } | undefined {
    return this.strike(WEBHOOK_FAULTS, eventType);
  }

  private strike<Kind extends FaultKind>(
    kinds: readonly Kind[],
    subject: string,
  ): { kind: Kind; rule: FaultRule } | undefined {
    for (const one of this.standing) {
      const kind = kinds.find((candidate) => candidate === one.rule.kind);
      if (kind === undefined || !matches(one.rule.match, subject)) continue;
      one.matched += 1;
      if (one.matched <= (one.rule.skip ?? 0)) continue;
      if (one.fired >= (one.rule.times ?? Infinity)) continue;
      if (one.rule.probability !== undefined && this.random() >= one.rule.probability) continue;
      one.fired += 1;
      this.firedByKind.set(kind, (this.firedByKind.get(kind) ?? 0) + 1);
      return { kind, rule: one.rule };
    }
    return undefined;
  }
}

function matches(pattern: string | undefined, subject: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}
