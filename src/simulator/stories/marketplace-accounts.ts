import { ROLES } from './marketplace-cast';
import { bankTurns, destination, resolvedRapidly, sells } from './marketplace-lines';
import { line, type StoryLine } from './story';

/** Accounts to which nothing can be sent, or which do not answer any more. */
export function unreachableAccounts(): StoryLine[] {
  return [...rejected(), ...deauthorized()];
}

/** The seller left what was earned at Stripe, so that little is missing; Stripe clears it late. */
function rejected(): StoryLine[] {
  const { account, name } = ROLES.sable;
  return [
    line([0, 2], account, 'planCollection', [account, { lateDays: 5 }]),
    sells([2, 11], 'sable', destination('sable', 'ch_sable_coats', 18_000, 'usd'), 'two coats'),
    bankTurns([10, 11], 'sable', 'usd', { kind: 'closed' }, `${name} closes its bank account.`),
    resolvedRapidly([12, 11], 'sable', 'dp_sable', 'ch_sable_coats', 18_000, 'usd', 'counterfeit'),
    line([14, 11], account, 'reject', [account, 'fraud'], `Stripe rejects ${name} for fraud.`),
  ];
}

function deauthorized(): StoryLine[] {
  const { account, name } = ROLES.tidal;
  return [
    sells([18, 1], 'tidal', destination('tidal', 'ch_tidal_board', 28_000, 'aud'), 'a surfboard'),
    resolvedRapidly([34, 1], 'tidal', 'dp_tidal', 'ch_tidal_board', 28_000, 'aud', 'it does not float'),
    line(
      [38, 12],
      account,
      'deauthorize',
      [account],
      `${name} disconnects from the marketplace: nothing can be read of it any more.`,
    ),
  ];
}
