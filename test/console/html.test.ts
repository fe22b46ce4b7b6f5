import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { html } from '../../src/console/html';

test('every value is escaped, as text and within an attribute', () => {
  const evil = `<script>alert("1")</script> & 'x'`;
  expect(html`<p title="${evil}">${evil}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">' +
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
  );
});

test('templates within templates and lists of them stay markup, and null leaves nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(html`<p>${items}${null}${0}</p>`.markup).toBe('<p><li>a</li><li>&lt;b&gt;</li>0</p>');
});

test('what only looks like a template is escaped like any other text', () => {
  const forged = JSON.parse('{"markup":"<b>bold</b>"}') as never;
  expect(html`${forged}`.markup).not.toContain('<b>');
});

test('no text can open a tag, an attribute or an entity', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const inside = html`<i>${text}</i>`.markup.slice(3, -4);
      expect(inside).not.toMatch(/[<>"']/);
      expect(inside.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
});
