import { currency, formatMoney } from '../domain/money';
import { html, type Html } from './html';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An amount with its currency; a code that is none (it comes from outside) is shown as it is. */
export function money(amountMinor: number, code: string): Html {
  return html`<span class="money">${moneyText(amountMinor, code)}</span>`;
}

export function moneyText(amountMinor: number, code: string): string {
  return /^[a-z]{3}$/i.test(code)
    ? formatMoney(amountMinor, currency(code))
    : `${amountMinor} minor units of "${code}"`;
}

/** A clock instant as its date, with the exact instant behind it. UTC. */
export function date(clockMs: number): Html {
  const iso = new Date(clockMs).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${dateText(clockMs)}</time>`;
}

export function dateTime(clockMs: number): Html {
  const iso = new Date(clockMs).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${dateText(clockMs)}, ${iso.slice(11, 16)}</time>`;
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
export const dateText = (clockMs: number): string => DATE.format(clockMs);

/** How long ago a wall instant was, roughly: "12 s", "5 min", "3 h", "4 days". */
export function spanText(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} days`;
}

/** `debit_returned` as "debit returned": what the store calls something, for people. */
export const words = (name: string): string => name.replaceAll('_', ' ');

/** Long ids break where a line ends, so that a phone need not scroll sideways. */
export function id(text: string): Html {
  return html`<code>${text}</code>`;
}

/** A path with each part escaped: keys and ids hold colons. */
export function path(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${encodeURIComponent(String(part))}`).join('');
}

export function link(to: string, text: string | Html): Html {
  return html`<a href="${to}">${text}</a>`;
}
