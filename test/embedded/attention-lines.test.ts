import { expect, test } from '@jest/globals';
import { attentionLines } from '../../src/embedded/attention-lines';

const LOOKOUT = {
  console: 'http://127.0.0.1:3000',
  temporalUi: 'http://127.0.0.1:8233',
  namespace: 'default',
  gate: { day: 150, repeatDays: [160, 170], default: 'keep' as const },
};

test('below what needs a person stands the exact command, and nothing where there is none', () => {
  const asked = { kind: 'books_differ', subject: 'case:acct_a:usd', command: 'bin/recoup inbox wake x' };
  expect(attentionLines(asked, LOOKOUT)).toEqual(['answer it: bin/recoup inbox wake x']);
  expect(attentionLines({ ...asked, command: null }, LOOKOUT)).toEqual([]);
});

test('below the gate stand also the pages and what happens if nobody answers', () => {
  const lines = attentionLines(
    { kind: 'gate', subject: 'case:acct_a:usd', command: 'bin/recoup case resolve …' },
    LOOKOUT,
  );
  expect(lines).toEqual([
    'answer it: bin/recoup case resolve …',
    'look at it: http://127.0.0.1:3000/workflows/case%3Aacct_a%3Ausd',
    '            http://127.0.0.1:8233/namespaces/default/workflows/case%3Aacct_a%3Ausd',
    'unanswered: asked again on days 160, 170, louder each time; then the policy decides: keep',
  ]);
});
