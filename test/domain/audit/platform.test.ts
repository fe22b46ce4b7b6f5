import { describe, expect, it, test } from '@jest/globals';
import { balanceFindings } from '../../../src/domain/audit/balances';
import {
  capabilityNeeds,
  modelFindings,
  modelOf,
  type ModelsSeen,
} from '../../../src/domain/audit/charge-models';
import { AUDIT_CHECKS, hasFailed, inOrder, platformFinding } from '../../../src/domain/audit/finding';
import { keyFindings, type KeySeen, modeFindings } from '../../../src/domain/audit/platform';
import { reserveFinding } from '../../../src/domain/audit/reserve';
import { type OtherTransfer, repeatedTransfers, transferFindings } from '../../../src/domain/audit/transfers';
import { unlistedFindings } from '../../../src/domain/audit/unlisted';
import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { defaultPolicy } from '../../../src/policy-file';
import { lines, NOW_MS } from './support';

describe('the key', () => {
  const key: KeySeen = {
    kind: 'restricted',
    livemode: true,
    platformAccount: 'acct_platform',
    denied: [],
    writes: ['Transfers: write', 'Transfers: write', 'Balance settings: write'],
  };

  it('that is restricted and reads what Recoup reads is in order', () => {
    expect(lines(keyFindings(key))).toEqual([]);
    expect(lines(keyFindings({ ...key, kind: 'simulator' }))).toEqual([]);
  });

  it('that is secret may do more than it needs; what it needs is named once each', () => {
    const findings = keyFindings({ ...key, kind: 'secret' });
    expect(lines(findings)).toEqual(['soft: the key may do everything: a secret key of live mode']);
    expect(findings.at(-1)?.do).toContain('Transfers: write; Balance settings: write.');
  });

  it('that may not read something leaves Recoup blind there', () => {
    const denied = [{ resource: 'Disputes', reason: 'rak_disputes_read is missing' }];
    expect(lines(keyFindings({ ...key, denied }))).toEqual([
      'hard: the key may not read: Disputes: rak_disputes_read is missing',
    ]);
  });
});

describe('the mode', () => {
  const seen = { mode: 'act', frozen: false, policyHash: 'abcdef0123456789', policyFile: 'p.yaml' } as const;

  it('is said with the hash of the policy', () => {
    expect(modeFindings(seen)[0]?.saw).toBe('mode act; policy abcdef012345 of p.yaml');
    expect(modeFindings({ ...seen, mode: 'observe' })[0]?.what).toContain('moves nothing');
    expect(lines(modeFindings(seen))).toEqual([]);
  });

  it('frozen wants a person', () => {
    expect(lines(modeFindings({ ...seen, frozen: true }))).toHaveLength(1);
  });
});

describe('charge models', () => {
  test.each([
    ['destination', { transfer: 'tr_1', transfer_group: 'group_1' }],
    ['destination', { transfer_data: { destination: 'acct_1' } }],
    ['on_behalf_of', { transfer: 'tr_1', on_behalf_of: 'acct_1' }],
    ['separate', { transfer_group: 'order-7' }],
    [null, { transfer_group: null, on_behalf_of: null, transfer: null }],
    [null, {}],
  ] as const)('%s is told by %j', (model, charge) => {
    expect(modelOf(charge)).toBe(model);
  });

  const seen = (by: Partial<ModelsSeen['by']>): ModelsSeen => ({
    charges: 9,
    transfers: 4,
    by: { destination: 0, on_behalf_of: 0, separate: 0, direct: 0, ...by },
  });

  test.each([
    [{ destination: 1, separate: 2 }, ['transfers']],
    [{ direct: 1 }, ['transfers', 'card_payments']],
    [{ on_behalf_of: 3 }, ['transfers', 'card_payments']],
    [{}, ['transfers']],
  ])('%j need %j', (by, needed) => {
    expect(capabilityNeeds(seen(by)).map(({ capability }) => capability)).toEqual(needed);
  });

  it('that are several, or none, want a person', () => {
    expect(lines(modelFindings(seen({ destination: 2 })))).toEqual([]);
    expect(lines(modelFindings(seen({ destination: 2, direct: 1 })))).toEqual([
      expect.stringContaining('side by side: destination, direct'),
    ]);
    expect(lines(modelFindings(seen({})))).toEqual([
      'soft: no charge says which model is in use: of 9 charges and 4 transfers looked at',
    ]);
  });
});

describe('transfers of others', () => {
  const transfer = (fields: Partial<OtherTransfer> = {}): OtherTransfer => ({
    id: 'tr_1',
    destination: 'acct_1',
    amountMinor: 500,
    currency: 'usd',
    group: 'batch-7',
    sourceTransaction: null,
    createdMs: NOW_MS,
    ...fields,
  });
  const second = { id: 'tr_2', createdMs: NOW_MS + 600_000 };

  test.each<readonly [string, Partial<OtherTransfer>, boolean]>([
    ['the same again', {}, true],
    ['more than ten minutes later', { createdMs: NOW_MS + 600_001 }, false],
    ['to another account', { destination: 'acct_2' }, false],
    ['of another amount', { amountMinor: 501 }, false],
    ['in another currency', { currency: 'eur' }, false],
    ['in another batch', { group: 'batch-8' }, false],
    ['for another charge', { sourceTransaction: 'ch_2' }, false],
  ])('%s looks like a repetition: %#', (_what, fields, isAlike) => {
    expect(repeatedTransfers([transfer({ ...second, ...fields }), transfer()])).toHaveLength(isAlike ? 1 : 0);
  });

  it('that nothing ties together are alike by chance', () => {
    expect(repeatedTransfers([transfer({ group: null }), transfer({ ...second, group: null })])).toEqual([]);
  });

  it('made twice fail the audit; moves without an outcome want a person', () => {
    const moves = { moved: 3, unsettled: 0 };
    const others = [transfer(), transfer(second)];
    expect(lines(transferFindings({ own: 2, others: others.slice(1) }, moves))).toEqual([]);
    expect(lines(transferFindings({ own: 2, others }, { moved: 3, unsettled: 1 }))).toEqual([
      expect.stringContaining('soft: moves were sent whose outcome is not known yet: 1'),
      expect.stringContaining('tr_1 and tr_2 (500 usd to acct_1)'),
    ]);
    expect(lines(transferFindings(null, moves))).toEqual([]);
  });
});

describe("the platform's balance", () => {
  const usd = currency('usd');
  const balance = (availableMinor: number, disputesNotWithdrawnMinor = 0) =>
    lines(
      balanceFindings([
        {
          currency: usd,
          availableMinor,
          connectReservedMinor: 700,
          exposure: { disputesNotWithdrawnMinor, claimsLikelyLostMinor: 0, provisionalDebitsMinor: 0 },
        },
      ]),
    );

  test.each([
    [0, 0, false],
    [-1, 0, true],
    [1_000, 1_000, false],
    [999, 1_000, true],
  ])('of %d against %d is under water: %s', (available, exposed, isUnder) => {
    expect(balance(available, exposed)).toHaveLength(isUnder ? 1 : 0);
    if (isUnder) expect(balance(available, exposed)[0]).toMatch(/^hard: .*7\.00 USD more held by Stripe/);
  });
});

describe('the reserve', () => {
  const { reserve } = defaultPolicy();

  it('is one sentence that says where it is written', () => {
    const { severity, saw } = reserveFinding(reserve, 'recoup.policy.yaml');
    expect(severity).toBe('info');
    expect(saw).toMatch(/10 % of what sellers under 90 days earn.*15 % from a dispute rate of 0\.75 %/);
    expect(saw).toMatch(/section reserve of recoup\.policy\.yaml\.$/);
    expect(reserveFinding({ ...reserve, immediateDelivery: true }, 'p').saw).toContain('7 % of what');
  });

  it('of nothing is none', () => {
    const none = {
      ...reserve,
      byAge: reserve.byAge.map((row) => ({ ...row, basisPoints: 0 })),
      disputeRate: { ...reserve.disputeRate, rows: [] },
    };
    expect(reserveFinding(none, 'p.yaml').severity).toBe('hard');
  });
});

describe('accounts that the list does not show', () => {
  const account = accountId('acct_1');

  it('are of Accounts v2 where Stripe answers for them', () => {
    expect(lines(unlistedFindings([{ account, namedBy: 'a transfer', standing: 'answers' }], 0))).toEqual([
      expect.stringContaining('only Accounts v2 shows them: 1 account'),
    ]);
  });

  it('have left where it does not', () => {
    const findings = unlistedFindings([{ account, namedBy: 'an event', standing: 'left' }], 3);
    expect(lines(findings)).toEqual([]);
    expect(findings.map(({ saw }) => saw)).toEqual(['1 account', '3 not asked for']);
  });

  it('are none where every name is listed', () => {
    expect(unlistedFindings([], 0).map(({ saw }) => saw)).toEqual(['none is missing']);
  });
});

test('findings come by check, the worst first, and one hard finding fails the audit', () => {
  const finding = (check: (typeof AUDIT_CHECKS)[number], severity: 'hard' | 'soft' | 'info') =>
    platformFinding({ check, severity, what: 'x', saw: 'y', do: null });
  const mixed = [
    finding('reserve', 'info'),
    finding('key', 'info'),
    finding('key', 'hard'),
    finding('key', 'soft'),
  ];
  expect(inOrder(mixed).map(({ check, severity }) => `${check} ${severity}`)).toEqual([
    'key hard',
    'key soft',
    'key info',
    'reserve info',
  ]);
  expect(hasFailed(mixed)).toBe(true);
  expect(hasFailed(mixed.filter(({ severity }) => severity !== 'hard'))).toBe(false);
});
