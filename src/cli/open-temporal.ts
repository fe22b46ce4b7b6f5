import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { Config } from '../config';
import { readEndpoints } from '../embedded/endpoints';
import { dataConverter } from '../temporal/data-converter';

/** Temporal as TEMPORAL_ADDRESS names it, else that of the embedded run which uses the data folder now. */
export async function withTemporal<T>(
  config: Config,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect(temporalOptions(config));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** A client in the namespace of the configuration, which encrypts and decrypts as the workers do. */
export function withTemporalClient<T>(config: Config, work: (client: Client) => Promise<T>): Promise<T> {
  const { namespace } = config.temporal;
  return withTemporal(config, (connection) =>
    work(new Client({ connection, namespace, dataConverter: dataConverter(config.codecKeys) })),
  );
}

export function temporalOptions(config: Config): ConnectionOptions {
  const { connection } = config.temporal;
  const embedded = readEndpoints(config.dataDir)?.temporal;
  return connection.address === undefined && embedded !== undefined
    ? { ...connection, address: embedded }
    : connection;
}
