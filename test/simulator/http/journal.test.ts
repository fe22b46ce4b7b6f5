import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Journal } from '../../../src/simulator/journal/journal';

describe('the journal', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'));
    file = path.join(folder, 'simulator.jsonl');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('gives back what was appended, in order', () => {
    const journal = new Journal(folder);
    expect(journal.read()).toEqual([]);
    journal.append({ n: 1 });
    journal.append({ n: 2, text: 'Grüße\n' });
    journal.close();
    expect(new Journal(folder).read()).toEqual([{ n: 1 }, { n: 2, text: 'Grüße\n' }]);
  });

  it('drops a torn last line, and goes on behind the last whole one', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":2,"text":"Grü');
    const journal = new Journal(folder);
    expect(journal.read()).toEqual([{ n: 1 }]);
    journal.append({ n: 3 });
    journal.close();
    expect(new Journal(folder).read()).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('refuses a damaged line in the middle, by its number', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":\n{"n":3}\n');
    expect(() => new Journal(folder).read()).toThrow(/simulator\.jsonl, line 2, is not JSON/);
  });

  it('is replaced as a whole when it is compacted', () => {
    const journal = new Journal(folder);
    journal.append({ n: 1 });
    journal.append({ n: 2 });
    journal.rewrite([{ all: 2 }]);
    journal.append({ n: 3 });
    journal.close();
    expect(new Journal(folder).read()).toEqual([{ all: 2 }, { n: 3 }]);
    expect(fs.readdirSync(folder)).toEqual(['simulator.jsonl']);
  });
});
