import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { refundCommand } from '../../src/cli/refund';
import { refundSubject } from '../../src/domain/ids';
import { recordRefund } from '../../src/store/refunds';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
let said: string[];
const before = process.env.DATABASE_URL;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  if (before === undefined) delete process.env.DATABASE_URL;
  else process.env.DATABASE_URL = before;
  await database.close();
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function refund(...words: string[]): Promise<void> {
  const command = refundCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
}

const rows = () => database.db.selectFrom('refunds').selectAll().orderBy('opened_clock').execute();
const wakes = () => database.db.selectFrom('wakes').select(['target', 'number']).execute();

describe('bin/recoup refund', () => {
  it('asks once for each key, and wakes the flow once', async () => {
    const words = ['--charge', 'ch_1', '--amount', '12.50', '--currency', 'USD', '--by', 'ana'];
    await refund(...words, '--reason', 'fraudulent', '--request', 'mine-1');
    await refund(...words, '--reason', 'fraudulent', '--request', 'mine-1');
    expect(said[0]).toContain('Asked for: 12.50 USD of ch_1. Follow it as refund:rq_');
    expect(said[1]).toContain('asked for before');
    const [row] = await rows();
    expect(row).toMatchObject({
      charge_id: 'ch_1',
      amount_minor: 1250,
      currency: 'usd',
      requested_by: 'ana',
      state: 'open',
      request: { charge: 'ch_1', account: null, amountMinor: 1250, currency: 'usd', reason: 'fraudulent' },
    });
    expect(await wakes()).toEqual([{ target: row?.workflow_id, number: 1 }]);
  });

  it('refuses the same key for something else, and nothing is lost', async () => {
    await expect(refund('--charge', 'ch_2', '--by', 'ana', '--request', 'mine-1')).rejects.toThrow(
      /Nothing was asked.*another refund/,
    );
    expect(await rows()).toHaveLength(1);
  });

  it('asks for all that is left without an amount, with a key of its own', async () => {
    await refund('--charge', 'py_3', '--account', 'acct_1', '--by', 'ana');
    expect(said[0]).toMatch(/all that is left of py_3.*--request [0-9a-f-]{36} counts once/);
    const row = (await rows()).find((one) => one.charge_id === 'py_3');
    expect(row).toMatchObject({ account: 'acct_1', amount_minor: null, currency: null });
  });

  it.each([
    [['--by', 'ana'], /say which charge/],
    [['--charge', 'ch_1'], /say who asks/],
    [['--charge', 'pi_1', '--by', 'ana'], /"pi_1" is not a charge/],
    [['--charge', 'ch_1', '--account', 'A B', '--by', 'ana'], /not an account id/],
    [['--charge', 'ch_1', '--amount', '5', '--by', 'ana'], /needs its currency/],
    [['--charge', 'ch_1', '--currency', 'usd', '--by', 'ana'], /needs its currency/],
    [['--charge', 'ch_1', '--amount', '0', '--currency', 'usd', '--by', 'ana'], /above zero/],
    [['--charge', 'ch_1', '--amount', '-5', '--currency', 'usd', '--by', 'ana'], /not an amount/],
    [['--charge', 'ch_1', '--amount', '1.234', '--currency', 'usd', '--by', 'ana'], /at most 2 decimals/],
    [['--charge', 'ch_1', '--amount', '5', '--currency', 'dollars', '--by', 'ana'], /not a currency/],
    [['--charge', 'ch_1', '--reason', 'spite', '--by', 'ana'], /Allowed choices/],
    [['--charge', 'ch_1', '--by', '  '], /must not be empty/],
  ])('refuses %j in words, and asks for nothing', async (words, message) => {
    const known = (await rows()).length;
    await expect(refund(...words)).rejects.toThrow(message);
    expect(await rows()).toHaveLength(known);
  });
});

describe('bin/recoup refund answer', () => {
  it('keeps what a person decides, with a decision, and wakes the flow', async () => {
    const subject = refundSubject('re_9');
    const figures = { account: null, charge: 'ch_9', refund: 're_9', currency: 'usd', amountMinor: 500 };
    await database.db
      .transaction()
      .execute((tx) =>
        recordRefund(
          tx,
          subject,
          { ...figures, status: 'succeeded', isFinal: true, openedMs: 1000, facts: {} },
          { wallMs: 1000, clockMs: 1000 },
        ),
      );
    await refund('answer', 're_9', '--sellers', 'claim', '--by', 'ben', '--reason', 'agreed');
    expect(said[0]).toContain('refund:re_9 looks again');
    const row = (await rows()).find((one) => one.subject === 're_9');
    expect(row?.sellers_answer).toBe('claim');
    expect((await wakes()).map(({ target }) => target)).toContain('refund:re_9');
    const decision = await database.db
      .selectFrom('decisions')
      .select(['kind', 'actor', 'reason'])
      .where('subject', '=', 'refund:re_9')
      .execute();
    expect(decision).toEqual([{ kind: 'refund_answer', actor: 'ben', reason: 'agreed' }]);
  });

  it.each([
    [['answer', 're_none', '--sellers', 'keep', '--by', 'ben'], /no refund re_none was ever seen/],
    [['answer', 're_9', '--by', 'ben'], /Nothing is answered/],
    [['answer', 're_9', '--sellers', 'burn', '--by', 'ben'], /Allowed choices/],
    [['answer', 'dp_9', '--sellers', 'keep', '--by', 'ben'], /no request, refund or charge/],
    [['answer', 're_9', '--sellers', 'keep'], /--by/],
  ])('refuses %j in words', async (words, message) => {
    await expect(refund(...words)).rejects.toThrow(message);
  });
});
