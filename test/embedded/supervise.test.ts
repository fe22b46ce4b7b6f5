import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Closers } from '../../src/embedded/closers';
import { endProcess, isAlive } from '../../src/embedded/processes';
import { supervise, type Running } from '../../src/embedded/supervise';

/** A child that does nothing until it is ended. */
function sleeper(): Running {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined) await endProcess(child.pid, [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  };
  return { child, stop };
}

describe('a supervised child', () => {
  test('is started again when it dies, also where a start fails in between', async () => {
    const said: string[] = [];
    let starts = 0;
    let tell: () => void = () => undefined;
    const again = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const supervised = await supervise(
      'The child',
      () => {
        starts += 1;
        return starts === 2 ? Promise.reject(new Error('port taken')) : Promise.resolve(sleeper());
      },
      (line) => {
        said.push(line);
        if (line.endsWith('runs again')) tell();
      },
    );
    const first = supervised.current().child;
    first.kill('SIGKILL');
    await again;
    const second = supervised.current().child;
    expect(second.pid).not.toBe(first.pid);
    expect(said).toEqual([
      'The child ended by itself; starting it again',
      'The child did not start: port taken',
      'The child runs again',
    ]);
    await supervised.stop();
    expect(isAlive(second.pid ?? 0)).toBe(false);
  });

  test('stays ended once it is stopped', async () => {
    let starts = 0;
    const supervised = await supervise(
      'The child',
      () => Promise.resolve((starts += 1)).then(sleeper),
      () => undefined,
    );
    const { child } = supervised.current();
    const gone = once(child, 'exit');
    await supervised.stop();
    await gone;
    expect(starts).toBe(1);
  });
});

describe('stopping', () => {
  test('goes backwards, once, and is held up neither by a part that fails nor by one that hangs', async () => {
    const order: string[] = [];
    const said: string[] = [];
    const closers = new Closers();
    closers.add('first', () => void order.push('first'));
    closers.add('hanging', () => new Promise(() => order.push('hanging')));
    closers.add('failing', () => {
      order.push('failing');
      throw new Error('no more');
    });
    closers.add('last', () => void order.push('last'));
    const say = (line: string): void => void said.push(line);
    await Promise.all([closers.closeAll(20, say), closers.closeAll(20, say)]);
    expect(order).toEqual(['last', 'failing', 'hanging', 'first']);
    expect(said).toEqual([
      'failing did not stop well: no more',
      'hanging does not stop within 20 ms; going on',
    ]);
  });
});
