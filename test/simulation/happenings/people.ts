import { HOUR_MS } from '../../../src/domain/clock';
import { whyNotPause, whyNotResolve, whyNotResume } from '../../../src/domain/case/may';
import type { AskOutcome } from '../../../src/domain/case/asks';
import { type Steering, resolvedChoice } from '../../../src/domain/case/people';
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
  (outcome: Steering): Happening =>
  (_market, dice, system) => {
    const flow = openCase(system, dice);
    if (flow === null || whyNotResolve(flow.now, { by: 'ana', outcome }, null) !== null) return null;
    const choice = resolvedChoice({ by: 'ana', outcome });
    flow.learn({ kind: 'said', choice, updateId: null, atMs: system.driver.nowMs() });
    return `${outcome} for ${flow.id}`;
  };

/** What moves money or lets it go, by the command of a named person. */
const asks =
  (outcome: AskOutcome): Happening =>
  ({ world }, dice, system) => {
    const flow = openCase(system, dice);
    const owedMinor = flow?.now.facts?.shortfallMinor ?? 0;
    if (flow === null || owedMinor === 0) return null;
    const { account, currency } = flow.now;
    const updateId = `word-${dice.whole(1, 1_000_000)}`;
    const isPaid = outcome === 'paidOutside';
    const amountMinor = isPaid || dice.chance(0.5) ? dice.whole(1, owedMinor) : null;
    const message = { by: 'ana', outcome, amountMinor, ...(isPaid ? { reference: updateId } : {}) };
    if (whyNotResolve(flow.now, message, updateId) !== null) return null;
    if (isPaid) world.acts.sellerPaysOutside(account, amountMinor ?? 0, currency);
    system.say(flow, message, updateId);
    return `${outcome} ${amountMinor ?? 'all'} for ${flow.id}`;
  };

const writesOff: Happening = (_market, dice, system) => {
  const flow = openCase(system, dice);
  const updateId = `word-${dice.whole(1, 1_000_000)}`;
  const message = { by: 'ana', outcome: 'writeOffClaim' } as const;
  if (flow === null || whyNotResolve(flow.now, message, updateId) !== null) return null;
  system.say(flow, message, updateId);
  return `write-off for ${flow.id}`;
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
  [1, asks('forgive')],
  [1, asks('advance')],
  [1, asks('paidOutside')],
  [1, writesOff],
  [1, freezes],
];
