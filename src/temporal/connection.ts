import { Client, Connection, type ConnectionOptions, type DataConverter } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';

/**
 * gRPC lets up to two minutes pass between attempts to connect again, longer than most outages last. For every
 * connection that a client keeps.
 */
export const QUICK_RECONNECT: NonNullable<ConnectionOptions['channelArgs']> = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

export interface TemporalSettings {
  /** Address, TLS, API key: as Temporal's environment configuration gives them. */
  readonly connection: NativeConnectionOptions;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** For what sends and asks. @throws where Temporal is not there, after the SDK's ten seconds. */
export function connectTemporal({ connection }: TemporalSettings): Promise<Connection> {
  return Connection.connect({ ...connection, channelArgs: QUICK_RECONNECT });
}

/** The same, connected when it is first used: for who can do without. */
export function lazyTemporal({ connection }: TemporalSettings): Connection {
  return Connection.lazy({ ...connection, channelArgs: QUICK_RECONNECT });
}

/** The connection of a worker. @throws where Temporal is not there. */
export function connectWorker({ connection }: TemporalSettings): Promise<NativeConnection> {
  return NativeConnection.connect(connection);
}

/** A client in the namespace, which reads and writes payloads as everybody there does. */
export function clientOn(connection: Connection, { namespace, dataConverter }: TemporalSettings): Client {
  return new Client({ connection, namespace, dataConverter });
}
