import { describe, expect, test } from '@jest/globals';
import { causeOfReversal, type DisputeOfCharge } from '../../../src/domain/dispute/reversals';
import { accountId, disputeId } from '../../../src/domain/ids';

const A = accountId('acct_A');
const opened = (id: string, openedMs: number, isFinal = false): DisputeOfCharge => ({
  dispute: disputeId(id),
  openedMs,
  isFinal,
});

describe('a reversal made elsewhere counts', () => {
  test('for the refund that Stripe names', () => {
    const reversal = { createdMs: 50, sourceRefund: 're_1' };
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10)])).toBe('re_1');
  });

  test('as another cause where it was made before any dispute', () => {
    const reversal = { createdMs: 5, sourceRefund: null };
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10)])).toBe('other:acct_A');
  });

  test('for the dispute that was opened in the same moment', () => {
    expect(causeOfReversal({ createdMs: 10, sourceRefund: null }, A, [opened('dp_1', 10)])).toBe('dp_1');
  });

  test('for the only dispute, open or decided since', () => {
    const reversal = { createdMs: 50, sourceRefund: null };
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10)])).toBe('dp_1');
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10, true)])).toBe('dp_1');
  });

  test('for the only open one of several, and for none where that cannot be told', () => {
    const reversal = { createdMs: 50, sourceRefund: null };
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10, true), opened('dp_2', 20)])).toBe('dp_2');
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10), opened('dp_2', 20)])).toBeNull();
    expect(causeOfReversal(reversal, A, [opened('dp_1', 10, true), opened('dp_2', 20, true)])).toBeNull();
  });
});
