import { NewAttemptError } from '../../src/money/controls';
import { openRequests } from '../../src/store/approvals';
import { unsettledMoves } from '../../src/store/money-moves';
import type { System } from './system';

/** What only people can settle: moves that stayed unknown for an hour, what waits for a word, and words that a lost run forgot. */
export async function peopleAnswer(system: System): Promise<void> {
  const { driver, controls } = system;
  system.repeatUnheard();
  for (const { key } of await unsettledMoves(driver.db, 100)) {
    try {
      await controls.allowNewAttempt(key, { by: 'ana', reason: 'not at Stripe' });
    } catch (error) {
      if (!(error instanceof NewAttemptError)) throw error;
    }
  }
  for (const { decision_id: decisionId } of await openRequests(driver.db, driver.nowMs())) {
    await controls.answerApproval(decisionId, true, { by: 'ben', reason: 'as agreed' });
  }
}
