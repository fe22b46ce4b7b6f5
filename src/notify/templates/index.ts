import type { z } from 'zod';
import type { NoticeInput } from '../../store/ports';
import { attention } from './attention';
import {
  balanceCleared,
  caseClosed,
  claimStatement,
  clearingForecast,
  holdLimit,
  owedGrew,
  writeOffProposed,
} from './case-end';
import { debitExpected, debitReturned } from './debit';
import {
  disputeCreated,
  disputeGivenBack,
  disputeTaken,
  evidenceDue,
  evidencePassed,
  fraudWarning,
} from './dispute';
import { dailyDigest } from './digest';
import { freshLink } from './fresh-link';
import { rung } from './ladder';
import { preflightHalt } from './preflight';
import { refundGivenBack, refundTaken } from './refund';
import { reviewClosed, reviewOpened, reviewReminder } from './review';
import { UnrenderableNotice, type Context, type Rendered } from './template';

/** Every notice that there is. To add one: write its template, and name it here. */
export const TEMPLATES = {
  attention,
  balanceCleared,
  caseClosed,
  claimStatement,
  clearingForecast,
  dailyDigest,
  debitExpected,
  debitReturned,
  disputeCreated,
  disputeGivenBack,
  disputeTaken,
  evidenceDue,
  evidencePassed,
  fraudWarning,
  freshLink,
  holdLimit,
  owedGrew,
  preflightHalt,
  refundGivenBack,
  refundTaken,
  reviewClosed,
  reviewOpened,
  reviewReminder,
  rung,
  writeOffProposed,
} as const;

export type TemplateName = keyof typeof TEMPLATES;

/** A template's name with the figures that it needs: ids and amounts, fit for the store. */
export type NoticeContent = {
  [Name in TemplateName]: {
    readonly template: Name;
    readonly params: z.input<(typeof TEMPLATES)[Name]['params']>;
  };
}[TemplateName];

/** A notice for the store, its figures checked against its template by the compiler. */
export function noticeOf(
  head: Pick<NoticeInput, 'subject' | 'rung' | 'audience' | 'account' | 'level'>,
  content: NoticeContent,
): NoticeInput {
  // An absent optional figure is undefined here and missing in the store: JSON leaves it out.
  return { ...head, template: content.template, params: content.params as NoticeInput['params'] };
}

/** @throws UnrenderableNotice where the template is unknown or its figures are missing or wrong. */
export function render(name: string, figures: unknown, context: Context): Rendered {
  if (!isTemplateName(name)) {
    throw new UnrenderableNotice(
      `there is no template "${name}": it was queued by another version of Recoup, or src/notify/templates lacks it`,
    );
  }
  return TEMPLATES[name].render(figures, context);
}

/** Whether it is to be withdrawn once its case has closed; an unknown one is not. */
export function isOnlyWhileOpen(name: string): boolean {
  return isTemplateName(name) && TEMPLATES[name].onlyWhileOpen;
}

const isTemplateName = (name: string): name is TemplateName => Object.hasOwn(TEMPLATES, name);
