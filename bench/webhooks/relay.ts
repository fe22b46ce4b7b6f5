import { Client, Connection } from '@temporalio/client';
import { WALL_CLOCK } from '../../src/domain/clock';
import { createRelay } from '../../src/relay';
import { openDatabase } from '../../src/store/database';

/** A process of its own: the relay that works on the same database meanwhile. Arguments: database, Temporal. */
const [databaseUrl = '', address = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const connection = await Connection.connect({ address });
  const db = openDatabase(databaseUrl);
  const relay = createRelay({
    db,
    databaseUrl,
    temporal: new Client({ connection }),
    clock: WALL_CLOCK,
    wallNow: Date.now,
    livemode: false,
    lookGapWallMs: 900_000,
    lookAtAccount: () => Promise.reject(new Error('no event of this benchmark wakes an account')),
    lookAtWarning: () => Promise.reject(new Error('no event of this benchmark warns of fraud')),
    lookAtLine: () => Promise.reject(new Error('no event of this benchmark is about a payout run')),
  });
  relay.start();
  process.send?.('running');
  process.on('disconnect', () => void relay.stop().then(() => process.exit(0)));
}

void main();
