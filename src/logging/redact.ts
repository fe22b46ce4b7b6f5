/** What takes the place of a secret or of somebody's address in a line of the log. */
export const REDACTED = '[redacted]';

/** Whatever looks like one of these is taken out of every line, wherever in it it stands. */
const PATTERNS: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  // Stripe's keys, publishable ones among them, and the signing secrets of webhooks.
  { pattern: /\b(?:sk|rk|pk)_(?:test|live)_\w+/g, instead: REDACTED },
  { pattern: /\bwhsec_[\w+/=-]+/g, instead: REDACTED },
  // User and password of an address: postgres://user:password@host, smtps://…
  { pattern: /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'@]+@/gi, instead: `$1${REDACTED}@` },
  { pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, instead: `$1 ${REDACTED}` },
  { pattern: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, instead: REDACTED },
];

const SHORTEST_SECRET = 6;

/**
 * Takes secrets and e-mail addresses out of a finished line of the log. `secrets` are values that have no form to be
 * known by, such as an API key of Temporal; shorter ones than six characters would take words out of every line.
 */
export function redactor(secrets: readonly string[]): (line: string) => string {
  const values = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(asWritten);
  return (line) => {
    let clean = line;
    for (const value of values) clean = clean.replaceAll(value, REDACTED);
    for (const { pattern, instead } of PATTERNS) clean = clean.replaceAll(pattern, instead);
    return clean;
  };
}

/** A value as it stands in JSON, and as it stands in an address. */
function asWritten(secret: string): readonly string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])];
}
