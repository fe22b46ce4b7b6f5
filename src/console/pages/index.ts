import type { Database } from '../../store/database';
import { toClock } from '../../domain/clock';
import type { Html } from '../html';
import { readAccountView } from '../queries/account';
import { readCase, readDispute, readMove, type Times } from '../queries/one';
import { readRefund } from '../queries/refund';
import { readReview } from '../queries/review';
import type { View } from '../view';
import { accountPage } from './account';
import { casePage } from './case';
import { decisionPage, loadDecision } from './decision';
import { digestPage, digestsPage, loadDigest, loadDigests } from './digest';
import { disputePage } from './dispute';
import {
  casesPage,
  disputesPage,
  inboxPage,
  loadCases,
  loadDisputes,
  loadInbox,
  loadMoves,
  loadNotices,
  movesPage,
  noticesPage,
} from './lists';
import { movePage } from './move';
import { loadNotice, noticePage } from './notice';
import { loadOverview, overviewPage } from './overview';
import { loadPayout, loadPayouts, payoutPage, payoutsPage } from './payouts';
import { loadRefunds, refundPage, refundsPage } from './refund';
import { loadReviews, reviewPage, reviewsPage } from './review';
import { loadReserve, reservePage } from './reserve';
import { loadSweeps, sweepsPage } from './sweeps';

/** A page of the console, and by the same rows its JSON twin under `/api/v1`. */
export interface PageRoute {
  readonly path: string;
  /** The twin's path below `/api/v1`, where it is not the same. */
  readonly apiPath?: string;
  /** The entry of the navigation that it belongs to. */
  readonly current: string;
  readonly title: (name: string) => string;
  /** Reads the rows; null where there is nothing by that name. */
  readonly load: (db: Database, name: string, view: View) => Promise<LoadedPage | null>;
}

export interface LoadedPage {
  readonly data: object;
  readonly body: Html;
}

function route<Data extends object>(
  head: Omit<PageRoute, 'load'>,
  read: (db: Database, name: string, view: View) => Promise<Data | null>,
  render: (data: Data, view: View) => Html,
): PageRoute {
  return {
    ...head,
    load: async (db, name, view) => {
      const data = await read(db, name, view);
      return data === null ? null : { data, body: render(data, view) };
    },
  };
}

/** A number in a path; what is none finds nothing. */
async function numbered<Data>(
  name: string,
  read: (number: number) => Promise<Data | null>,
): Promise<Data | null> {
  return /^\d{1,15}$/.test(name) ? read(Number(name)) : null;
}

const times = ({ clock, nowMs }: View): Times => ({
  wallMs: nowMs,
  toClock: (wallMs) => toClock(clock, wallMs),
});

export const PAGES: readonly PageRoute[] = [
  route(
    { path: '/', apiPath: '/overview', current: '/', title: () => 'Overview' },
    (db, _name, view) => loadOverview(db, view.nowMs),
    overviewPage,
  ),
  route({ path: '/cases', current: '/cases', title: () => 'Cases' }, (db) => loadCases(db), casesPage),
  route(
    { path: '/cases/:name', current: '/cases', title: (name) => `Case ${name}` },
    (db, name, view) => numbered(name, (number) => readCase(db, number, times(view))),
    casePage,
  ),
  route(
    { path: '/accounts/:name', current: '/cases', title: (name) => `Account ${name}` },
    (db, name) => readAccountView(db, name),
    accountPage,
  ),
  route(
    { path: '/disputes', current: '/disputes', title: () => 'Disputes' },
    (db) => loadDisputes(db),
    disputesPage,
  ),
  route(
    { path: '/disputes/:name', current: '/disputes', title: (name) => `Dispute ${name}` },
    (db, name, view) => readDispute(db, name, times(view)),
    disputePage,
  ),
  route(
    { path: '/refunds', current: '/refunds', title: () => 'Refunds' },
    (db) => loadRefunds(db),
    refundsPage,
  ),
  route(
    { path: '/refunds/:name', current: '/refunds', title: (name) => `Refund ${name}` },
    (db, name, view) => readRefund(db, name, times(view)),
    refundPage,
  ),
  route(
    { path: '/reviews', current: '/reviews', title: () => 'Reviews' },
    (db) => loadReviews(db),
    reviewsPage,
  ),
  route(
    { path: '/reviews/:name', current: '/reviews', title: (name) => `Review of ${name}` },
    (db, name, view) => readReview(db, name, times(view)),
    reviewPage,
  ),
  route(
    { path: '/payouts', apiPath: '/payout-runs', current: '/payouts', title: () => 'Payout runs' },
    (db) => loadPayouts(db),
    payoutsPage,
  ),
  route(
    {
      path: '/payouts/:name',
      apiPath: '/payout-runs/:name',
      current: '/payouts',
      title: (name) => name,
    },
    loadPayout,
    payoutPage,
  ),
  route(
    { path: '/digests', current: '/digests', title: () => 'Digests' },
    (db) => loadDigests(db),
    digestsPage,
  ),
  route({ path: '/digests/:name', current: '/digests', title: (name) => name }, loadDigest, digestPage),
  route(
    { path: '/decisions/:name', current: '/digests', title: (name) => `Decision ${name}` },
    loadDecision,
    decisionPage,
  ),
  route({ path: '/moves', current: '/moves', title: () => 'Moves' }, (db) => loadMoves(db), movesPage),
  route(
    { path: '/moves/:name', current: '/moves', title: () => 'Move' },
    (db, name) => readMove(db, name),
    movePage,
  ),
  route(
    { path: '/notices', current: '/notices', title: () => 'Notices' },
    (db) => loadNotices(db),
    noticesPage,
  ),
  route(
    { path: '/notices/:name', current: '/notices', title: () => 'Notice' },
    (db, name) => numbered(name, (number) => loadNotice(db, number)),
    noticePage,
  ),
  route({ path: '/inbox', current: '/inbox', title: () => 'Inbox' }, (db) => loadInbox(db), inboxPage),
  route({ path: '/sweeps', current: '/sweeps', title: () => 'Sweeps' }, (db) => loadSweeps(db), sweepsPage),
  route(
    { path: '/reserve', current: '/reserve', title: () => 'Reserve' },
    (db) => loadReserve(db),
    reservePage,
  ),
];
