import { z } from 'zod';
import { caseWorkflowId, accountId } from '../../domain/ids';
import { assertNever } from '../../domain/never';
import { caseParams, type CaseParams } from './params';
import { commandToCopy, letter } from './blocks';
import { linkToPaying, linkToStatement } from './link-words';
import { sellerLetter, template, type Context, type Written } from './template';
import { caseLine, holdText, itemised, owedText, payingText, seeBalance } from './words';

const rungParams = caseParams.extend({ rung: z.string() });

interface Words {
  readonly fromDay: number;
  readonly subject: (owed: string) => string;
  readonly opening: (owed: string) => string;
  readonly closing: string | null;
}

/**
 * What is said to the seller. A ladder with other days than the shipped one gets the words of the last stage that it
 * has reached, so that a policy can be changed without a new text.
 */
const SELLER_STAGES: readonly Words[] = [
  {
    fromDay: 0,
    subject: (owed) => `Your balance is below zero: ${owed}`,
    opening: (owed) => `You owe ${owed}, because money that you had received was taken back.`,
    closing: 'You need to do nothing if this is in order. If you think it is a mistake, answer this message.',
  },
  {
    fromDay: 7,
    subject: (owed) => `Reminder: you owe ${owed}`,
    opening: (owed) => `A week ago we wrote that your balance is below zero. You still owe ${owed}.`,
    closing: null,
  },
  {
    fromDay: 14,
    subject: (owed) => `Second reminder: you owe ${owed}`,
    opening: (owed) => `You still owe ${owed}.`,
    closing: 'Answer this message if something keeps you from paying: a person reads it.',
  },
  {
    fromDay: 30,
    subject: (owed) => `You owe ${owed}: let us agree on a plan`,
    opening: (owed) => `You have owed ${owed} for a month now.`,
    closing: 'If you cannot pay it at once, answer this message and we will agree on instalments.',
  },
  {
    fromDay: 60,
    subject: (owed) => `Formal notice: ${owed} is due`,
    opening: (owed) => `This is a formal notice. ${owed} has been due for two months.`,
    closing: 'Please pay within 14 days, or answer this message with a plan.',
  },
  {
    fromDay: 120,
    subject: (owed) => `Last notice before external collection: ${owed}`,
    opening: (owed) => `${owed} has been due for four months. This is our last notice.`,
    closing:
      'If we neither receive it nor hear from you within 14 days, we may pass the matter to an external collection agency.',
  },
];

/** What each day asks of the people who work on it. */
const TEAM_STAGES: readonly { readonly fromDay: number; readonly task: string }[] = [
  { fromDay: 0, task: 'The seller has been told. Nothing to do yet.' },
  { fromDay: 14, task: 'A named person should take this case: assign it, and see why nothing has come in.' },
  { fromDay: 30, task: 'Instalments were offered. Provide for 25 % of it.' },
  { fromDay: 45, task: 'Call the seller.' },
  { fromDay: 60, task: 'A formal notice went out. Provide for 50 % of it.' },
  {
    fromDay: 90,
    task: 'Decide whether to limit the account, reject it, or go on. It may go to an agency now.',
  },
  { fromDay: 120, task: 'The last notice before external collection went out. Provide for 75 % of it.' },
  { fromDay: 150, task: 'A decision is due before day 180: keep collecting, an agency, forgive, or reject.' },
];

function stage<T extends { readonly fromDay: number }>(stages: readonly T[], day: number): T {
  const reached = stages.filter((candidate) => candidate.fromDay <= Math.max(day, 0)).at(-1);
  if (reached === undefined) throw new RangeError(`no words for day ${day}`);
  return reached;
}

export const rung = template(rungParams, write, { onlyWhileOpen: true });

function write(params: CaseParams, context: Context): Written {
  switch (context.audience) {
    case 'seller':
      return toSeller(params, context);
    case 'decider':
      return toDecider(params, context);
    case 'team':
    case 'finance':
    case 'risk':
      return {
        subject: `Case ${params.caseNumber}, day ${params.day}: ${owedText(params)} owed by ${params.account}`,
        body: letter(caseLine(params, context), stage(TEAM_STAGES, params.day).task, itemised(params)),
      };
    default:
      return assertNever(context.audience);
  }
}

function toSeller(params: CaseParams, context: Context): Written {
  const words = stage(SELLER_STAGES, params.day);
  const owed = owedText(params);
  return {
    subject: words.subject(owed),
    body: sellerLetter(
      context,
      words.opening(owed),
      itemised(params),
      payingText(params, context),
      linkToPaying(params, context),
      holdText(params),
      linkToStatement(context) ??
        (params.shortfallMinor === 0 ? null : seeBalance(context.account, context.platform)),
      words.closing,
    ),
  };
}

function toDecider(params: CaseParams, context: Context): Written {
  const workflow = caseWorkflowId(accountId(params.account), params.currency);
  return {
    subject: `Decision needed, day ${params.day} of 180: ${owedText(params)} owed by ${params.account}`,
    body: letter(
      caseLine(params, context),
      'Answer before day 180: keep collecting and keep the claim (keepCollecting), hand it to an agency (agency), let it go (forgive), or reject the account (reject). Unanswered, the policy decides.',
      commandToCopy('In the name of whoever decides:', gateCommand(workflow)),
      itemised(params),
    ),
  };
}

/** The exact command, with a person's name and the answer left to fill in. */
function gateCommand(workflow: string): string {
  return `bin/recoup case resolve ${workflow} --outcome keepCollecting --by YOU --note WHY`;
}
