import { formatMoney } from '../../domain/money';
import { ACTS, EXPECTED } from './acts';
import type { Followed } from './follow';
import { DISPUTED_CARD, type Scene, type StageLine } from './scene';

export interface ReplayReport {
  readonly ok: boolean;
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly charge: string;
  readonly transfer: string;
  readonly dispute: string | null;
  readonly stage: readonly StageLine[];
  readonly acts: readonly ActReport[];
}

interface ActReport {
  readonly act: string;
  readonly title: string;
  /** Null: it could not be put to the test here. */
  readonly done: boolean | null;
  readonly atWallMs: number | null;
  /** What Recoup did; of an act that is missing, the likely cause and the next step. */
  readonly what: string;
}

const NO_DISPUTE =
  'Stripe opened no dispute in time. In a sandbox it takes some minutes: give it longer with --wait.';

export function replayReport(scene: Scene, stage: readonly StageLine[], followed: Followed): ReplayReport {
  const { account, currency, amountMinor, charge, transfer } = scene;
  const { dispute, others } = followed;
  const acts = ACTS.map((act): ActReport => {
    const { title, missing } = EXPECTED[act];
    const found = followed.seen[act];
    if (act === 'othersWait' && others?.kind === 'not_tested')
      return { act, title, done: null, atWallMs: null, what: `not tested: ${others.why}` };
    return {
      act,
      title,
      done: found !== undefined,
      atWallMs: found?.atWallMs ?? null,
      what: found?.what ?? (dispute === null ? NO_DISPUTE : missing),
    };
  });
  const ok = dispute !== null && acts.every(({ done }) => done !== false);
  return { ok, account, currency, amountMinor, charge, transfer, dispute, stage, acts };
}

/** Times count from the moment at which the card was charged. */
export function reportText(report: ReplayReport, scene: Scene): string {
  const after = (atWallMs: number | null): string =>
    (atWallMs === null ? '' : afterText(atWallMs - scene.chargedWallMs)).padStart(9);
  const line = (mark: string, atWallMs: number | null, text: string): string =>
    `${mark} ${after(atWallMs)}  ${text}`;
  const missing = report.acts.filter(({ done }) => done === false);
  const inOrder = report.acts.toSorted((a, b) => (a.atWallMs ?? Infinity) - (b.atWallMs ?? Infinity));
  const money = formatMoney(scene.amountMinor, scene.currency);
  return [
    `A synthetic chargeback of ${money} (card ${DISPUTED_CARD.number}) on ${report.account}, which had paid out`,
    '',
    'What was set up',
    ...report.stage.map(({ atWallMs, what }) => line(' ', atWallMs, what)),
    '',
    `What Recoup did${report.dispute === null ? '' : ` about ${report.dispute}`}`,
    ...inOrder.map(({ done, atWallMs, title, what }) =>
      line(MARKS[String(done)] ?? ' ', atWallMs, `${title}: ${what}`),
    ),
    '',
    report.ok
      ? 'Everything that was expected happened.'
      : `${missing.length} of ${report.acts.length} expected acts did not happen.`,
  ].join('\n');
}

const MARKS: Readonly<Record<string, string>> = { true: '✓', false: '✗', null: '–' };

function afterText(ms: number): string {
  const sign = ms < 0 ? '-' : '+';
  const seconds = Math.abs(ms) / 1_000;
  return seconds < 100 ? `${sign}${seconds.toFixed(1)} s` : `${sign}${(seconds / 60).toFixed(1)} min`;
}
