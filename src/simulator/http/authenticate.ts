import { failures } from './failures';

/** Any secret key of test mode will do. @throws StripeFailure for anything else, a live key above all. */
export function authenticate(authorization: string | undefined): void {
  const key = keyFrom(authorization ?? '');
  if (key === '') throw failures.missingKey();
  if (!key.startsWith('sk_test_')) throw failures.invalidKey(key);
}

/** Stripe takes the key as a bearer token or as the user of basic authentication. */
function keyFrom(authorization: string): string {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
}
