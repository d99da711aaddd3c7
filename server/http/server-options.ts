import type { Server, ServerOptions } from 'node:http';

/** An idle connection is closed; a live stream sends a heartbeat every 15 s. */
const IDLE_MS = 120_000;

export function closeIdle(server: object): void {
  if ('setTimeout' in server) (server as Server).setTimeout(IDLE_MS);
}

/** The HTTP server's connection settings, the same in main and in tests. */
export const SERVER_OPTIONS = {
  /**
   * Time-outs in milliseconds: a request that dribbles in holds a connection no longer (Node's own are a minute for the
   * headers, five for all of it). Answers, such as live streams, have no limit.
   */
  serverOptions: {
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
  } satisfies ServerOptions,
  // Node would cut a connection half a second after an early answer, which its sender might then be unable to read.
  autoCleanupIncoming: false,
};
