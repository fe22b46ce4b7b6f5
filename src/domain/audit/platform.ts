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
            do: 'Find out who froze it and why (the console’s overview says), then open it: bin/recoup unfreeze',
          }),
        ]
      : []),
  ];
}
