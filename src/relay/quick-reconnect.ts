import type { ConnectionOptions } from '@temporalio/client';

/**
 * For connections to Temporal: gRPC lets up to two minutes pass between attempts to connect again, longer than most
 * outages last.
 */
export const QUICK_RECONNECT: NonNullable<ConnectionOptions['channelArgs']> = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};
