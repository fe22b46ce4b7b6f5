import { describe, expect, test } from '@jest/globals';
import { type BalanceChange, negativeClock } from '../../../src/domain/case/negative-since';

const NEVER = { sinceMs: null, beforeDebitMs: null };
const other = (atMs: number, amountMinor: number): BalanceChange => ({ atMs, amountMinor, kind: 'other' });
const debit = (atMs: number, amountMinor: number): BalanceChange => ({ atMs, amountMinor, kind: 'debit' });
const comesBack = (atMs: number, amountMinor: number): BalanceChange => ({
  atMs,
  amountMinor: -amountMinor,
  kind: 'debit_return',
});

describe('the clock to day 180', () => {
  test('starts when the balance first goes below zero, not when it sinks further', () => {
    expect(negativeClock(NEVER, 100, [other(1, -50), other(2, -100), other(3, -500)])).toEqual({
      sinceMs: 2,
      beforeDebitMs: null,
    });
  });

  test('is not moved by money that does not reach zero', () => {
    expect(negativeClock(NEVER, 0, [other(1, -500), other(2, 499), other(3, -20)]).sinceMs).toBe(1);
  });

  test('ends at zero, and starts anew with the next fall', () => {
    expect(negativeClock(NEVER, 0, [other(1, -500), other(2, 500)])).toEqual(NEVER);
    expect(negativeClock(NEVER, 0, [other(1, -500), other(2, 500), other(3, -1)]).sinceMs).toBe(3);
  });

  test('goes on from where it was after a bank debit that came back', () => {
    expect(negativeClock(NEVER, 0, [other(1, -500), debit(5, 500), comesBack(9, 500)]).sinceMs).toBe(1);
  });

  test('starts anew with another fall after a debit, which did not come back', () => {
    expect(negativeClock(NEVER, 0, [other(1, -500), debit(5, 500), other(9, -1)]).sinceMs).toBe(9);
  });

  test('goes on after any number of such debits, and over several readings', () => {
    let clock = negativeClock(NEVER, 0, [other(1, -500), debit(5, 500)]);
    expect(clock).toEqual({ sinceMs: null, beforeDebitMs: 1 });
    clock = negativeClock(clock, 0, [comesBack(9, 500)]);
    expect(clock.sinceMs).toBe(1);
    clock = negativeClock(clock, -500, [debit(20, 500)]);
    clock = negativeClock(clock, 0, [comesBack(24, 500)]);
    expect(clock.sinceMs).toBe(1);
  });

  test('goes on though sales came while the debit stood, seen in one reading or in two', () => {
    const brought = [other(1, -500), debit(5, 500)];
    const since = [other(6, 40), comesBack(9, 500)];
    expect(negativeClock(NEVER, 0, [...brought, ...since]).sinceMs).toBe(1);
    expect(negativeClock({ sinceMs: null, beforeDebitMs: 1 }, 0, since).sinceMs).toBe(1);
  });

  test('ends where sales alone lifted the balance to zero, whatever becomes of the debit', () => {
    const changes = [other(1, -500), debit(5, 500), other(6, 600), other(7, -600), comesBack(9, 500)];
    expect(negativeClock(NEVER, 0, changes).sinceMs).toBe(9);
  });

  test('goes on where a debit and sales lifted it together', () => {
    expect(negativeClock(NEVER, 0, [other(1, -500), debit(5, 300), other(6, 250)])).toEqual({
      sinceMs: null,
      beforeDebitMs: 1,
    });
  });

  test('starts at the return where nothing is known of before', () => {
    expect(negativeClock(NEVER, 0, [comesBack(9, 500)]).sinceMs).toBe(9);
  });
});
