import { describe, expect, test } from '@jest/globals';
import { progressLine } from '../../src/cli/progress-line';

function lineOn(isTTY: boolean) {
  const written: string[] = [];
  let nowMs = 0;
  const line = progressLine({ isTTY, write: (text) => written.push(text) }, () => nowMs);
  return { line, written, pass: (ms: number) => (nowMs += ms) };
}

describe('progress', () => {
  test('at a terminal is one line that changes in place', () => {
    const { line, written } = lineOn(true);
    line.show('1 read');
    line.show('1 read');
    line.show('2 read');
    line.end();
    expect(written).toEqual(['\r\u001B[K1 read', '\r\u001B[K2 read', '\n']);
  });

  test('elsewhere is a line now and then, and none that says the same', () => {
    const { line, written, pass } = lineOn(false);
    line.show('1 read');
    line.show('2 read');
    pass(5_000);
    line.show('3 read');
    pass(5_000);
    line.show('3 read');
    line.end();
    expect(written).toEqual(['1 read\n', '3 read\n']);
  });

  test('of which nothing was shown leaves no empty line', () => {
    const { line, written } = lineOn(true);
    line.end();
    expect(written).toEqual([]);
  });
});
