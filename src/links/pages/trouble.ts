import { html, type Html } from '../../console/html';
import { layout } from './layout';

/** The same for every address, so that it tells nobody whose it is, or whether there is such an account. */
const askForFreshLink = (path: string): Html =>
  html`<form method="post" action="${path}">
      <button type="submit">Send me a fresh link</button>
    </form>
    <p class="note">
      It goes by e-mail to the address that is on file for the account, and to nobody else. If you do not get
      it, answer the letter that the link was in.
    </p>`;

/** Used, expired, revoked. */
export const gonePage = (freshPath: string): Html =>
  layout(
    'This link works no more',
    null,
    html`<p>It was opened before, is too old, or was taken back. Nothing is lost.</p>
      ${askForFreshLink(freshPath)}`,
  );

/** Not one of ours, as it stands. */
export const brokenPage = (freshPath: string): Html =>
  layout(
    'This link is not complete',
    null,
    html`<p>
        The address was cut off or changed on its way. Open it from the letter again; where it spans several
        lines, copy all of it.
      </p>
      ${askForFreshLink(freshPath)}`,
  );

export const askedPage = (): Html =>
  layout(
    'Thank you',
    null,
    html`<p>
        If the link was one of ours, a fresh one is on its way by e-mail, to the address that is on file for
        the account. It can take a few minutes; asked for several times within an hour, it is sent once.
      </p>
      <p class="note">If it does not arrive, answer the letter that the link was in.</p>`,
  );

export const donePage = (): Html =>
  layout(
    'You can close this page',
    null,
    html`<p>What you entered is with Stripe. If something is still missing, you will hear of it.</p>`,
  );

export const stripeAwayPage = (): Html =>
  layout(
    'Stripe does not answer at the moment',
    null,
    html`<p>Your link still works: open it again in a few minutes.</p>`,
  );

export const stripeRefusesPage = (): Html =>
  layout(
    'Your account cannot be opened from here',
    null,
    html`<p>
      Stripe does not open it at the moment. Answer the letter that the link was in: a person will help.
    </p>`,
  );

export const tooManyPage = (): Html =>
  layout('Too many requests', null, html`<p>Wait a minute, and open the link again.</p>`);

export const noPage = (): Html =>
  layout('There is nothing here', null, html`<p>Open the link from the letter that you were sent.</p>`);

export const wrongMethodPage = (): Html =>
  layout('This cannot be done here', null, html`<p>Open the link from the letter that you were sent.</p>`);

export const prefetchPage = (): Html =>
  layout('Not opened yet', null, html`<p>This page is shown when the link itself is opened.</p>`);

export const failedPage = (): Html =>
  layout(
    'This page cannot be shown at the moment',
    null,
    html`<p>Nothing is lost, and your link still works: open it again in a few minutes.</p>`,
  );
