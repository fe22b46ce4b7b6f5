/** The end of an exhaustive switch: the compiler refuses it while a variant is left. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
