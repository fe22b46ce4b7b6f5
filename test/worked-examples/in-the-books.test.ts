import { afterEach, describe, expect, test } from '@jest/globals';
import { BooksRun } from './books-runner';
import { WORKED_EXAMPLES } from './index';

describe('worked examples, in the books', () => {
  let run: BooksRun | null = null;
  afterEach(async () => {
    await run?.close();
    run = null;
  });

  test.each(WORKED_EXAMPLES.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    async (_name, example) => {
      run = new BooksRun(example);
      await run.carryOut();
      await expect(run.expectEnd()).resolves.toBeUndefined();
    },
  );
});
