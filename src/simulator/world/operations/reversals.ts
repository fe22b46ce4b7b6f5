import { balanceCurrency } from '../accounts';
import { explainReversal } from '../explain';
import { available } from '../ledger';
import type { Transfer, TransferReversal } from '../objects';
import type { Params, World } from '../port';
import { convert } from '../rates';
import { makeReversal } from '../reversals';
import { switches } from '../settings';
import { fail, flag, int, mergeMetadata } from './read';

/** Takes a transfer back, or a part. @throws StripeFailure where Stripe refuses it. */
export function reverseTransfer(world: World, transfer: Transfer, params: Params): TransferReversal {
  const { core } = world;
  const left = transfer.amount - transfer.amount_reversed;
  const amountMinor = int(params, 'amount') ?? left;
  if (left === 0) fail(400, null, `Transfer ${transfer.id} is already fully reversed.`);
  if (amountMinor > left) {
    fail(
      400,
      'parameter_invalid_integer',
      `Reversal amount (${amountMinor}) is greater than unreversed amount on transfer (${left})`,
      'amount',
    );
  }
  refuseBelowZero(world, transfer, amountMinor);
  const reversal = makeReversal(core, {
    transfer: transfer.id,
    amountMinor,
    metadata: mergeMetadata({}, params),
    refundApplicationFee: flag(params, 'refund_application_fee'),
    sourceRefund: null,
  });
  explainReversal(core, reversal, transfer);
  return reversal;
}

/** Where connected reserves are off, a reversal needs its amount in the account. @throws StripeFailure without it. */
export function refuseBelowZero({ core }: World, transfer: Transfer, amountMinor: number): void {
  const takenIn = balanceCurrency(core, transfer.destination, transfer.currency);
  const takenMinor = convert(core, amountMinor, transfer.currency, takenIn).amountMinor;
  const toPlatform = transfer.destination === core.platformId;
  if (!toPlatform && switches(core).reversalBelowZero) return;
  if (available(core, transfer.destination, takenIn) >= takenMinor) return;
  fail(
    400,
    'balance_insufficient',
    'The recipient of the transfer does not have sufficient funds to reverse it.',
  );
}
