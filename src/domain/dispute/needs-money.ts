import type { AccountId } from '../ids';
import { formatMoney } from '../money';
import { tooManySellers, waitsForSellersAnswer } from './answers';
import { borneMinor, type DisputeFacts } from './facts';
import type { MakeNeed } from './make-need';
import type { DisputePolicy } from './policy';
import { maySend, owedBack } from './seller-steps';
import type { DisputeState } from './state';
import type { AttentionKind, DisputeAttention } from './steps';
import { targets } from './target';

/** What about the money itself only a person can decide, with the command that says so. */
export function moneyNeeds(
  state: DisputeState,
  facts: DisputeFacts,
  policy: DisputePolicy,
  make: MakeNeed,
): readonly DisputeAttention[] {
  const { lines, above } = targets(facts, policy);
  const answer = (choice: string, account: AccountId | null): string =>
    `bin/recoup dispute answer --dispute ${state.dispute}${account === null ? '' : ` --account ${account}`} ${choice} --by YOUR_NAME`;
  const settle = (kind: AttentionKind, object: string): string =>
    `bin/recoup attention settle ${make(kind, object, '').key} --by YOUR_NAME`;
  const found = above.map(({ account, currency, amountMinor }) =>
    make(
      'above_cap',
      `${account}.${amountMinor}`,
      `${formatMoney(amountMinor, currency)} of the dispute lie above what ${account} can bear, because refunds or other disputes of the same charge took it before. It is the platform's, and settling this says so; if the seller shall bear it, answer "--above seller".`,
      answer('--above seller', account),
    ),
  );
  if (facts.sellersAnswer === null && waitsForSellersAnswer(facts, policy)) {
    found.push(
      make(
        'many_sellers',
        '',
        `Dispute ${state.dispute} would take from ${tooManySellers(facts, policy) ?? 0} sellers, above the ${policy.sellersPerDispute} that the policy allows by itself. Nothing is taken until somebody says so; "--sellers leave" makes it the platform's.`,
        answer('--sellers take', null),
      ),
    );
  }
  for (const seller of facts.sellers) {
    const principalMinor = borneMinor(seller.principal);
    if (facts.direct !== null && principalMinor < 0) {
      const object = `${seller.account}.${-principalMinor}`;
      found.push(
        make(
          'forgiven_then_won',
          object,
          `What the dispute took from ${seller.account} had been let go, and now Stripe returned ${formatMoney(-principalMinor, seller.currency)} to the account. Settling this lets the seller keep it; otherwise ask them for it, and settle it then.`,
          settle('forgiven_then_won', object),
        ),
      );
    }
    const goesBack = lines.some((line) => line.account === seller.account && owedBack(seller, line) > 0);
    if (!goesBack) continue;
    if (!maySend(seller)) {
      found.push(
        make(
          'stripe_bears_losses',
          seller.account,
          `Money is to go back to ${seller.account}, whose losses ${seller.losses === 'stripe' ? 'Stripe bears' : 'are borne by nobody known'}: whether Stripe covered a part cannot be seen. Send what the books say, or keep it with "--give-back keep".`,
          answer('--give-back send', seller.account),
        ),
      );
    }
    const elsewhere = seller.beforeGiveBack?.transfersElsewhere ?? [];
    if (elsewhere.length > 0) {
      found.push(
        make(
          'transfer_elsewhere',
          elsewhere.join('.').slice(0, 150),
          `Since the money came back, ${elsewhere.join(', ')} went to ${seller.account} without Recoup. If it returned this dispute's money, nothing more is due. If it did not, settle this attention: then Recoup gives back.`,
          settle('transfer_elsewhere', elsewhere.join('.').slice(0, 150)),
        ),
      );
    }
  }
  return found;
}
