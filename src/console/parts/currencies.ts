import { date, link, money, path } from '../format';
import { html, type Html } from '../html';
import type { RecoveredPart, RecoveryMethod } from '../../store/recovered';
import type { CurrencyFigures } from '../queries/money';
import { section } from './table';

const METHOD_NAMES: { readonly [method in RecoveryMethod]: string } = {
  bank_debit: 'by bank debit',
  payout_returned: 'payouts sent back by the bank',
  reversal: 'from the balance, by reversal',
  account_debit: 'from the balance, by account debit',
  sales: 'through sales',
  topup: 'paid in by the seller',
  give_back: 'disputes won, refunds sent back',
  set_off: 'set off',
  paid_outside: 'paid outside Stripe',
  credit: 'credited at our cost, not recovered',
  offset: 'kept back from payouts',
  cleared: "cleared by Stripe, at the platform's cost",
  released: 'no longer owed',
};

/** What Stripe cleared, what we credited and what is no longer owed is not there any more, but nobody paid it. */
const isRecovery = ({ method }: RecoveredPart): boolean =>
  !['cleared', 'released', 'credit'].includes(method);

export function currenciesSection(currencies: readonly CurrencyFigures[]): Html {
  return section({
    id: 'money',
    title: 'Money',
    empty:
      currencies.length === 0
        ? 'Nothing is owed and nothing was recovered yet. What accounts owe, what came back and by which way, and what Stripe clears next appear here, each currency by itself.'
        : null,
    body: html`<div class="cards">${currencies.map(currencyCard)}</div>`,
  });
}

function currencyCard(figures: CurrencyFigures): Html {
  const { currency } = figures;
  const owedMinor = figures.shortfallMinor + figures.claimsMinor;
  return html`<article class="card">
    <h3>${currency.toUpperCase()}</h3>
    <dl class="figures">
      <div class="main">
        <dt>Owed</dt>
        <dd>${money(owedMinor, currency)}</dd>
      </div>
      <div>
        <dt>below zero</dt>
        <dd>${money(figures.shortfallMinor, currency)}</dd>
      </div>
      <div>
        <dt>in claims</dt>
        <dd>${money(figures.claimsMinor, currency)}</dd>
      </div>
      ${recoveredRows(figures.recovered, currency)}
      ${totalRow('Given back', figures.givenBackMinor, currency)}
      ${totalRow('Let go', figures.writtenOffMinor, currency)}
    </dl>
    <p class="note">${nextToClear(figures)}</p>
  </article>`;
}

function totalRow(name: string, amountMinor: number, currency: string): Html | null {
  return amountMinor === 0
    ? null
    : html`<div class="main">
        <dt>${name}</dt>
        <dd>${money(amountMinor, currency)}</dd>
      </div>`;
}

/** The sum within one currency with its parts, then what went away by other ways. */
export function recoveredRows(parts: readonly RecoveredPart[], currency: string): Html {
  const recovered = parts.filter(isRecovery);
  const others = parts.filter((part) => !isRecovery(part));
  const total = recovered.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const row = ({ method, amountMinor }: RecoveredPart): Html =>
    html`<div>
      <dt>${METHOD_NAMES[method]}</dt>
      <dd>${money(amountMinor, currency)}</dd>
    </div>`;
  return html`<div class="main">
      <dt>Recovered</dt>
      <dd>${money(total, currency)}</dd>
    </div>
    ${recovered.map(row)} ${others.length === 0 ? null : html`<div class="main"><dt>Not recovered</dt></div>`}
    ${others.map(row)}`;
}

function nextToClear({ nextToClear: next, currency }: CurrencyFigures): Html | string {
  return next === null
    ? 'Nothing waits for Stripe to clear it.'
    : html`Next to clear: ${money(next.shortfallMinor, currency)} of
      ${link(path('cases', next.number), `case ${next.number}`)}, not before ${date(next.clearsClockMs)}`;
}
