import type { Ended } from '../schedule';
import { booksAgreeWithStripe, entriesBalance, flowsAgreeWithTheBooks, noClaimIsPaidTwice } from './books';
import {
  decisionsAreIntact,
  everyMoveIsSettledAndDecided,
  noKeyIsUsedForTwoThings,
  oneEffectForEachKey,
} from './door';
import { everyEventIsStoredOnce, nothingIsLeftInTheInbox } from './inbox';
import {
  everyClaimHasAnOwner,
  everyShortfallHasAnOwner,
  noClaimIsBeyondWhatIsFair,
  nothingIsForgotten,
  simulatorIsSound,
  verdictIsClean,
} from './sellers';

/** Everything that is wrong with a system at rest, in words; nothing where it is sound. */
export async function findWrong(ended: Ended): Promise<readonly string[]> {
  const found: string[] = [];
  for (const check of CHECKS) {
    for (const one of await check(ended)) found.push(`${check.name}: ${one}`);
  }
  return found;
}

type Check = (ended: Ended) => Promise<readonly string[]>;

const CHECKS: readonly Check[] = [
  // First, for a look at the books below may wake whom it concerns.
  everyEventIsStoredOnce,
  nothingIsLeftInTheInbox,
  simulatorIsSound,
  verdictIsClean,
  everyClaimHasAnOwner,
  everyShortfallHasAnOwner,
  flowsAgreeWithTheBooks,
  booksAgreeWithStripe,
  entriesBalance,
  noClaimIsPaidTwice,
  nothingIsForgotten,
  noClaimIsBeyondWhatIsFair,
  oneEffectForEachKey,
  everyMoveIsSettledAndDecided,
  noKeyIsUsedForTwoThings,
  decisionsAreIntact,
];
