import type { Database } from './database';
import { canonicalJson } from './hash';
import { initialSetting } from './settings';

/** One installation is one platform, live or test: the database remembers which. */
export interface Installation {
  /** The platform's own Stripe account id. */
  readonly platformAccount: string;
  readonly livemode: boolean;
}

/** The database holds the books of another platform, or of the other mode of this one. */
export class OtherInstallationError extends Error {
  override readonly name = 'OtherInstallationError';

  constructor(known: string, asked: string) {
    super(
      `this database keeps the books of ${known}, but the Stripe key belongs to ${asked}: ` +
        'use the key it was set up with, or give this one an empty database (DATABASE_URL)',
    );
  }
}

/** Remembers the platform at the first call. @throws OtherInstallationError where another one is remembered. */
export async function claimInstallation(db: Database, installation: Installation): Promise<void> {
  const asked = { platformAccount: installation.platformAccount, livemode: installation.livemode };
  const known = await initialSetting(db, 'installation', asked);
  if (canonicalJson(known) !== canonicalJson(asked)) {
    throw new OtherInstallationError(canonicalJson(known), canonicalJson(asked));
  }
}
