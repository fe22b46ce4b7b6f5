import { id, link, path } from '../format';
import type { Content } from '../html';

/** What something is about, with a way to it: a case by number or workflow, a dispute, a move; else plain. */
export function subjectLink(subject: string): Content {
  const number = /^case:(\d+)$/.exec(subject)?.[1];
  if (number !== undefined) return link(path('cases', number), `case ${number}`);
  const reviewed = /^review:(acct_\w+)$/.exec(subject)?.[1];
  if (reviewed !== undefined) return link(path('reviews', reviewed), id(subject));
  const account = /^account:(acct_\w+)$/.exec(subject)?.[1];
  if (account !== undefined) return link(path('accounts', account), id(subject));
  if (/^(case|dispute|refund):/.test(subject)) return link(path('workflows', subject), id(subject));
  if (subject.startsWith('recoup:')) return link(path('moves', subject), id(subject));
  return id(subject);
}

/** A cause by its Stripe id; disputes and refunds have a page of their own. */
export function causeLink(cause: string): Content {
  if (/^d[pu]_/.test(cause)) return link(path('disputes', cause), id(cause));
  return /^(re|pyr|rq)_/.test(cause) ? link(path('refunds', cause), id(cause)) : id(cause);
}
