import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils';
import { openHouse, openHouseNow, type Rooms } from '../support/house';
import { startPostgresServer } from '../support/postgres-server';
import { shortHistoriesServer } from '../support/temporal';
import { type Recorded, SCENARIOS, caseInSeveralRuns } from './scenarios';

const FOLDER = path.join(__dirname, 'histories');
const EVENTS_BEFORE_A_NEW_RUN = 60;
/** What a server writes about the machine on which it was recorded; replay does not look at it. */
const OF_THE_MACHINE = new Set(['identity', 'workerVersion', 'binaryChecksum', 'stackTrace']);

/**
 * Records golden histories anew, all of them or those of the named scenarios:
 * node -r ./bench/typescript.js test/replay/record.ts [runOfPayouts …]
 */
async function main(): Promise<void> {
  const postgres = await startPostgresServer();
  process.env.RECOUP_TEST_POSTGRES = postgres.url;
  try {
    const named = process.argv.slice(2);
    const isWanted = ({ name }: { readonly name: string }) => named.length === 0 || named.includes(name);
    for (const scenario of SCENARIOS.filter(isWanted)) await record(await openHouse(), scenario);
    if (!isWanted(caseInSeveralRuns)) return;
    const temporal = await shortHistoriesServer(EVENTS_BEFORE_A_NEW_RUN);
    await record(await openHouseNow({ temporal }), caseInSeveralRuns);
  } finally {
    await postgres.stop();
  }
}

async function record<House extends Rooms>(
  house: House,
  scenario: (house: House) => Promise<readonly Recorded[]>,
): Promise<void> {
  try {
    for (const { name, workflowId, runId } of await scenario(house)) {
      const history = await house.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const json = portable(history);
      writeFileSync(path.join(FOLDER, `${name}.json`), json);
      console.log(`${name}: ${history.events?.length ?? 0} events, ${json.length} bytes`);
    }
  } finally {
    await house.close();
  }
}

/** One line an event, so that a difference can be read. */
function portable(history: History): string {
  const { events } = JSON.parse(historyToJSON(history), leaveOut) as { readonly events: readonly unknown[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

function leaveOut(key: string, value: unknown): unknown {
  if (OF_THE_MACHINE.has(key)) return undefined;
  // The name of a sticky queue is made of process and host.
  return isStickyQueue(value) ? { ...value, name: 'sticky' } : value;
}

function isStickyQueue(value: unknown): value is { readonly kind: string } {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY'
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
