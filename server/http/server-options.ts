import type { Server, ServerOptions } from 'node:http';

/** A connection on which nothing moves either way is closed; a live stream has a sign of life every 15 s. */
const IDLE_MS = 120_000;

export function closeIdle(server: object): void {
  if ('setTimeout' in server) (server as Server).setTimeout(IDLE_MS);
}

/** How the HTTP server treats connections; main and the tests have the same. */
export const SERVER_OPTIONS = {
  /**
   * Time-outs in milliseconds: a request that dribbles in holds a connection no longer (Node's own are a
   * minute for the headers, five for all of it). Answers take as long as they like: a live stream is one.
   */
  serverOptions: {
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
  } satisfies ServerOptions,
  // Cuts a connection half a second after an early answer, which its sender then may not get to read.
  autoCleanupIncoming: false,
};
