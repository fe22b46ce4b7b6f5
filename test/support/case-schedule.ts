import { apply } from '../../src/domain/case/apply';
import { whyNotPause, whyNotResolve, whyNotResume } from '../../src/domain/case/may';
import { nextStep } from '../../src/domain/case/next-step';
import { RESOLUTIONS, type Resolution, resolvedChoice } from '../../src/domain/case/people';
import { perform } from '../../src/domain/case/perform';
import { type CaseState, newCase, reopened } from '../../src/domain/case/state';
import { type CaseEvent, type CaseStep, stepName } from '../../src/domain/case/step';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { ACCOUNT, type CaseWorld, Unavailable, USD } from './case-world';

/** What happens, after how many hours, with a number to choose by. */
export type Happening = readonly [what: number, afterHours: number, choice: number];

const MOST_STEPS_WITHOUT_WAIT = 60;

/** Drives the pure core through one schedule, as the workflow's loop would. */
export class CaseRun {
  state: CaseState = newCase(ACCOUNT, USD);
  readonly steps = new Map<string, number>();
  private wakeNumber = 0;
  private readonly seen = new Set<string>();

  constructor(
    readonly world: CaseWorld,
    readonly check: (step: CaseStep, state: CaseState) => void,
  ) {}

  private learn(event: CaseEvent): void {
    this.state = apply(this.state, event);
  }

  hint(upTo: number | null): void {
    this.learn({ kind: 'hinted', upTo, atMs: this.world.nowMs });
  }

  /** A new wake, as the relay sends it; a repeated one changes nothing. */
  wake(): void {
    this.wakeNumber += 1;
    this.hint(this.wakeNumber);
  }

  /** Takes steps until the case waits or closes; answers the instant it waits for. */
  async settle(): Promise<number | null> {
    for (let steps = 0; this.state.closed === null; steps += 1) {
      if (steps > MOST_STEPS_WITHOUT_WAIT) throw new Error(`no wait after ${steps} steps`);
      const step = nextStep(this.state, this.world.nowMs);
      this.steps.set(step.kind, (this.steps.get(step.kind) ?? 0) + 1);
      this.check(step, this.state);
      if (step.kind === 'wait') return step.untilMs;
      const shape = `${this.world.nowMs} ${stepName(step)} ${JSON.stringify(this.state)}`;
      if (this.seen.has(shape)) throw new Error(`the same state chose ${stepName(step)} twice`);
      this.seen.add(shape);
      try {
        this.learn(await perform(step, this.state, () => this.world.nowMs, this.world.activities));
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        this.learn({ kind: 'unavailable', step: stepName(step), atMs: this.world.nowMs });
      }
    }
    return null;
  }

  /** Runs to a clock instant, stopping wherever the case wants to. */
  async runTo(untilMs: number): Promise<void> {
    for (;;) {
      const wants = await this.settle();
      if (this.state.closed !== null || wants === null || wants > untilMs) break;
      this.world.nowMs = wants;
    }
    this.world.nowMs = Math.max(this.world.nowMs, untilMs);
  }

  async run(happenings: readonly Happening[]): Promise<void> {
    for (const [what, afterHours, choice] of happenings) {
      await this.runTo(this.world.nowMs + afterHours * HOUR_MS);
      if (this.state.closed !== null) return;
      this.happen(what, choice);
    }
    await this.runTo(this.world.nowMs + 30 * DAY_MS);
  }

  /** A closed case that is hinted again starts over with what people said. */
  reopen(): void {
    this.state = reopened(this.state);
    this.world.number = null;
  }

  private happen(what: number, choice: number): void {
    const { world } = this;
    const amountMinor = 100 + choice * 137;
    switch (what % 20) {
      case 0:
        world.lose(amountMinor);
        return this.wake();
      case 1:
      case 2:
        world.availableMinor += amountMinor * 3;
        return this.wake();
      case 3:
        world.claim(amountMinor, (['fee', 'rest', 'reversal'] as const)[choice % 3]);
        return this.wake();
      case 4:
      case 5:
      case 6:
        world.debitMoves(
          choice % 2 === 0,
          (['insufficient_funds', 'account_closed', 'debit_not_authorized'] as const)[choice % 3] ?? '',
        );
        return this.wake();
      case 7:
        return this.hint(choice % 2 === 0 ? null : this.wakeNumber);
      case 8:
        world.fates = (['refused', 'held', 'unavailable', 'unknown', 'throws'] as const).slice(
          choice % 5,
          (choice % 5) + 2,
        );
        return;
      case 9:
        world.settleUnknown(choice % 2 === 0);
        return this.wake();
      case 10:
        world.possible = choice % 2 === 0 ? 'yes' : 'bank_errored';
        return this.wake();
      case 11:
        world.reachable = choice % 3 !== 0;
        return this.wake();
      case 12:
        return this.pause(choice);
      case 13:
        return this.resume();
      case 14:
        return this.resolve(choice);
      case 15:
        world.clear();
        return this.wake();
      case 16:
        world.pendingMinor = choice % 2 === 0 ? amountMinor * 4 : 0;
        return this.wake();
      case 17:
        this.letGo();
        return this.wake();
      case 18:
        world.isDefaultCurrency = choice % 2 === 0;
        return this.wake();
      default:
        world.losses = (['platform', 'platform', 'stripe', 'unknown'] as const)[choice % 4] ?? 'platform';
        return this.wake();
    }
  }

  private letGo(): void {
    const [claim] = this.world.claims.filter((one) => one.openMinor > 0);
    if (claim === undefined || this.world.unsettled?.claim === claim.claimId) return;
    this.world.letGoMinor += claim.openMinor;
    this.world.claims = this.world.claims.map((one) => (one === claim ? { ...one, openMinor: 0 } : one));
  }

  private pause(choice: number): void {
    const until = choice % 2 === 0 ? null : new Date(this.world.nowMs + choice * HOUR_MS).toISOString();
    if (whyNotPause(this.state, { by: 'ana', reason: 'contested', until }) !== null) return;
    const untilMs = until === null ? null : Date.parse(until);
    const said = { kind: 'paused', by: 'ana', reason: 'contested', untilMs } as const;
    this.learn({ kind: 'said', choice: said, updateId: `u${this.state.nextChoice}`, atMs: this.world.nowMs });
  }

  private resume(): void {
    if (whyNotResume(this.state, { by: 'ana' }) !== null) return;
    this.learn({
      kind: 'said',
      choice: { kind: 'resumed', by: 'ana' },
      updateId: null,
      atMs: this.world.nowMs,
    });
  }

  private resolve(choice: number): void {
    const outcome = RESOLUTIONS[choice % RESOLUTIONS.length] ?? 'handled';
    const isPayment = outcome === 'paidOutside';
    const amountMinor = isPayment || choice % 2 === 0 ? 100 + choice * 61 : null;
    const message: Resolution = {
      by: 'ana',
      outcome,
      ...(isPayment || ((outcome === 'forgive' || outcome === 'advance') && amountMinor !== null)
        ? { amountMinor }
        : {}),
      ...(isPayment ? { reference: `bank-${this.state.nextChoice}` } : {}),
    };
    const updateId = `r${this.state.nextChoice}`;
    if (whyNotResolve(this.state, message, updateId) !== null) return;
    this.learn({ kind: 'said', choice: resolvedChoice(message), updateId, atMs: this.world.nowMs });
  }
}
