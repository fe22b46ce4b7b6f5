import type Stripe from 'stripe';
import { type ChargeModel, modelOf, type ModelsSeen } from '../domain/audit/charge-models';
import type { AuditFinding } from '../domain/audit/finding';
import type { OtherTransfer, TransfersSeen } from '../domain/audit/transfers';
import { countDirect } from '../store/audit-reads';
import { stripeFailure } from '../stripe/errors';
import { patiently, someAtOnce } from '../stripe/patiently';
import { type AuditDeps, readOr } from './deps';

/** The newest of each; enough to see what is in use, and a call for each hundred. */
const NEWEST = 500;
const PAGE = 100;
/** Direct charges show on the account alone: so many accounts that take cards are asked. */
const ASKED = 10;

export interface ModelsGathered {
  readonly seen: ModelsSeen;
  readonly transfers: TransfersSeen | null;
  /** Accounts that transfers were sent to. */
  readonly destinations: readonly string[];
  readonly findings: readonly AuditFinding[];
}

/** Which charge models are in use, by the newest charges and transfers, and by what accounts have of their own. */
export async function gatherModels(deps: AuditDeps, takingCards: readonly string[]): Promise<ModelsGathered> {
  const { stripe, db } = deps;
  deps.onProgress('charges and transfers');
  const charges = await readOr('Charges', () =>
    stripe.charges.list({ limit: PAGE }).autoPagingToArray({ limit: NEWEST }),
  );
  const transfers = await readOr('Transfers', () =>
    stripe.transfers.list({ limit: PAGE }).autoPagingToArray({ limit: NEWEST }),
  );
  const listed = transfers.ok ? transfers.value : [];
  const seen = transfersSeen(listed);
  const models = (charges.ok ? charges.value : []).map(modelOf);
  const by = (model: ChargeModel): number => models.filter((one) => one === model).length;
  const direct = (await directCharges(deps, takingCards)) + (await countDirect(db));
  return {
    seen: {
      charges: models.length,
      transfers: listed.length,
      by: {
        destination: by('destination'),
        on_behalf_of: by('on_behalf_of'),
        separate: by('separate') + seen.others.length,
        direct,
      },
    },
    transfers: transfers.ok ? seen : null,
    destinations: [...new Set(listed.flatMap(({ destination }) => idOf(destination) ?? []))],
    findings: [charges, transfers].flatMap((one) => (one.ok ? [] : [one.finding])),
  };
}

function transfersSeen(listed: readonly Stripe.Transfer[]): TransfersSeen {
  const others = listed.filter(({ metadata }) => metadata['recoup_key'] === undefined);
  return {
    own: listed.length - others.length,
    others: others.filter((transfer) => !isOfDestinationCharge(transfer)).map(asOther),
  };
}

/** Stripe makes the transfer of a destination charge itself, and names its group after the charge. */
const isOfDestinationCharge = (transfer: Stripe.Transfer): boolean =>
  transfer.source_transaction !== null && /^group_/.test(transfer.transfer_group ?? '');

function asOther(transfer: Stripe.Transfer): OtherTransfer {
  return {
    id: transfer.id,
    destination: idOf(transfer.destination) ?? '',
    amountMinor: transfer.amount,
    currency: transfer.currency,
    group: transfer.transfer_group,
    sourceTransaction: idOf(transfer.source_transaction),
    createdMs: transfer.created * 1_000,
  };
}

async function directCharges({ stripe }: AuditDeps, accounts: readonly string[]): Promise<number> {
  const counted = await someAtOnce(accounts.slice(0, ASKED), ASKED, async (stripeAccount) => {
    try {
      const { data } = await patiently(() => stripe.charges.list({ limit: 10 }, { stripeAccount }));
      // What a transfer brought shows there as a charge too, with the transfer as its source.
      return data.filter(({ source_transfer: transfer }) => transfer === null).length;
    } catch (error) {
      if (stripeFailure(error, true) === null) throw error;
      return 0;
    }
  });
  return counted.reduce((sum, count) => sum + count, 0);
}

const idOf = (one: string | { readonly id: string } | null): string | null =>
  one === null || typeof one === 'string' ? one : one.id;
