import {
  type Server as HttpServer,
  Server as HttpServerClass,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { ServerType } from '@hono/node-server';

/** Time after its last answer in which a kept-alive connection may bring another request: milliseconds. */
const IDLE_GRACE_MS = 2_000;

/** Pause between looks for connections that have become idle, in milliseconds. */
const LOOK_MS = 100;

/** Time limit of requests under way, in milliseconds. */
const DRAIN_MS = 10_000;

/** A connection, and the request that it is answering. */
interface Connection {
  underWay: Set<ServerResponse>;
  /** The end of its last answer, or else its own beginning: milliseconds of the monotonic clock. */
  idleSince: number;
  /** The bytes read until then: more are the beginning of a request. */
  bytesRead: number;
}

/**
 * Prepares a server to stop without cutting anybody off: it accepts no new connection, and answers requests under way
 * and the next one of every kept-alive connection in use with `Connection: close`. Connections that nobody uses end at
 * once.
 *
 * @returns stops the server; resolves when its last connection has ended
 */
export function drainable(
  server: ServerType,
  monotonic: () => number = () => performance.now(),
): () => Promise<void> {
  if (!(server instanceof HttpServerClass)) throw new TypeError('Not an HTTP/1.1 server');
  const connections = new Map<Socket, Connection>();
  let stopping = false;
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { underWay: new Set(), idleSince: monotonic(), bytesRead: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (stopping) response.shouldKeepAlive = false;
    const connection = connections.get(socket);
    if (connection === undefined) return;
    connection.underWay.add(response);
    response.once('close', () => {
      connection.underWay.delete(response);
      connection.idleSince = monotonic();
      connection.bytesRead = socket.bytesRead;
    });
  });
  const endIdle = () => {
    const lastIdle = monotonic() - IDLE_GRACE_MS;
    for (const [socket, { underWay, idleSince, bytesRead }] of connections) {
      const isIdle = underWay.size === 0 && socket.bytesRead === bytesRead;
      if (isIdle && idleSince <= lastIdle) socket.destroy();
    }
  };
  return async () => {
    stopping = true;
    for (const { underWay } of connections.values()) {
      for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
    }
    await closeGently(server, endIdle);
  };
}

async function closeGently(server: HttpServer, endIdle: () => void): Promise<void> {
  const closed = Promise.withResolvers<void>();
  // An HTTP server's own close() ends all idle connections at once, and with them a request on its way.
  NetServer.prototype.close.call(server, () => closed.resolve());
  endIdle();
  const looks = setInterval(endIdle, LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed.promise;
  clearInterval(looks);
  clearTimeout(cut);
}
