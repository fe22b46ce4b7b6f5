import { type Currency, formatMoney } from '../money';
import { type AuditFinding, platformFinding } from './finding';

export interface KeySeen {
  /** `simulator`: no key is set, and the simulator takes any. */
  readonly kind: 'secret' | 'restricted' | 'simulator';
  readonly livemode: boolean;
  readonly platformAccount: string;
  /** What it may not read, each with Stripe's reason. */
  readonly denied: readonly { readonly resource: string; readonly reason: string }[];
  /** The permissions that moving money needs. */
  readonly writes: readonly string[];
}

export function keyFindings({
  kind,
  livemode,
  platformAccount,
  denied,
  writes,
}: KeySeen): readonly AuditFinding[] {
  return [
    platformFinding({
      check: 'key',
      severity: 'info',
      what: `the platform is ${platformAccount}`,
      saw: kind === 'simulator' ? 'a simulated Stripe' : livemode ? 'live mode' : 'test mode',
      do: null,
    }),
    ...denied.map(({ resource, reason }) =>
      platformFinding({
        check: 'key',
        severity: 'hard',
        what: `the key may not read: ${resource}`,
        saw: reason,
        do: `Give the restricted key the right to read ${resource} (Dashboard, Developers, API keys): Recoup would be blind there.`,
      }),
    ),
    ...(kind !== 'secret'
      ? []
      : [
          platformFinding({
            check: 'key',
            severity: 'soft' as const,
            what: 'the key may do everything',
            saw: `a secret key of ${livemode ? 'live' : 'test'} mode`,
            do: `Use a restricted key (rk_) that reads what Recoup reads and writes: ${[...new Set(writes)].join('; ')}.`,
          }),
        ]),
  ];
}

export interface ModeSeen {
  readonly mode: 'observe' | 'act';
  readonly frozen: boolean;
  readonly policyHash: string;
  readonly policyFile: string;
}

export function modeFindings({ mode, frozen, policyHash, policyFile }: ModeSeen): readonly AuditFinding[] {
  return [
    platformFinding({
      check: 'mode',
      severity: 'info',
      what:
        mode === 'act' ? 'Recoup moves money' : 'Recoup observes: it decides and records, and moves nothing',
      saw: `mode ${mode}${frozen ? ', frozen' : ''}; policy ${policyHash.slice(0, 12)} of ${policyFile}`,
      do: mode === 'act' ? null : 'bin/recoup mode act, once its decisions are those you would have made.',
    }),
    ...(frozen
      ? [
          platformFinding({
            check: 'mode',
            severity: 'soft' as const,
            what: 'the door is frozen: nothing is recovered, and nothing is given back',
            saw: 'frozen',
            do: 'bin/recoup decisions says who froze it and why; bin/recoup unfreeze opens it.',
          }),
        ]
      : []),
  ];
}

export interface BalanceSeen {
  readonly currency: Currency;
  readonly availableMinor: number;
  /** What Stripe holds of the platform for negative balances of accounts. */
  readonly connectReservedMinor: number;
  /** What accounts owe and nobody has brought back yet, with open disputes, as Recoup's books know it. */
  readonly uncoveredMinor: number;
}

/** Currency by currency: a surplus in one covers nothing in another. */
export function balanceFindings(balances: readonly BalanceSeen[]): readonly AuditFinding[] {
  return balances.flatMap((balance) => {
    const { currency, availableMinor, connectReservedMinor, uncoveredMinor } = balance;
    const money = (minor: number): string => formatMoney(minor, currency);
    const saw = `${money(availableMinor)} available, ${money(connectReservedMinor)} held by Stripe for accounts below zero, ${money(uncoveredMinor)} owed and disputed`;
    if (availableMinor < 0) {
      return [
        platformFinding({
          check: 'platformBalance',
          severity: 'hard',
          what: `the platform is under water in ${currency.toUpperCase()}`,
          saw,
          do: 'Pay nothing out in this currency. Top the balance up, or let Stripe debit the platform’s bank.',
        }),
      ];
    }
    if (availableMinor < uncoveredMinor) {
      return [
        platformFinding({
          check: 'platformBalance',
          severity: 'hard',
          what: `the available balance in ${currency.toUpperCase()} does not cover what is owed and disputed`,
          saw,
          do: 'A payout run does not start in this currency. Recover or top up before sellers are paid.',
        }),
      ];
    }
    return [
      platformFinding({
        check: 'platformBalance',
        severity: 'info',
        what: `the available balance in ${currency.toUpperCase()} covers what is owed and disputed`,
        saw,
        do: null,
      }),
    ];
  });
}

/** One sentence that says what is held back and where it is written; null: nobody can say it. */
export function reserveFinding(sentence: string | null): AuditFinding {
  return sentence === null
    ? platformFinding({
        check: 'reserve',
        severity: 'hard',
        what: 'there is no reserve policy',
        saw: 'nothing is held back of what sellers earn',
        do: 'Write the section reserve of the policy: without it a dispute that comes after the payout is the platform’s.',
      })
    : platformFinding({
        check: 'reserve',
        severity: 'info',
        what: 'the reserve policy',
        saw: sentence,
        do: null,
      });
}
