import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { incidentTable, withGuard } from '../../src/embedded/incident';
import { withoutGuard } from '../../src/simulator/stories/unguarded';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const OFF = withoutGuard(Date.UTC(2026, 10, 2));

test('both tellings of the incident stand side by side, each figure from its own world', () => {
  const table = incidentTable(OFF, {
    paidToSellerMinor: 0,
    withdrawnMinor: 4_721_340,
    takenBackMinor: 4_721_340,
    paidBelowZeroMinor: 0,
    halt: 'transfers is pending',
  });
  expect(table).toMatch(/^47,213\.40 EUR, twice/);
  expect(table).toMatch(/paid to its bank by the run +47,213\.40 EUR +0\.00 EUR\n/);
  expect(table).toMatch(/lost by the platform +47,213\.40 EUR +0\.00 EUR\n/);
  expect(table).toContain('Why the run did not pay: transfers is pending');
});

test('where Recoup did nothing, nothing is claimed for it', async () => {
  expect(await withGuard(database.db)).toEqual({
    paidToSellerMinor: 0,
    withdrawnMinor: 0,
    takenBackMinor: 0,
    paidBelowZeroMinor: 0,
    halt: null,
  });
});
