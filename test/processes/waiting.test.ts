import { describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { createMetrics } from '../../src/metrics';
import { createHealthServer } from '../../src/processes/health-server';
import { forGood, MET, Needs } from '../../src/processes/needs';
import { RefusalError, StoppedError, waitFor } from '../../src/processes/wait-for';

function waiting() {
  const lines: { need?: string; reason?: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as object) });
  const stop = new AbortController();
  const needs = new Needs();
  needs.declare('database', 'temporal');
  return { lines, stop, needs, context: { log, needs, stopping: stop.signal } };
}

describe('waiting for a need', () => {
  test('goes on until it is there, and says once why it is not', async () => {
    const { lines, needs, context } = waiting();
    let tries = 0;
    const answer = await waitFor(context, 'database', async () => {
      tries += 1;
      if (tries < 3) throw new Error('connect ECONNREFUSED');
      return tries;
    });
    expect(answer).toBe(3);
    expect(lines.map(({ need, reason }) => `${need}: ${reason}`)).toEqual(['database: connect ECONNREFUSED']);
    expect(await needs.states()).toMatchObject({
      database: 'connect ECONNREFUSED',
      temporal: 'not reached yet',
    });
  });

  test('says anew when the reason is another one, and gives words to an error that has none', async () => {
    const { lines, context } = waiting();
    const errors = [
      new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]),
      new Error('b'),
    ];
    await waitFor(context, 'database', async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
    });
    expect(lines.map(({ reason }) => reason)).toEqual(['::1 refused; 127.0.0.1 refused', 'b']);
  });

  test('ends at once where waiting cannot help, and when the process is told to stop', async () => {
    const { stop, context } = waiting();
    const refused = waitFor(context, 'database', () =>
      Promise.reject(new RefusalError('of a newer version')),
    );
    await expect(refused).rejects.toThrow('of a newer version');
    const stopped = waitFor(context, 'database', () => Promise.reject(new Error('away')));
    stop.abort();
    await expect(stopped).rejects.toThrow(StoppedError);
  });
});

describe('the health port', () => {
  const serve = (needs: Needs, isStopping = () => false) =>
    createHealthServer({ needs, metrics: createMetrics(), isStopping, log: pino({ level: 'silent' }) });

  test('is alive from the start, and ready when every need is met, each by name', async () => {
    const needs = new Needs();
    needs.declare('database', 'temporal');
    const app = serve(needs);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    needs.watch('database', forGood);
    const before = await app.inject('/readyz');
    expect(before.statusCode).toBe(503);
    expect(before.json()).toEqual({ ready: false, needs: { database: MET, temporal: 'not reached yet' } });
    needs.watch('temporal', forGood);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    needs.watch('temporal', () => Promise.reject(new Error('14 UNAVAILABLE')));
    expect((await app.inject('/readyz')).json()).toMatchObject({ needs: { temporal: '14 UNAVAILABLE' } });
  });

  test('is not ready once the process stops, and alive still', async () => {
    const needs = new Needs();
    const app = serve(needs, () => true);
    expect((await app.inject('/readyz')).json()).toEqual({ ready: false, needs: { running: 'is stopping' } });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });

  test('shows metrics, and says of anything else what there is', async () => {
    const app = serve(new Needs());
    const metrics = await app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.payload).toContain('process_cpu_seconds_total');
    expect((await app.inject('/other')).json()).toEqual({
      error: { code: 'not_found', message: 'there are /healthz, /readyz and /metrics' },
    });
  });
});
