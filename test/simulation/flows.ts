import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { AllActivities } from '../../src/activities';
import type { FlowStatus } from '../../src/activities/sweep/flow-status';
import { apply as applyCase } from '../../src/domain/case/apply';
import { nextStep as nextCaseStep } from '../../src/domain/case/next-step';
import { perform as performCase } from '../../src/domain/case/perform';
import { type CaseState, newCase, reopened } from '../../src/domain/case/state';
import { type CaseAction, type CaseEvent, type CaseStep, stepName } from '../../src/domain/case/step';
import { apply as applyDispute } from '../../src/domain/dispute/apply';
import { nextStep as nextDisputeStep } from '../../src/domain/dispute/next-step';
import { perform as performDispute } from '../../src/domain/dispute/perform';
import {
  type DisputeState,
  hasUnansweredHints,
  openDispute,
  reopenDispute,
} from '../../src/domain/dispute/state';
import {
  type DisputeEvent,
  type DisputeStep,
  stepName as disputeStepName,
} from '../../src/domain/dispute/steps';
import { apply as applyRefund } from '../../src/domain/refund/apply';
import { nextStep as nextRefundStep } from '../../src/domain/refund/next-step';
import { perform as performRefund } from '../../src/domain/refund/perform';
import {
  hasUnansweredHints as hasUnansweredRefundHints,
  openRefund,
  type RefundState,
  reopenRefund,
} from '../../src/domain/refund/state';
import { type RefundEvent, type RefundStep, stepName as refundStepName } from '../../src/domain/refund/steps';
import {
  type CaseInput,
  type DisputeInput,
  DISPUTE_FLOW,
  REFUND_FLOW,
  type RefundInput,
} from '../../src/workflows/messages';
import { type Crashes, Flow } from './flow';

export type CaseFlow = Flow<CaseState, CaseStep, CaseEvent>;
export type DisputeFlow = Flow<DisputeState, DisputeStep, DisputeEvent>;
export type RefundFlow = Flow<RefundState, RefundStep, RefundEvent>;
export type AnyFlow = CaseFlow | DisputeFlow | RefundFlow;

/** All workflows that run, and the part of Temporal's client by which the relay tells them. */
export class Flows {
  readonly cases = new Map<string, CaseFlow>();
  readonly disputes = new Map<string, DisputeFlow>();
  readonly refunds = new Map<string, RefundFlow>();
  readonly temporal: Client;

  constructor(
    private readonly activities: AllActivities,
    private readonly nowMs: () => number,
    private readonly crashes: Crashes,
  ) {
    const standIn = {
      withDeadline: (_deadline: number, call: () => Promise<void>) => call(),
      workflow: {
        signalWithStart: async (
          type: string,
          { workflowId, args, signalArgs }: SignalWithStart,
        ): Promise<void> => {
          const [input] = args;
          const flow = this.running(workflowId) ?? this.start(type, workflowId, input);
          flow.hint(signalArgs[0].upTo);
        },
        getHandle: (workflowId: string) => ({
          signal: async (_signal: unknown, hint: Hint): Promise<void> => {
            const flow = this.running(workflowId);
            if (flow === undefined) throw new WorkflowNotFoundError('not running', workflowId, undefined);
            flow.hint(hint.upTo);
          },
        }),
      },
    };
    // Only what the relay calls is there: hints travel without Temporal, all else is the real relay.
    this.temporal = standIn as unknown as Client;
  }

  /** In an order that the deliveries do not change, cases last. */
  get open(): readonly AnyFlow[] {
    const flows = [...this.refunds.values(), ...this.disputes.values(), ...this.cases.values()].filter(
      (flow) => !flow.isClosed,
    );
    return flows.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** When the next flow wants to go on, or null. */
  nextMs(): number | null {
    const instants = this.open.flatMap((flow) => flow.wantsMs() ?? []);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  /** As Temporal answers who describes a workflow. */
  async status(workflowId: string): Promise<FlowStatus> {
    return this.running(workflowId) === undefined ? 'gone' : 'running';
  }

  private running(workflowId: string): AnyFlow | undefined {
    const flow = this.cases.get(workflowId) ?? this.disputes.get(workflowId) ?? this.refunds.get(workflowId);
    return flow === undefined || flow.isClosed ? undefined : flow;
  }

  private start(type: string, workflowId: string, input: AnyInput): AnyFlow {
    if (type === DISPUTE_FLOW) {
      const flow = this.disputeFlow(workflowId, input as DisputeInput);
      this.disputes.set(workflowId, flow);
      return flow;
    }
    if (type === REFUND_FLOW) {
      const flow = this.refundFlow(workflowId, input as RefundInput);
      this.refunds.set(workflowId, flow);
      return flow;
    }
    const flow = this.caseFlow(workflowId, input as CaseInput);
    this.cases.set(workflowId, flow);
    return flow;
  }

  private caseFlow(workflowId: string, { account, currency }: CaseInput): CaseFlow {
    const { activities, nowMs } = this;
    return new Flow(
      workflowId,
      {
        initial: newCase(account, currency),
        apply: applyCase,
        nextStep: nextCaseStep,
        perform: (step: CaseAction, state) => performCase(step, state, nowMs, activities),
        hinted: (upTo, atMs) => ({ kind: 'hinted', upTo, atMs }),
        unavailable: (step, atMs) => ({ kind: 'unavailable', step: stepName(step), atMs }),
        isClosed: (state) => state.closed !== null,
        reopened: (state) =>
          state.hints.counted > state.answeredHints && state.closed?.reason !== 'handled'
            ? reopened(state)
            : null,
      },
      nowMs,
      this.crashes,
    );
  }

  private disputeFlow(workflowId: string, { dispute, account, clock }: DisputeInput): DisputeFlow {
    const { activities, nowMs } = this;
    return new Flow(
      workflowId,
      {
        initial: openDispute(dispute, account, clock),
        apply: applyDispute,
        nextStep: nextDisputeStep,
        perform: (step, state) => performDispute(step, state, nowMs, activities),
        hinted: (upTo) => ({ kind: 'hinted', upTo }),
        unavailable: (step, atMs) => ({ kind: 'unavailable', step: disputeStepName(step), atMs }),
        isClosed: (state) => state.closed !== null,
        reopened: (state) => (hasUnansweredHints(state) ? reopenDispute(state) : null),
      },
      nowMs,
      this.crashes,
    );
  }

  private refundFlow(workflowId: string, { subject, account, clock }: RefundInput): RefundFlow {
    const { activities, nowMs } = this;
    return new Flow(
      workflowId,
      {
        initial: openRefund(subject, account, clock),
        apply: applyRefund,
        nextStep: nextRefundStep,
        perform: (step, state) => performRefund(step, state, nowMs, activities),
        hinted: (upTo) => ({ kind: 'hinted', upTo }),
        unavailable: (step, atMs) => ({ kind: 'unavailable', step: refundStepName(step), atMs }),
        isClosed: (state) => state.closed !== null,
        reopened: (state) => (hasUnansweredRefundHints(state) ? reopenRefund(state) : null),
      },
      nowMs,
      this.crashes,
    );
  }
}

type AnyInput = CaseInput | DisputeInput | RefundInput;

interface Hint {
  readonly upTo: number;
}

interface SignalWithStart {
  readonly workflowId: string;
  readonly args: readonly [AnyInput];
  readonly signalArgs: readonly [Hint];
}
