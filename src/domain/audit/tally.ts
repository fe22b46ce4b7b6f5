import type { AccountFinding, AuditFinding } from './finding';

/** Of each finding so many accounts are named: whoever mends these asks again. */
const NAMED = 20;

/** Puts the findings of any number of accounts together, in memory that does not grow with them. */
export interface Tally {
  add(findings: readonly AccountFinding[]): void;
  findings(): readonly AuditFinding[];
}

interface Group {
  readonly like: AccountFinding;
  count: number;
  first: readonly AccountFinding[];
}

export function createTally(): Tally {
  const groups = new Map<string, Group>();
  return {
    add(findings) {
      for (const finding of findings) {
        const name = `${finding.check} ${finding.severity} ${finding.what}`;
        const group = groups.get(name) ?? { like: finding, count: 0, first: [] };
        groups.set(name, group);
        group.count += 1;
        group.first = [...group.first, finding].sort(byUrgency).slice(0, NAMED);
      }
    },
    findings: () => [...groups.values()].map(asFinding),
  };
}

function byUrgency(a: AccountFinding, b: AccountFinding): number {
  if (a.byMs !== b.byMs) return (a.byMs ?? Infinity) - (b.byMs ?? Infinity);
  return a.account < b.account ? -1 : 1;
}

function asFinding({ like, count, first }: Group): AuditFinding {
  const { check, severity, what } = like;
  return {
    check,
    severity,
    what,
    saw: count === 1 ? '1 account' : `${count} accounts`,
    do: like.do,
    accounts: { count, first: first.map(({ account, saw }) => ({ account, saw })) },
  };
}
