import { html, type Content, type Html } from '../../console/html';
import { formatMoney, type Currency } from '../../domain/money';
import type { CurrencyStatement, OnTheWay, Statement } from '../read-statement';
import { layout } from './layout';
import { causeInWords, methodInWords } from './statement-words';

export interface StatementHead {
  /** The platform as its sellers know it. */
  readonly platform: string;
  /** The clock's present instant. */
  readonly nowMs: number;
}

/** What a seller sees: nothing that names a person, and nothing to act on; what helps is said in letters. */
export function statementPage(statement: Statement, { platform, nowMs }: StatementHead): Html {
  const day = dayIn(statement.timeZone);
  const owing = statement.currencies.filter(({ owed }) => owed.length > 0);
  return layout(
    'Your statement',
    platform,
    html`<p class="note">As it stands on ${day(nowMs)}.</p>
      ${
        owing.length === 0
          ? html`<p class="total good"><strong>Nothing is owed.</strong></p>`
          : owing.map((one) => html`<p class="total">You owe <strong>${total(one)}</strong></p>`)
      }
      ${statement.payoutsHeld ? heldText(owing.length > 0) : null}
      ${statement.currencies.map((one) => currencySection(one, statement.currencies.length > 1, day))}
      <footer>
        <p>
          If something here is not right, answer the letter that the link to this page was in. Days are those
          of ${statement.timeZone.replaceAll('_', ' ')}. Your account: ${statement.account}.
        </p>
      </footer>`,
  );
}

const heldText = (isOwing: boolean): Html =>
  html`<p>
    Your payouts are on hold at the moment.
    ${isOwing ? 'Sales that arrive meanwhile reduce what you owe.' : null}
  </p>`;

type Day = (clockMs: number) => Html;

const total = ({ owed, currency }: CurrencyStatement): string =>
  formatMoney(
    owed.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency,
  );

function currencySection(one: CurrencyStatement, isOneOfSeveral: boolean, day: Day): Html {
  const { currency, owed, recovered, onTheWay, clearsMs } = one;
  const money = (minor: number): string => formatMoney(minor, currency);
  return html`<section>
    ${isOneOfSeveral ? html`<h2>${currency.toUpperCase()}</h2>` : null}
    ${lines(
      'What is owed, and for what',
      owed.map((line) => [causeInWords(line), day(line.sinceMs), money(line.amountMinor)]),
      owed.length > 1 ? money(owed.reduce((sum, { amountMinor }) => sum + amountMinor, 0)) : null,
    )}
    ${lines(
      'What was paid',
      recovered.map(({ method, atMs, amountMinor }) => [
        methodInWords(method, amountMinor),
        day(atMs),
        money(amountMinor),
      ]),
      null,
    )}
    ${coming(onTheWay, currency, day)} ${clearing(clearsMs, day)}
  </section>`;
}

function lines(
  title: string,
  rows: readonly (readonly [what: string, when: Html, amount: string])[],
  sum: string | null,
): Html | null {
  if (rows.length === 0) return null;
  return html`<h2 class="part">${title}</h2>
    <table>
      <tbody>
        ${rows.map(
          ([what, when, amount]) =>
            html`<tr>
              <td>${what}<small>${when}</small></td>
              <td class="number">${amount}</td>
            </tr>`,
        )}
      </tbody>
      ${
        sum === null
          ? null
          : html`<tfoot>
              <tr>
                <td>Together</td>
                <td class="number">${sum}</td>
              </tr>
            </tfoot>`
      }
    </table>`;
}

function coming({ debits, debitAboutMs, salesMinor }: OnTheWay, currency: Currency, day: Day): Html | null {
  const told: Content[] = debits.map(({ amountMinor, settlesMs }) =>
    settlesMs === null
      ? html`<li>
          A debit of ${formatMoney(amountMinor, currency)} is under way to your bank. What Stripe has credited
          of it already is counted above as paid.
        </li>`
      : html`<li>
          ${formatMoney(amountMinor, currency)} was collected from your bank and is counted above as paid.
          Your bank can still return it until ${day(settlesMs)}.
        </li>`,
  );
  if (debitAboutMs !== null)
    told.push(
      html`<li>
        What your balance is below zero will be collected from your bank on about ${day(debitAboutMs)}.
      </li>`,
    );
  if (salesMinor > 0)
    told.push(
      html`<li>
        ${formatMoney(salesMinor, currency)} of sales is on its way to your balance, and reduces what is owed.
      </li>`,
    );
  return told.length === 0
    ? null
    : html`<h2 class="part">What is on the way</h2>
        <ul>
          ${told}
        </ul>`;
}

function clearing(clearsMs: number | null, day: Day): Html | null {
  if (clearsMs === null) return null;
  return html`<h2 class="part">If it stays unpaid</h2>
    <p>
      Stripe brings your balance back to zero with our money, not before ${day(clearsMs)}. From then on you
      owe the amount to us instead, and we keep it back from what you earn.
    </p>`;
}

function dayIn(timeZone: string): Day {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  });
  return (clockMs) =>
    html`<time datetime="${new Date(clockMs).toISOString()}">${format.format(clockMs)}</time>`;
}
