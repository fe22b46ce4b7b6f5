import { startPostgresServer, type PostgresServer } from './postgres-server';

declare global {
  // oxlint-disable-next-line no-var -- how TypeScript names a property of globalThis
  var recoupTestPostgres: PostgresServer | undefined;
}

export default async function setUp(): Promise<void> {
  globalThis.recoupTestPostgres = await startPostgresServer();
  process.env.RECOUP_TEST_POSTGRES = globalThis.recoupTestPostgres.url;
}
