import { sql } from 'kysely';
import type { Database } from '../../store/database';
import { formatMoney } from '../../domain/money';
import { caseWorkflowId, disputeId, disputeWorkflowId } from '../../domain/ids';
import type { Scene } from './scene';

/** What Recoup has to do about a synthetic chargeback, in the order in which one would expect it. */
export const ACTS = [
  'heard',
  'followed',
  'transferReversed',
  'shortfallSurfaced',
  'payoutsStopped',
  'personTold',
  'sellerTold',
  'othersWait',
] as const;
export type ActName = (typeof ACTS)[number];

export interface Seen {
  readonly atWallMs: number;
  readonly what: string;
}

/** By what Recoup's rows are found. */
export interface About {
  readonly scene: Scene;
  readonly dispute: string;
  /** The payout run in which somebody else was to be paid. */
  readonly run: string | null;
}

export interface Expected {
  readonly title: string;
  /** Where Recoup did it, if it did: read from its own rows. */
  readonly look: (db: Database, about: About) => Promise<Seen | null>;
  /** Why it is likely not there, and what to do then. */
  readonly missing: string;
}

const wall = (instant: number | null): number => instant ?? Date.now();

export const EXPECTED: Readonly<Record<ActName, Expected>> = {
  heard: {
    title: 'the webhook is stored',
    missing:
      'No webhook came. Is an endpoint set up, or stripe listen running, and is its secret in STRIPE_WEBHOOK_SECRETS? The sweep finds the dispute too, once a day: bin/recoup sweep',
    look: async (db, { dispute }) => {
      const row = await db
        .selectFrom('events')
        .select(['event_id', 'type', 'received_at'])
        .where('object_id', '=', dispute)
        .where('source', '!=', 'recoup')
        .orderBy('seq')
        .executeTakeFirst();
      return row === undefined
        ? null
        : { atWallMs: wall(row.received_at), what: `${row.type} (${row.event_id})` };
    },
  },
  followed: {
    title: 'the dispute is followed',
    missing: 'No flow looked at it. Does a worker run? bin/recoup inbox shows what waits, and why.',
    look: async (db, { dispute }) => {
      const row = await db
        .selectFrom('disputes')
        .select(['workflow_id', 'status', 'updated_at'])
        .where('dispute_id', '=', dispute)
        .executeTakeFirst();
      return row === undefined
        ? null
        : { atWallMs: wall(row.updated_at), what: `${row.workflow_id}, at Stripe: ${row.status}` };
    },
  },
  transferReversed: {
    title: 'the transfer is reversed, once and whole',
    missing:
      'The seller still has the money. bin/recoup decisions and bin/recoup approvals list say what held it back: a cap, the mode, a freeze, or whose share it is.',
    look: async (db, { scene: { currency, amountMinor }, dispute }) => {
      const rows = await db
        .selectFrom('money_moves')
        .select(['amount_minor', 'stripe_id', 'settled_at', 'decision_id'])
        .where('cause', '=', dispute)
        .where('kind', '=', 'reversal')
        .where('state', '=', 'moved')
        .orderBy('settled_at')
        .execute();
      const sum = rows.reduce((total, row) => total + row.amount_minor, 0);
      const last = rows.at(-1);
      if (last === undefined || sum !== amountMinor) return null;
      const what = `${formatMoney(sum, currency)} taken back (${last.stripe_id ?? '?'}), decision ${last.decision_id}`;
      return { atWallMs: wall(last.settled_at), what };
    },
  },
  shortfallSurfaced: {
    title: 'the shortfall is surfaced',
    missing:
      'No case was opened. Is the account’s balance below zero at Stripe, and does the platform bear it?',
    look: async (db, { scene: { account, currency } }) => {
      const row = await db
        .selectFrom('cases')
        .select(['number', 'peak_owed_minor', 'opened_clock', 'workflow_id'])
        .where('account', '=', account)
        .where('currency', '=', currency)
        .orderBy('number', 'desc')
        .executeTakeFirst();
      if (row === undefined || row.peak_owed_minor === 0) return null;
      const decided = await firstDecision(db, row.workflow_id);
      const what = `case ${row.number}: ${formatMoney(row.peak_owed_minor, currency)} owed (${row.workflow_id})`;
      return { atWallMs: decided ?? Date.now(), what };
    },
  },
  payoutsStopped: {
    title: 'payouts of the account are stopped',
    missing:
      'Payouts go on. The policy holds from hold.from; an account that cannot be read cannot be held: bin/recoup attention list',
    look: async (db, { scene: { account } }) => {
      const row = await db
        .selectFrom('accounts')
        .select(['hold_reasons', 'hold_set_at', 'hold_stands'])
        .where('account', '=', account)
        .executeTakeFirst();
      if (row === undefined || row.hold_reasons.length === 0 || !row.hold_stands) return null;
      const what = `payouts are manual, because of ${row.hold_reasons.join(', ')}`;
      return { atWallMs: wall(row.hold_set_at), what };
    },
  },
  personTold: {
    title: 'a person is told',
    missing:
      'Nobody of the platform was told. The policy’s person.named says from which amount; try a larger --amount.',
    look: async (db, { scene, dispute }) => {
      const notice = await noticesAbout(db, scene, dispute)
        .where('audience', '!=', 'seller')
        .executeTakeFirst();
      if (notice !== undefined) {
        const what = `${notice.template} to ${notice.audience} (${notice.state})`;
        return { atWallMs: wall(notice.created_at), what };
      }
      const raised = await db
        .selectFrom('attention')
        .select(['kind', 'raised_at'])
        .where('subject', 'in', [flowOf(dispute), caseWorkflowId(scene.account, scene.currency)])
        .where('raised_at', '>=', since(scene))
        .orderBy('attention_id')
        .executeTakeFirst();
      return raised === undefined
        ? null
        : { atWallMs: wall(raised.raised_at), what: `attention: ${raised.kind}` };
    },
  },
  sellerTold: {
    title: 'the seller is told',
    missing: 'The seller was not told. bin/recoup notices list says what waits, and for which hour.',
    look: async (db, { scene, dispute }) => {
      const row = await noticesAbout(db, scene, dispute)
        .where('audience', '=', 'seller')
        .where('state', 'in', scene.isScaled ? ['sent'] : ['queued', 'sent'])
        .executeTakeFirst();
      if (row === undefined) return null;
      const when =
        row.sent_at === null
          ? `goes out in the seller’s next working hour, ${new Date(wall(row.send_at)).toISOString()}`
          : 'sent';
      return { atWallMs: wall(row.created_at), what: `${row.template}: ${when}` };
    },
  },
  othersWait: {
    title: 'others are not paid while the platform is below zero',
    missing:
      'The payout run went on, or no worker took it up: bin/recoup payouts list shows where it stands. If it paid although the platform was below zero, do not go live.',
    look: async (db, { run }) => {
      if (run === null) return null;
      const row = await db
        .selectFrom('payout_runs')
        .select(['status', 'reason', 'updated_at'])
        .where('run', '=', run)
        .executeTakeFirst();
      if (row?.status !== 'under_water') return null;
      return {
        atWallMs: row.updated_at,
        what: `${run} waits: ${row.reason ?? 'the platform is under water'}`,
      };
    },
  },
};

/** Clocks of two machines may differ by this much. */
const SKEW_MS = 60_000;
const since = ({ chargedWallMs }: Scene) => sql<number>`${new Date(chargedWallMs - SKEW_MS)}`;
const flowOf = (dispute: string): string => disputeWorkflowId(disputeId(dispute));

const noticesAbout = (db: Database, scene: Scene, dispute: string) =>
  db
    .selectFrom('notices')
    .select(['audience', 'template', 'state', 'created_at', 'send_at', 'sent_at'])
    .where('created_at', '>=', since(scene))
    .where((row) => row.or([row('account', '=', scene.account), row('subject', '=', flowOf(dispute))]))
    .orderBy('notice_id');

async function firstDecision(db: Database, subject: string): Promise<number | null> {
  const row = await db
    .selectFrom('decisions')
    .select('made_at')
    .where('subject', '=', subject)
    .orderBy('seq')
    .executeTakeFirst();
  return row?.made_at ?? null;
}
