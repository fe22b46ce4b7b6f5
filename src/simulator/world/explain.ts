import { recordPart } from './charges';
import type { Core } from './core';
import { record } from './economic-book';
import type { Charge, Transfer, TransferReversal } from './objects';
import { chargeOfCause, chargeOfKey, isUndone, parseKey, setTie, tieOf } from './ties';
import type { Key } from './ties';
import type { Landed } from './transfers';

/**
 * Ties a transfer that somebody sent to an account by the API to what it is for: first by its key, then by its
 * charge, then by a group. What cannot be tied is unexplained.
 */
export function explainTransfer(core: Core, landed: Landed): void {
  const { transfer } = landed;
  const key = keyOf(core, transfer, transfer.id, transfer.destination, transfer.amount);
  if (key !== null) return explainByKey(core, landed, key);
  const charge = transfer.source_transaction ?? onlyChargeOf(core, transfer.transfer_group);
  if (charge !== null) {
    const { destination: account, amount: amountMinor, currency } = transfer;
    return recordPart(core, charge, transfer.id, { account, amountMinor, currency, feeMinor: 0 });
  }
  setTie(core, transfer.id, { charge: null, role: 'other' });
  if (transfer.transfer_group === null) {
    unexplained(
      core,
      transfer,
      'a transfer to an account with neither a recoup_key nor a charge nor a group',
    );
  }
}

function explainByKey(core: Core, landed: Landed, key: Key): void {
  const { transfer, balanceMinor, balanceCurrency } = landed;
  const account = transfer.destination;
  switch (key.kind) {
    case 'give_back': {
      const charge = chargeOfCause(core, key.cause);
      setTie(core, transfer.id, { charge, role: 'give_back' });
      if (charge === null)
        return unexplained(core, transfer, `a give-back for ${key.cause}, which is no dispute or refund`);
      return record(core, {
        what: 'taken',
        how: 'give_back',
        by: core.actor,
        charge,
        account,
        amountMinor: -transfer.amount,
        currency: transfer.currency,
        balanceMinor: -balanceMinor,
        balanceCurrency,
      });
    }
    case 'credit':
      setTie(core, transfer.id, { charge: null, role: 'credit' });
      return record(core, {
        what: 'credited',
        account,
        amountMinor: balanceMinor,
        currency: balanceCurrency,
      });
    case 'payout':
      setTie(core, transfer.id, { charge: null, role: 'earnings' });
      return record(core, {
        what: 'earnings_paid',
        account,
        amountMinor: transfer.amount,
        currency: transfer.currency,
      });
    default:
      return setTie(core, transfer.id, { charge: null, role: 'other' });
  }
}

/** Ties a transfer from an account to the platform to the sale that it pays for. */
export function explainDebit(core: Core, account: string, transfer: Transfer): void {
  const { amount: amountMinor, currency } = transfer;
  const key = keyOf(core, transfer, transfer.id, account, amountMinor);
  const charge = key === null ? null : chargeOfCause(core, key.cause);
  setTie(core, transfer.id, { charge, role: 'debit' });
  if (charge !== null) {
    record(core, {
      what: 'taken',
      how: 'account_debit',
      by: core.actor,
      charge,
      account,
      amountMinor,
      currency,
      balanceMinor: amountMinor,
      balanceCurrency: currency,
    });
    return;
  }
  // Without a sale it can only pay what Stripe or the platform had covered: as if the seller had paid outside.
  record(core, { what: 'paid_outside', account, amountMinor, currency });
  if (key === null || key.kind !== 'account_debit' || !key.cause.startsWith('other:')) {
    record(core, {
      what: 'unexplained',
      id: transfer.id,
      account,
      amountMinor,
      currency,
      why: 'an account debit for no known cause',
    });
  }
}

/** A reversal is tied by its transfer; its key must speak of the same sale, and the sale must have been undone. */
export function explainReversal(core: Core, reversal: TransferReversal, transfer: Transfer): void {
  const { charge: tied, role } = tieOf(core, transfer.id);
  const key = keyOf(core, reversal, reversal.id, transfer.destination, reversal.amount);
  if (role === 'credit') return;
  // Earnings of many sales came in one transfer: the key says which of them was undone.
  const charge = role === 'earnings' ? chargeOfKey(core, reversal.metadata) : tied;
  const { id, amount: amountMinor, currency } = reversal;
  const tell = (why: string): void =>
    record(core, { what: 'unexplained', id, account: transfer.destination, amountMinor, currency, why });
  if (key === null) {
    if (charge === null || !isUndone(core, charge))
      tell('a reversal without a recoup_key of a transfer whose sale nobody undid');
  } else if (!key.cause.startsWith('other:') && chargeOfCause(core, key.cause) !== charge) {
    tell(`a reversal for ${key.cause}, which is not about the sale of ${transfer.id}`);
  }
}

/** The key in an object's metadata. One key moves money once: a second effect is unexplained. */
function keyOf(
  core: Core,
  object: { readonly metadata: Readonly<Record<string, string>>; readonly currency: string },
  id: string,
  account: string,
  amountMinor: number,
): Key | null {
  const text = object.metadata['recoup_key'];
  if (text === undefined) return null;
  const earlier = core.note<{ id: string }>('recoup_key', text);
  if (earlier !== null) {
    const why = `${text} had already moved money as ${earlier.id}`;
    record(core, { what: 'unexplained', id, account, amountMinor, currency: object.currency, why });
  } else {
    core.setNote('recoup_key', text, { id });
  }
  return parseKey(text);
}

function unexplained(core: Core, transfer: Transfer, why: string): void {
  const { id, destination: account, amount: amountMinor, currency } = transfer;
  record(core, { what: 'unexplained', id, account, amountMinor, currency, why });
}

/** A group attributes only where it belongs to one charge: payout batches share one. */
function onlyChargeOf(core: Core, group: string | null): string | null {
  if (group === null) return null;
  const charges = core
    .list<Charge>(core.platformId, 'charge')
    .filter((charge) => charge.transfer_group === group);
  return charges.length === 1 ? (charges[0]?.id ?? null) : null;
}
