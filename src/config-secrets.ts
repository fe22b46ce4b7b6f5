import { SETTINGS } from './config-settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Temporal's own settings that are secrets, in the names of its environment configuration. */
const TEMPORAL_SECRETS = /^TEMPORAL_(API_KEY|TLS_CLIENT_KEY_DATA|GRPC_META_.*)$/;

/** What must never be written anywhere: every secret setting, each of several by itself, the passwords of addresses. */
export function secretValues(environment: Environment = process.env): readonly string[] {
  const isSecret = new Set(
    Object.entries<{ readonly secret?: boolean }>(SETTINGS)
      .filter(([, { secret }]) => secret === true)
      .map(([name]) => name),
  );
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined || value === '' || !(isSecret.has(name) || TEMPORAL_SECRETS.test(name)))
      return [];
    const parts = value.split(',').map((part) => part.trim());
    return [value, ...parts, ...parts.map(withoutName), ...passwordOf(value)];
  });
}

/** Several secrets are told apart by names, as in `name:secret`. */
const withoutName = (part: string): string => part.replace(/^[\w.-]+:(?!\/\/)/, '');

function passwordOf(value: string): readonly string[] {
  if (!URL.canParse(value)) return [];
  const { password } = new URL(value);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
