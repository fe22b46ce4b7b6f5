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
import { apply as applyReview } from '../../src/domain/review/apply';
import { nextStep as nextReviewStep } from '../../src/domain/review/next-step';
import { perform as performReview } from '../../src/domain/review/perform';
import {
  hasUnansweredHints as hasUnansweredReviewHints,
  openReviewState,
  reopenReview,
  type ReviewState,
} from '../../src/domain/review/state';
import { type ReviewEvent, type ReviewStep, stepName as reviewStepName } from '../../src/domain/review/steps';
import { type RefundEvent, type RefundStep, stepName as refundStepName } from '../../src/domain/refund/steps';
import {
  ACCOUNT_REVIEW,
  type CaseInput,
  type DisputeInput,
  DISPUTE_FLOW,
  REFUND_FLOW,
  type RefundInput,
  type ReviewInput,
} from '../../src/workflows/messages';
import { type Crashes, Flow } from './flow';

export type CaseFlow = Flow<CaseState, CaseStep, CaseEvent>;
export type DisputeFlow = Flow<DisputeState, DisputeStep, DisputeEvent>;
export type RefundFlow = Flow<RefundState, RefundStep, RefundEvent>;
export type ReviewFlow = Flow<ReviewState, ReviewStep, ReviewEvent>;
export type AnyFlow = CaseFlow | DisputeFlow | RefundFlow | ReviewFlow;

/** All workflows that run, and the part of Temporal's client by which the relay tells them. */
export class Flows {
  readonly cases = new Map<string, CaseFlow>();
  readonly disputes = new Map<string, DisputeFlow>();
  readonly refunds = new Map<string, RefundFlow>();
  readonly reviews = new Map<string, ReviewFlow>();
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
    const flows = [this.reviews, this.refunds, this.disputes, this.cases]
      .flatMap((some): readonly AnyFlow[] => [...some.values()])
      .filter((flow) => !flow.isClosed);
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
    const flow = [this.cases, this.disputes, this.refunds, this.reviews]
      .map((some): AnyFlow | undefined => some.get(workflowId))
      .find((one) => one !== undefined);
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
    if (type === ACCOUNT_REVIEW) {
      const flow = this.reviewFlow(workflowId, input as ReviewInput);
      this.reviews.set(workflowId, flow);
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

  private reviewFlow(workflowId: string, { account, clock }: ReviewInput): ReviewFlow {
    const { activities, nowMs } = this;
    return new Flow(
      workflowId,
      {
        initial: openReviewState(account, clock),
        apply: applyReview,
        nextStep: nextReviewStep,
        perform: (step, state) => performReview(step, state, nowMs, activities),
        hinted: (upTo) => ({ kind: 'hinted', upTo }),
        unavailable: (step, atMs) => ({ kind: 'unavailable', step: reviewStepName(step), atMs }),
        isClosed: (state) => state.closed !== null,
        reopened: (state) => (hasUnansweredReviewHints(state) ? reopenReview(state) : null),
      },
      nowMs,
      this.crashes,
    );
  }
}

type AnyInput = CaseInput | DisputeInput | RefundInput | ReviewInput;

interface Hint {
  readonly upTo: number;
}

interface SignalWithStart {
  readonly workflowId: string;
  readonly args: readonly [AnyInput];
  readonly signalArgs: readonly [Hint];
}
