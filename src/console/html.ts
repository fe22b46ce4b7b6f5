/** Markup that is safe to send: made by `html` alone, which escapes everything put into it. */
export interface Html {
  readonly markup: string;
  readonly [SAFE]: true;
}

const SAFE: unique symbol = Symbol('safe markup');

export type Content = Html | string | number | null | readonly Content[];

/** A template in which every value is escaped, also within quoted attributes; only other templates pass as markup. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const markup = strings.reduce((soFar, text, index) => soFar + rendered(values[index - 1] ?? null) + text);
  return { markup, [SAFE]: true };
}

function rendered(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  if (SAFE in content) return content.markup;
  // Rows from the store are data of any shape: what is neither a template nor a list is shown as it is written.
  return Array.isArray(content) ? content.map(rendered).join('') : escaped(JSON.stringify(content));
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
