import { html, type Content, type Html } from '../../console/html';

/** A whole page; `platform` is the name that its sellers know, null where the page does not speak for it. */
export function layout(title: string, platform: string | null, body: Content): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/links.css" />
      </head>
      <body>
        ${platform === null ? null : html`<header>${platform}</header>`}
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}
