import { DAY_MS, daysBetween, HOUR_MS } from '../../domain/clock';
import { dateText, spanText } from '../format';
import { html, type Content, type Html } from '../html';
import type { Backlog } from '../queries/health';
import type { View } from '../view';
import type { Tone } from './tag';

/** A relay that is this far behind has a problem worth looking at. Wall time. */
const LATE_MS = 30_000;

/** How the installation stands, in one line: what a person checks before anything else. */
export function strip(view: View): Html {
  const { health } = view;
  return html`<dl class="strip">
    ${fact(
      'Mode',
      health.mode === 'act' ? 'acts' : 'observes',
      health.mode === 'act' ? 'good' : 'warn',
      health.mode === 'act' ? 'money moves' : 'decides, moves nothing',
    )}
    ${health.frozen ? fact('Door', 'frozen', 'bad', 'no money moves') : fact('Door', 'open', 'good', null)}
    ${fact('Last webhook', lastWebhook(view), health.lastWebhookMs === null ? 'warn' : 'plain', null)}
    ${relay(view)} ${sweep(view)}
    ${
      view.temporalReachable
        ? fact('Temporal', temporalLink(view), 'good', null)
        : fact('Temporal', 'not reachable', 'bad', 'events wait, nothing is lost')
    }
    ${fact('Clock', dateText(view.clockNowMs), 'plain', isScaled(view) ? `day ${dayOfRun(view)}` : 'UTC')}
  </dl>`;
}

const isScaled = (view: View): boolean => view.clock.msPerDay !== DAY_MS;
const dayOfRun = (view: View): number => daysBetween(view.clock.originMs, view.clockNowMs);
const scale = (view: View): string => `${view.clock.msPerDay / 1_000} s = 1 day`;

/** Said loudly on every page of a simulated run. */
export function banner(view: View): Html | null {
  return isScaled(view)
    ? html`<p class="banner">Simulated, ${scale(view)}, no real money</p>`
    : view.health.livemode === false
      ? html`<p class="banner">Stripe test mode, no real money</p>`
      : null;
}

function fact(name: string, value: Content, tone: Tone, more: string | null): Html {
  return html`<div class="${tone}">
    <dt>${name}</dt>
    <dd>${value}${more === null ? null : html` <small>${more}</small>`}</dd>
  </div>`;
}

function lastWebhook({ health, nowMs }: View): string {
  return health.lastWebhookMs === null ? 'none yet' : `${spanText(nowMs - health.lastWebhookMs)} ago`;
}

function relay(view: View): Html {
  const { unrouted, unsent, setAside } = view.health;
  const ages = [unrouted, unsent].map((backlog: Backlog) =>
    backlog.oldestMs === null ? 0 : view.nowMs - backlog.oldestMs,
  );
  const lagMs = Math.max(0, ...ages);
  const waiting = unrouted.count + unsent.count;
  const lag = waiting === 0 ? 'in time' : `${spanText(lagMs)} behind`;
  const parts = [
    waiting === 0 ? null : `${waiting} waiting`,
    setAside === 0 ? null : `${setAside} set aside`,
  ].filter((part) => part !== null);
  const tone = setAside > 0 || lagMs > LATE_MS ? 'bad' : 'good';
  return fact('Relay', lag, tone, parts.length === 0 ? null : parts.join(', '));
}

/** Once an hour, or once a day where days are short; two that are missing are worth a look. */
function sweep({ health, clock, nowMs }: View): Html {
  if (health.lastSweep === null) return fact('Last sweep', 'none yet', 'warn', null);
  const { endedMs, failed } = health.lastSweep;
  const everyMs = clock.msPerDay === DAY_MS ? HOUR_MS : Math.max(1_000, clock.msPerDay);
  const ageMs = nowMs - endedMs;
  const isLate = ageMs > 2 * everyMs + LATE_MS;
  const troubles = failed === 0 ? null : `parts that failed: ${failed}`;
  return fact('Last sweep', `${spanText(ageMs)} ago`, isLate || failed > 0 ? 'bad' : 'good', troubles);
}

function temporalLink(view: View): Content {
  return view.temporalUiUrl === null
    ? 'reachable'
    : html`<a href="${view.temporalUiUrl}/namespaces/${encodeURIComponent(view.namespace)}/workflows"
        >reachable</a
      >`;
}
