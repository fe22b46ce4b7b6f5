import { Command, InvalidArgumentError } from 'commander';
import type Stripe from 'stripe';
import { type Config, readConfig } from '../config';
import { DAY_MS } from '../domain/clock';
import { type AccountId, accountId } from '../domain/ids';
import { currency, minorOf } from '../domain/money';
import { readEndpoints } from '../embedded/endpoints';
import type { Database } from '../store/database';
import { readDoorState } from '../store/door-state';
import { raiseWake } from '../store/wakes';
import { accountNamed } from './arguments';
import { withOffice } from './office';
import { withStripe } from './open-stripe';
import { progressLine } from './progress-line';
import { EXPECTED } from './replay-dispute/acts';
import { follow } from './replay-dispute/follow';
import { type SimulatorHands, simulatorHands } from './replay-dispute/hands';
import { withOwnHouse } from './replay-dispute/own-house';
import { askToPayOthers, dropTheRun, OTHERS_EARNED_MINOR } from './replay-dispute/others';
import { replayReport, reportText } from './replay-dispute/report';
import type { Cast, StageLine } from './replay-dispute/scene';
import { setStage } from './replay-dispute/stage';

interface Flags {
  readonly simulator: boolean;
  readonly account?: string;
  readonly bystander?: AccountId;
  readonly amount: string;
  readonly wait?: number;
  readonly json: boolean;
}

const WAIT_SIMULATOR_S = 120;
const WAIT_SANDBOX_S = 1_200;
/** Its bank is slow, so that the platform stays below zero for as long as the replay takes. */
const PLATFORM_SHORT_DAYS = 60;

export function replayDisputeCommand(): Command {
  return new Command('replay-dispute')
    .description(
      'A synthetic chargeback in a sandbox, end to end: what Recoup does about it, moment by moment',
    )
    .option('--simulator', 'in a house of its own on the simulator, which is taken away afterwards', false)
    .option(
      '--account <id>',
      'the seller, with active transfers; on the simulator one joins where none is named',
      accountNamed,
    )
    .option(
      '--bystander <id>',
      'another account, whose payout has to wait while the platform is below zero',
      accountNamed,
    )
    .option('--amount <decimal>', 'in major units of the account’s default currency', decimal, '600.00')
    .option(
      '--wait <seconds>',
      'how long to wait (default: 120 on the simulator, 1200 in a sandbox)',
      seconds,
    )
    .option('--json', 'the report as JSON', false)
    .action(async (flags: Flags) => {
      refuseLive(readConfig());
      const ok = flags.simulator
        ? await withOwnHouse(process.env, async (environment) => {
            const config = readConfig(environment);
            await handsOf(config)?.slowPlatformBank(PLATFORM_SHORT_DAYS);
            return replay(config, flags);
          })
        : await replay(readConfig(), flags);
      process.exitCode = ok ? 0 : 1;
    });
}

const LIVE =
  'This is a live key, and a replay charges cards, transfers and pays out. Use the key of a sandbox ' +
  '(sk_test_… or rk_test_…), or --simulator.';

/** Before anything is asked of Stripe. */
function refuseLive({ stripe }: Config): void {
  if (stripe.livemode) throw new Error(LIVE);
}

function replay(config: Config, flags: Flags): Promise<boolean> {
  return withOffice(config, async ({ db, clock, now }) => {
    await refuseShutDoor(db);
    return withStripe(config, db, async ({ stripe, report: key }) => {
      if (key.livemode) throw new Error(LIVE);
      const hands = handsOf(config);
      const cast = await castOf(stripe, hands, flags);
      const line = progressLine(process.stderr);
      const stage: StageLine[] = [];
      const tell = (what: string): void => {
        stage.push({ atWallMs: Date.now(), what });
        line.show(what);
      };
      const set = await setStage({ stripe, hands, wallNow: Date.now, tell }, cast);
      const scene = { ...set, isScaled: clock.msPerDay !== DAY_MS };
      const others = { db, stripe, raiseWake, now };
      const waitS = flags.wait ?? (hands === null ? WAIT_SANDBOX_S : WAIT_SIMULATOR_S);
      const followed = await follow({
        db,
        stripe,
        scene,
        waitMs: waitS * 1_000,
        wallNow: Date.now,
        onDispute: (dispute) => line.show(`Stripe disputes it: ${dispute}`),
        payOthers: (about) => askToPayOthers(others, about),
        onSeen: (act, { what }) => line.show(`${EXPECTED[act].title}: ${what}`),
        onWaiting: ([first = '', ...more]) =>
          line.show(`waiting: ${first}${more.length === 0 ? '' : `, and ${more.length} more`}`),
      });
      line.end();
      if (hands === null && followed.others?.kind === 'asked') await dropTheRun(others, followed.others.run);
      const report = replayReport(scene, stage, followed);
      console.log(flags.json ? JSON.stringify(report, null, 2) : reportText(report, scene));
      return report.ok;
    });
  });
}

async function refuseShutDoor(db: Database): Promise<void> {
  const { mode, frozen } = await readDoorState(db);
  if (mode === 'observe')
    throw new Error(
      'Recoup is in the mode observe and would move nothing, so there is nothing to see. ' +
        'In a sandbox: bin/recoup mode act --by YOUR_NAME, then replay again.',
    );
  if (frozen)
    throw new Error(
      'The door is frozen: nothing would move. bin/recoup unfreeze --by YOUR_NAME, then replay again.',
    );
}

/** Null where it is Stripe itself. */
function handsOf({ stripe, dataDir }: Config): SimulatorHands | null {
  const url = stripe.url ?? (stripe.secretKey === null ? (readEndpoints(dataDir)?.simulator ?? null) : null);
  return url === null ? null : simulatorHands(url);
}

async function castOf(stripe: Stripe, hands: SimulatorHands | null, flags: Flags): Promise<Cast> {
  const account = flags.account ?? (await hands?.createSeller('Replay Rugs'));
  if (account === undefined)
    throw new Error(
      'Say whose sale is to be disputed: --account acct_…, a connected account of the sandbox whose transfers are active.',
    );
  const { default_currency: code, capabilities } = await stripe.accounts.retrieve(account);
  if (capabilities?.transfers !== 'active')
    throw new Error(
      `The transfers of ${account} are ${capabilities?.transfers ?? 'not requested'}, so it cannot be paid. ` +
        'Finish its onboarding in the Dashboard, or name another one.',
    );
  const cash = currency(code ?? 'usd');
  return {
    account: accountId(account),
    bystander: accountOrNull(
      flags.bystander ?? (await hands?.createEarner('Patient Pottery', OTHERS_EARNED_MINOR)),
    ),
    currency: cash,
    amountMinor: minorOf(flags.amount, cash),
  };
}

const accountOrNull = (id: string | undefined): AccountId | null => (id === undefined ? null : accountId(id));

function decimal(text: string): string {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return text;
  throw new InvalidArgumentError('Write an amount above zero, like 600.00.');
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new InvalidArgumentError('A whole number of seconds from 1 to 99999.');
  return Number(text);
}
