import { describe, expect, test } from '@jest/globals';
import { FLOWS, type Finding, type Flow } from '../../../src/domain/account/finding';
import {
  preflight,
  type ChargeModel,
  type GuardPolicy,
  type PreflightFacts,
} from '../../../src/domain/account/preflight';
import type { AccountRecord } from '../../../src/domain/account/record';
import { MINUTE_MS } from '../../../src/domain/clock';
import { currency } from '../../../src/domain/money';
import { goodRecord } from '../../support/account-records';
import { NOW, THINGS, type State } from './check-states';

const POLICY: GuardPolicy = {
  guard: { deadlineWindowDays: 14, softHalt: 'pass' },
  factsMaxAgeWallMs: 15 * MINUTE_MS,
  tooSmall: { eur: 500, usd: 500 },
};

interface Combination {
  readonly names: readonly string[];
  readonly record: AccountRecord;
  readonly facts: PreflightFacts;
  readonly expected: readonly string[];
}

const found = (flow: Flow, facts: PreflightFacts): readonly Finding[] => preflight(flow, facts, NOW, POLICY);
const short = ({ check, severity }: Finding): string => `${check} ${severity}`;

const NOTHING: Combination = (() => {
  const record = goodRecord();
  const { account } = record;
  const books = { holdReasons: [], openCases: [], openDisputes: [], leavesMinor: null };
  const facts = { account, record, currency: currency('eur'), chargeModel: null, ...books };
  return { names: [], record, facts, expected: [] };
})();

function withState(flow: Flow, base: Combination, name: string, state: State): Combination {
  const record = { ...base.record, ...state.record };
  return {
    names: [...base.names, name],
    record,
    facts: { ...base.facts, ...state.facts, record },
    expected: [...base.expected, ...(state[flow] ?? [])],
  };
}

/** What has left says nothing of its age: that it left is why it is old. */
function isAsExpected(flow: Flow, { facts, record, expected }: Combination): boolean {
  const wanted = record.reachable ? expected : expected.filter((one) => one !== 'facts_age hard');
  const seen = found(flow, facts).map(short);
  return seen.toSorted().join() === wanted.toSorted().join();
}

const ENTRIES = Object.entries(THINGS).map(([thing, states]) => ({ thing, states: Object.entries(states) }));

function* combinations(
  flow: Flow,
  things: readonly { readonly states: readonly (readonly [string, State])[] }[],
  base: Combination = NOTHING,
): Generator<Combination> {
  const [first, ...rest] = things;
  if (first === undefined) {
    yield base;
    return;
  }
  for (const [name, state] of first.states)
    yield* combinations(flow, rest, withState(flow, base, name, state));
}

const answer = (flow: Flow, state: State): string => (state[flow] ?? []).join();

/** Of each thing one state for every answer that it can give the flow. */
const answersFor = (flow: Flow) =>
  ENTRIES.map(({ states }) => ({
    states: states.filter(
      ([, state], index) =>
        states.findIndex(([, one]) => answer(flow, one) === answer(flow, state)) === index,
    ),
  }));

describe.each(FLOWS)('the checks of flow %s', (flow) => {
  test('find in every state of every thing what the table says, whatever the state of one other', () => {
    const wrong: string[] = [];
    for (const [index, one] of ENTRIES.entries()) {
      for (const other of ENTRIES.slice(index + 1)) {
        // Two things make one check of a payout: it has a table of its own.
        if (flow === 'payout' && one.thing === 'capabilities' && other.thing === 'charge model') continue;
        const rest = ENTRIES.filter((each) => each !== one && each !== other);
        const good = rest.map(({ states }) => ({ states: states.slice(0, 1) }));
        for (const each of combinations(flow, [...good, one, other])) {
          if (!isAsExpected(flow, each)) wrong.push(each.names.slice(-2).join(' + '));
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('find all that fails in every combination of their answers, not the first', () => {
    const wrong: string[] = [];
    let combined = 0;
    for (const each of combinations(flow, answersFor(flow))) {
      combined += 1;
      if (!isAsExpected(flow, each)) wrong.push(each.names.join(', '));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(combined).toBe(answersFor(flow).reduce((product, { states }) => product * states.length, 1));
  });

  test('say of each finding what was seen and what clears it, and nothing of a person', () => {
    for (const { states } of answersFor(flow)) {
      for (const [name, state] of states) {
        for (const finding of found(flow, withState(flow, NOTHING, name, state).facts)) {
          expect([finding.saw.length, finding.clears.length].every((length) => length > 10)).toBe(true);
          expect(finding.saw).not.toMatch(/undefined|null|NaN|@/);
        }
      }
    }
  });
});

test('nothing is sent to an account that nobody has read, and a debit is Stripe’s to refuse', () => {
  const unread = [{ record: null }, { record: goodRecord({ readWallMs: 0 }) }];
  for (const record of unread) {
    const seen = FLOWS.map((flow) => [flow, found(flow, { ...NOTHING.facts, ...record }).map(short)]);
    expect(Object.fromEntries(seen)).toEqual({
      transfer: ['facts_age hard'],
      payout: ['facts_age hard'],
      account_debit: [],
      credit: ['facts_age hard'],
      give_back: ['facts_age hard'],
    });
  }
  const gone = goodRecord({ readWallMs: 0, reachable: false });
  for (const flow of FLOWS) {
    expect(found(flow, { ...NOTHING.facts, record: gone }).map(short)).toEqual(['reachable hard']);
  }
});

/** How many capabilities a payout misses, by the charges that filled the balance: by hand. */
const MISSED: { readonly [state: string]: readonly [direct: number, others: number, unknown: number] } = {
  'all active': [0, 0, 0],
  'cards never asked for': [1, 0, 0],
  'cards inactive': [1, 0, 1],
  'transfers pending': [0, 1, 1],
  'transfers in an unknown word': [0, 1, 1],
  'transfers never asked for': [0, 1, 0],
  'nothing asked for': [1, 1, 1],
  'none active': [1, 1, 2],
};

test.each(Object.entries(THINGS['capabilities'] ?? {}))(
  'a payout needs the capability of the charges in use: %s',
  (name, state) => {
    const { facts } = withState('payout', NOTHING, name, state);
    const missed = (chargeModel: ChargeModel | null): number =>
      found('payout', { ...facts, chargeModel }).filter(({ check }) => check === 'capability').length;
    const seen = [missed('direct'), missed('destination'), missed('separate'), missed(null)];
    const [direct, others, unknown] = MISSED[name] ?? [];
    expect(seen).toEqual([direct, others, others, unknown]);
  },
);

test('a deadline says which list, bucket, day and fields; long lists are cut', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const requirements = { ...goodRecord().requirements, currentlyDue: names, currentDeadlineMs: NOW.clockMs };
  const record = goodRecord({ requirements, readWallMs: NOW.wallMs });
  expect(found('transfer', { ...NOTHING.facts, record })).toEqual([
    {
      check: 'currently_due',
      severity: 'soft',
      saw: 'requirements.currently_due by 1972-09-27: a, b, c, d, e and 2 more',
      clears: 'the seller provides it before the deadline',
    },
  ]);
});
