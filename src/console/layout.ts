import { DAY_MS } from '../domain/clock';
import { html, type Html } from './html';
import { banner, strip } from './parts/strip';
import type { View } from './view';

const NAVIGATION: readonly (readonly [path: string, name: string])[] = [
  ['/', 'Overview'],
  ['/digests', 'Digests'],
  ['/cases', 'Cases'],
  ['/disputes', 'Disputes'],
  ['/refunds', 'Refunds'],
  ['/reviews', 'Reviews'],
  ['/payouts', 'Payouts'],
  ['/moves', 'Moves'],
  ['/notices', 'Notices'],
  ['/inbox', 'Inbox'],
  ['/sweeps', 'Sweeps'],
  ['/reserve', 'Reserve'],
];

/** Seconds of wall time between two readings: often where a day lasts seconds. */
const refreshSeconds = (view: View): number => (view.clock.msPerDay === DAY_MS ? 15 : 2);

export function page(view: View, current: string, title: string, body: Html): Html {
  return frame(
    `${title} · Recoup`,
    html`<meta name="refresh-seconds" content="${refreshSeconds(view)}" />
      <script src="/assets/refresh.js" defer></script>
      <noscript><meta http-equiv="refresh" content="${refreshSeconds(view) * 5}" /></noscript>`,
    html`${banner(view)}
      <header>
        <a class="name" href="/">Recoup</a>
        <nav aria-label="Pages">
          ${NAVIGATION.map(([to, name]) =>
            to === current
              ? html`<a href="${to}" aria-current="page">${name}</a>`
              : html`<a href="${to}">${name}</a>`,
          )}
        </nav>
      </header>
      <main id="main">${strip(view)}${body}</main>`,
  );
}

/** A page without rows: what went wrong, and what to do. */
export function plainPage(title: string, message: string): Html {
  return frame(
    `${title} · Recoup`,
    null,
    html`<header><a class="name" href="/">Recoup</a></header>
      <main>
        <h1>${title}</h1>
        <p>${message}</p>
        <p><a href="/">To the overview</a></p>
      </main>`,
  );
}

function frame(title: string, head: Html | null, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/style.css" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
