import { HOUR_MS } from '../../../src/domain/clock';
import { whyNotPause, whyNotResolve, whyNotResume } from '../../../src/domain/case/may';
import { type ResolutionOutcome, resolvedChoice } from '../../../src/domain/case/people';
import { readDoorState } from '../../../src/store/door-state';
import type { Dice } from '../dice';
import type { CaseFlow } from '../flows';
import type { System } from '../system';
import type { Happening, Weighted } from './happening';

function openCase(system: System, dice: Dice): CaseFlow | null {
  const open = [...system.flows.cases.values()].filter((flow) => !flow.isClosed);
  return open.length === 0 ? null : dice.pick(open);
}

const pauses: Happening = (_market, dice, system) => {
  const flow = openCase(system, dice);
  const atMs = system.driver.nowMs();
  const untilMs = dice.chance(0.7) ? atMs + dice.whole(1, 600) * HOUR_MS : null;
  const until = untilMs === null ? null : new Date(untilMs).toISOString();
  if (flow === null || whyNotPause(flow.now, { by: 'ana', reason: 'contested', until }) !== null) return null;
  const choice = { kind: 'paused', by: 'ana', reason: 'contested', untilMs } as const;
  flow.learn({ kind: 'said', choice, updateId: null, atMs });
  return `pause of ${flow.id}`;
};

const resumes: Happening = (_market, dice, system) => {
  const flow = openCase(system, dice);
  if (flow === null || whyNotResume(flow.now, { by: 'ana' }) !== null) return null;
  const choice = { kind: 'resumed', by: 'ana' } as const;
  flow.learn({ kind: 'said', choice, updateId: null, atMs: system.driver.nowMs() });
  return `resumed ${flow.id}`;
};

const resolves =
  (outcome: ResolutionOutcome): Happening =>
  (_market, dice, system) => {
    const flow = openCase(system, dice);
    if (flow === null || whyNotResolve(flow.now, { by: 'ana', outcome }) !== null) return null;
    const choice = resolvedChoice({ by: 'ana', outcome });
    flow.learn({ kind: 'said', choice, updateId: null, atMs: system.driver.nowMs() });
    return `${outcome} for ${flow.id}`;
  };

/** Nothing that moves money is begun until somebody opens the door again. */
const freezes: Happening = async (_market, _dice, { driver, controls }) => {
  const { frozen } = await readDoorState(driver.db);
  if (frozen) await controls.unfreeze({ by: 'ana', reason: 'looked into' });
  else await controls.freeze({ by: 'ana', reason: 'looks strange' });
  return frozen ? 'door opened' : 'door frozen';
};

export const PEOPLE: Weighted = [
  [1, pauses],
  [1, resumes],
  [1, resolves('waitForClearing')],
  [1, resolves('handled')],
  [1, resolves('keepCollecting')],
  [1, freezes],
];
