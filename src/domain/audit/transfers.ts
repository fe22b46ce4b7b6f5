import { type AuditFinding, platformFinding } from './finding';

/** A transfer at Stripe that Recoup did not make. */
export interface OtherTransfer {
  readonly id: string;
  readonly destination: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly group: string | null;
  readonly sourceTransaction: string | null;
  /** Clock time, epoch ms. */
  readonly createdMs: number;
}

export interface TransfersSeen {
  /** Of those looked at, how many Recoup made. */
  readonly own: number;
  readonly others: readonly OtherTransfer[];
}

export interface MovesSeen {
  readonly moved: number;
  /** Sent, and their outcome is not known yet. */
  readonly unsettled: number;
}

/** A repetition after an error comes within minutes; what is alike later was meant. */
const REPEATED_WITHIN_MS = 600_000;

export function transferFindings(transfers: TransfersSeen | null, moves: MovesSeen): readonly AuditFinding[] {
  return [
    platformFinding({
      check: 'idempotency',
      severity: 'info',
      what: 'every move of Recoup carries an idempotency key and recoup_key in its metadata',
      saw: `${moves.moved} moves in the books`,
      do: null,
    }),
    ...(moves.unsettled === 0
      ? []
      : [
          platformFinding({
            check: 'idempotency',
            severity: 'soft' as const,
            what: 'moves were sent whose outcome is not known yet',
            saw: String(moves.unsettled),
            do: 'The sweep looks for each by its key before it is sent again. bin/recoup attention names those that stay unknown.',
          }),
        ]),
    ...(transfers === null ? [] : otherFindings(transfers)),
  ];
}

function otherFindings({ own, others }: TransfersSeen): readonly AuditFinding[] {
  if (others.length === 0) return [];
  const repeated = repeatedTransfers(others);
  return [
    platformFinding({
      check: 'idempotency',
      severity: 'info',
      what: 'somebody else makes transfers too',
      saw: `${others.length} of the latest ${own + others.length}`,
      do: 'Recoup’s guard does not stand in front of them. Make sure that whoever makes them sends an Idempotency-Key of the payout’s own and reads the capability of the account first, or let a payout run of Recoup make them.',
    }),
    ...(repeated.length === 0
      ? []
      : [
          platformFinding({
            check: 'idempotency',
            severity: 'hard' as const,
            what: 'transfers that look as if they had been made twice',
            saw: repeated
              .slice(0, 10)
              .map(([a, b]) => `${a.id} and ${b.id} (${a.amountMinor} ${a.currency} to ${a.destination})`)
              .join('; '),
            do: 'Compare each pair in Stripe’s Dashboard and reverse the one too many. Then find out why the request was repeated without its idempotency key.',
          }),
        ]),
  ];
}

/** Pairs with the same destination, amount, currency, group and charge within ten minutes. */
export function repeatedTransfers(
  transfers: readonly OtherTransfer[],
): readonly (readonly [OtherTransfer, OtherTransfer])[] {
  const sorted = [...transfers].sort((a, b) => a.createdMs - b.createdMs);
  return sorted.flatMap((later, at) => {
    const earlier = sorted.slice(0, at).findLast((one) => isAlike(one, later));
    return earlier === undefined ? [] : [[earlier, later] as const];
  });
}

/** Sellers of a batch get the same amount by chance; the same seller in the same batch, or for the same charge, does not. */
function isAlike(a: OtherTransfer, b: OtherTransfer): boolean {
  const isTied = a.group !== null || a.sourceTransaction !== null;
  return (
    isTied &&
    a.destination === b.destination &&
    a.amountMinor === b.amountMinor &&
    a.currency === b.currency &&
    a.group === b.group &&
    a.sourceTransaction === b.sourceTransaction &&
    b.createdMs - a.createdMs <= REPEATED_WITHIN_MS
  );
}
