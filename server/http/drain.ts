import {
  type Server as HttpServer,
  Server as HttpServerClass,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer } from 'node:net';
import type { ServerType } from '@hono/node-server';

/** How long an idle kept-alive connection may still bring a request: milliseconds. */
const IDLE_GRACE_MS = 2_000;

/** How long requests under way may take, in milliseconds. */
const DRAIN_MS = 10_000;

/**
 * Prepares a server to stop without cutting anybody off: it accepts no new connection, and answers requests under way
 * and the next one of every kept-alive connection with `Connection: close`.
 *
 * @returns stops the server; resolves when its last connection has ended
 */
export function drainable(server: ServerType): () => Promise<void> {
  if (!(server instanceof HttpServerClass)) throw new TypeError('Not an HTTP/1.1 server');
  const underWay = new Set<ServerResponse>();
  let stopping = false;
  server.prependListener('request', (_request, response) => {
    if (stopping) response.shouldKeepAlive = false;
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return async () => {
    stopping = true;
    for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
    await closeGently(server);
  };
}

async function closeGently(server: HttpServer): Promise<void> {
  const closed = Promise.withResolvers<void>();
  // An HTTP server's own close() ends idle connections at once, and with them a request on its way.
  NetServer.prototype.close.call(server, () => closed.resolve());
  const idle = setTimeout(() => {
    server.closeIdleConnections();
    // Later ones: answers that had begun before the stop, such as live streams.
    looks = setInterval(() => server.closeIdleConnections(), 100);
  }, IDLE_GRACE_MS);
  let looks: NodeJS.Timeout | undefined;
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed.promise;
  for (const timer of [idle, looks, cut]) clearTimeout(timer);
}
