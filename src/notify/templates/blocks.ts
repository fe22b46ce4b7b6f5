/** What a letter is made of. Text and HTML come from it, so that they never say different things. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly string[] }
  /** To be copied as it stands. */
  | { readonly kind: 'command'; readonly heading: string; readonly command: string }
  /** An address to open, with how long it works. */
  | { readonly kind: 'link'; readonly heading: string; readonly address: string; readonly note: string };

export type Letter = readonly Block[];

/** A letter of paragraphs in their order; what does not apply is given as null. */
export function letter(...parts: readonly (string | Block | null)[]): Letter {
  return parts.flatMap((part): readonly Block[] => {
    if (part === null || part === '') return [];
    return [typeof part === 'string' ? { kind: 'paragraph', text: part } : part];
  });
}

export const list = (heading: string, items: readonly string[]): Block => ({ kind: 'list', heading, items });

export const commandToCopy = (heading: string, command: string): Block => ({
  kind: 'command',
  heading,
  command,
});
