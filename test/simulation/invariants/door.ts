import { verifyChain } from '../../../src/store/decision-chain';
import type { Ended } from '../schedule';

const MADE: readonly string[] = ['transfer', 'transfer_reversal', 'refund'];

/** One effect at Stripe for each move that the books have, and none beside. */
export async function oneEffectForEachKey({ system }: Ended): Promise<readonly string[]> {
  const atStripe = system.driver.simulator.world.snapshot().flatMap(({ row }) => {
    if (row === null || !MADE.includes(row.kind)) return [];
    const { metadata, amount } = row.value as unknown as {
      readonly metadata: { readonly recoup_key?: string } | null;
      readonly amount: number;
    };
    return metadata?.recoup_key === undefined ? [] : [`${metadata.recoup_key} ${amount}`];
  });
  const moved = await system.driver.db
    .selectFrom('money_moves')
    .select(['key', 'amount_minor'])
    .where('state', '=', 'moved')
    .execute();
  const inBooks = new Set(moved.map((row) => `${row.key} ${row.amount_minor}`));
  const twice = atStripe.filter((one, index) => atStripe.indexOf(one) !== index);
  const unbooked = atStripe.filter((one) => !inBooks.has(one));
  const unmade = [...inBooks].filter((one) => !atStripe.includes(one));
  return [
    ...twice.map((one) => `${one} was made twice`),
    ...unbooked.map((one) => `${one} is not in the books`),
    ...unmade.map((one) => `${one} is not at Stripe`),
  ];
}

export async function everyMoveIsSettledAndDecided({ system }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('money_moves')
    .innerJoin('decisions', 'decisions.decision_id', 'money_moves.decision_id')
    .select(['money_moves.key', 'money_moves.state', 'decisions.verdict'])
    .execute();
  const unsettled = rows.filter((row) => row.state === 'pending' || row.state === 'unknown');
  const undecided = rows.filter((row) => row.verdict !== 'acted');
  return [
    ...unsettled.map((row) => `${row.key} is ${row.state}`),
    ...undecided.map((row) => `${row.key} was ${row.verdict}`),
  ];
}

export async function noKeyIsUsedForTwoThings({ system }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('attention')
    .select('message')
    .where('kind', '=', 'unknown_answer')
    .execute();
  return rows.map((row) => row.message);
}

export async function decisionsAreIntact({ system }: Ended): Promise<readonly string[]> {
  const verdict = await verifyChain(system.driver.db);
  return verdict.kind === 'intact' ? [] : [`${verdict.decisionId} ${verdict.what}`];
}
