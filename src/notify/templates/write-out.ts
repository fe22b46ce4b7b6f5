import { assertNever } from '../../domain/never';
import type { Block, Letter } from './blocks';

/** Paragraphs with a blank line between, ending in one line break. */
export function asText(letter: Letter): string {
  return `${letter.map(blockText).join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'list':
      return [block.heading, ...block.items.map((item) => `- ${item}`)].join('\n');
    case 'command':
      return `${block.heading}\n${block.command}`;
    case 'link':
      return `${block.heading}\n${block.address}\n${block.note}`;
    default:
      return assertNever(block);
  }
}

/**
 * A whole document for mail programs: no pictures, no scripts, nothing to be loaded from anywhere. Styles
 * stand in the document, for mail programs drop whatever lies elsewhere.
 */
export function asHtml(subject: string, letter: Letter): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 Helvetica,Arial,sans-serif;color:#1a1a1a;background:#ffffff">',
    '<div style="max-width:36em;margin:0 auto">',
    ...letter.map(blockHtml),
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escape(block.text)}</p>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${escape(item)}</li>`).join('');
      return `<p>${escape(block.heading)}</p>\n<ul>${items}</ul>`;
    }
    case 'command':
      return `<p>${escape(block.heading)}</p>\n<pre style="white-space:pre-wrap;word-break:break-all">${escape(block.command)}</pre>`;
    case 'link':
      return `<p>${escape(block.heading)}<br>${anchor(block.address)}<br><small>${escape(block.note)}</small></p>`;
    default:
      return assertNever(block);
  }
}

/** Words that stand for an address, where only the seller was told it, lead nowhere. */
function anchor(address: string): string {
  const shown = escape(address);
  return URL.canParse(address) ? `<a href="${shown}" style="word-break:break-all">${shown}</a>` : shown;
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
