import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccountRecord } from '../../../src/domain/account/record';
import { accountFindings } from '../../../src/domain/audit/accounts';
import type { AccountFinding } from '../../../src/domain/audit/finding';
import { createTally } from '../../../src/domain/audit/tally';
import { DAY_MS } from '../../../src/domain/clock';
import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { defaultPolicy } from '../../../src/policy-file';
import { capability, due, lines, NOW, NOW_MS, record } from './support';

const TRANSFERS = [{ capability: 'transfers', why: 'whatever is sent to an account' }] as const;

const found = (fields: Partial<AccountRecord>): readonly AccountFinding[] =>
  accountFindings(record(fields), { now: NOW, policy: defaultPolicy(), capabilities: TRANSFERS });
const foundLines = (fields: Partial<AccountRecord>) => lines(found(fields)).join('\n');

test('an account in good order asks for nothing', () => {
  expect(foundLines({})).toBe('');
});

const SHUT = { chargesEnabled: false, payoutsEnabled: false };

describe('a capability that is needed', () => {
  test.each([
    ['pending', {}, 'hard'],
    ['inactive', {}, 'hard'],
    ['a word of tomorrow', {}, 'hard'],
    ['pending', { chargesEnabled: false }, 'hard'],
    ['pending', { payoutsEnabled: false }, 'hard'],
    ['pending', SHUT, 'soft'],
    ['inactive', SHUT, 'soft'],
    ['unrequested', {}, 'soft'],
    ['unrequested', SHUT, 'soft'],
  ] as const)('that is %s with %j is %s', (word, flags, severity) => {
    const [finding] = found({ ...flags, capabilities: capability(word) });
    expect(finding).toMatchObject({ check: 'capabilities', severity, saw: `transfers is ${word}` });
  });

  it('and is not named at all was never requested', () => {
    expect(foundLines({ capabilities: {} })).toMatch(/^soft: transfers was never requested/);
  });

  it('is not asked of an account that was rejected, which says only that', () => {
    const findings = found({ disabledReason: 'rejected.fraud', capabilities: capability('inactive') });
    expect(findings.map(({ what }) => what)).toEqual([
      expect.stringContaining('the platform bears'),
      expect.stringContaining('rejected'),
    ]);
    expect(lines(findings)).toEqual([]);
  });
});

describe('requirements', () => {
  const inDays = (days: number) => NOW_MS + days * DAY_MS;

  test.each([
    [14, true],
    [14.01, false],
    [0, true],
    [-3, true],
  ])('with a deadline in %d days: told %s', (days, isTold) => {
    const requirements = due({ currentlyDue: ['company.tax_id'], currentDeadlineMs: inDays(days) });
    expect(foundLines({ requirements }).includes('a deadline within 14 days')).toBe(isTold);
    expect(foundLines({ futureRequirements: requirements }).includes('a deadline within')).toBe(isTold);
  });

  it('are in the order of the first deadline of both lists', () => {
    const [finding] = found({
      requirements: due({ currentlyDue: ['a'], currentDeadlineMs: inDays(10) }),
      futureRequirements: due({ eventuallyDue: ['b'], currentDeadlineMs: inDays(3) }),
    });
    expect(finding?.byMs).toBe(inDays(3));
    expect(finding?.saw).toMatch(/a.*; .*b/);
  });

  it('that are past due fail the audit while a flag is still green', () => {
    const requirements = due({ pastDue: ['person.id_number'] });
    expect(foundLines({ requirements })).toMatch(/^hard: .*past due: person\.id_number/);
    expect(foundLines({ requirements, ...SHUT })).toMatch(/^soft: requirements are past due/);
  });

  it('say why Stripe has disabled something, where nothing is past due', () => {
    expect(foundLines({ disabledReason: 'under_review' })).toMatch(/^soft: .*: under_review$/);
  });
});

describe('the bank debit', () => {
  it('is looked at only where the platform bears the loss', () => {
    const broken = { debitNegativeBalances: false, externalAccounts: [] } as const;
    expect(foundLines({ ...broken, losses: 'stripe' })).toBe('');
    expect(lines(found(broken))).toHaveLength(2);
  });

  it('is no matter in a country whose banks Stripe does not debit, which is said', () => {
    const findings = found({ country: 'JP', debitNegativeBalances: false });
    expect(lines(findings)).toEqual([]);
    expect(findings.some(({ what }) => what.includes('express account in JP'))).toBe(true);
  });

  it('needs a bank account: a card is none, and a broken one is no use', () => {
    const usd = currency('usd');
    const card = { kind: 'card', currency: usd, country: 'US', status: 'new' } as const;
    expect(foundLines({ externalAccounts: [card] })).toMatch(/cards only/);
    const errored = { kind: 'bank_account', currency: usd, country: 'US', status: 'errored' } as const;
    expect(foundLines({ externalAccounts: [errored] })).toMatch(/no longer uses: usd errored/);
  });
});

it('names an account of which Stripe does not say who bears its losses', () => {
  expect(foundLines({ losses: 'unknown' })).toMatch(/^soft: Stripe does not say who bears/);
});

describe('many accounts', () => {
  const finding = (n: number, byMs: number | null): AccountFinding => ({
    check: 'deadlines',
    severity: 'soft',
    what: 'a deadline',
    do: 'ask',
    account: accountId(`acct_${n}`),
    saw: String(byMs),
    byMs,
  });

  it('are all counted, and the most urgent are named, in whatever order they come', () => {
    const instant = fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: null });
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 60 }), fc.nat(), (instants, turn) => {
        const all = instants.map((byMs, n) => finding(n, byMs));
        const tally = createTally();
        const from = turn % all.length;
        for (const one of [...all.slice(from), ...all.slice(0, from)]) tally.add([one]);
        const [group] = tally.findings();
        const urgent = (ms: number | null) => ms ?? Infinity;
        const expected = all
          .toSorted((a, b) => urgent(a.byMs) - urgent(b.byMs) || (a.account < b.account ? -1 : 1))
          .slice(0, 20)
          .map(({ account, saw }) => ({ account, saw }));
        expect(group?.accounts).toEqual({ count: all.length, first: expected });
      }),
    );
  });

  it('are told apart by what was found, not by what was seen', () => {
    const tally = createTally();
    tally.add([finding(1, 1), { ...finding(2, 2), what: 'another' }, finding(3, 3)]);
    expect(tally.findings().map(({ what, saw }) => `${what}: ${saw}`)).toEqual([
      'a deadline: 2 accounts',
      'another: 1 account',
    ]);
  });
});
