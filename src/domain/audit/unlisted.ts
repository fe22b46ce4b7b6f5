import { type AuditFinding, platformFinding } from './finding';
import type { AccountId } from '../ids';

/** An account that books, events or transfers name and the list of accounts does not have. */
export interface UnlistedAccount {
  readonly account: AccountId;
  readonly namedBy: string;
  /** What Stripe answers when it is asked for it by its id. */
  readonly standing: 'answers' | 'left';
}

/**
 * Accounts v1 lists no account that was made with Accounts v2 for other purposes, yet answers for it by its id: an
 * account that is named, not listed, and answers, is one of them.
 */
export function unlistedFindings(
  unlisted: readonly UnlistedAccount[],
  unread: number,
): readonly AuditFinding[] {
  const named = (standing: UnlistedAccount['standing']) =>
    unlisted.filter((one) => one.standing === standing);
  const finding = (
    standing: UnlistedAccount['standing'],
    severity: AuditFinding['severity'],
    what: string,
    todo: string,
  ): readonly AuditFinding[] => {
    const found = named(standing);
    if (found.length === 0) return [];
    return [
      {
        check: 'accountsV2',
        severity,
        what,
        saw: found.length === 1 ? '1 account' : `${found.length} accounts`,
        do: todo,
        accounts: {
          count: found.length,
          first: found.map(({ account, namedBy }) => ({ account, saw: `named by ${namedBy}` })),
        },
      },
    ];
  };
  return [
    ...finding(
      'answers',
      'soft',
      'the list of accounts lacks them, but Stripe answers for them by id: only Accounts v2 shows them',
      'Recoup follows them once something names them. Look at them in Stripe’s Dashboard: a check that walks the v1 list passes them by.',
    ),
    ...finding(
      'left',
      'info',
      'they are named, and Stripe no longer lets the platform read them',
      'They have left the platform, or belong to another one. Their last figures stand in Recoup’s books.',
    ),
    ...(unread === 0
      ? []
      : [
          platformFinding({
            check: 'accountsV2',
            severity: 'info' as const,
            what: 'more accounts are named than were asked for one by one',
            saw: `${unread} not asked for`,
            do: 'bin/recoup audit --account ID looks at a single one.',
          }),
        ]),
    ...(unlisted.length === 0
      ? [
          platformFinding({
            check: 'accountsV2',
            severity: 'info' as const,
            what: 'the list has every account that books, events and transfers name',
            saw: 'none is missing',
            do: null,
          }),
        ]
      : []),
  ];
}
