/** `${NAME:?message}` and `${NAME:-fallback}`, as Compose reads them; `$$` is a dollar sign. */
const VARIABLE = /\$\$|\$\{(\w+):([?-])([^}]*)\}/g;

export interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly fallback: string;
}

export function variablesIn(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)].flatMap(([, name, kind, rest = '']) =>
    name === undefined ? [] : [{ name, required: kind === '?', fallback: kind === '-' ? rest : '' }],
  );
}

/** @throws Error with the message of a variable that is required and not given. */
export function interpolated(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(VARIABLE, (_whole, name: string | undefined, kind: string, rest: string) => {
    if (name === undefined) return '$';
    const value = given[name];
    if (value !== undefined && value !== '') return value;
    if (kind === '?') throw new Error(rest);
    return rest;
  });
}
