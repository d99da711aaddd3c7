import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** Serves an app until SIGTERM or SIGINT; `onStop` closes other resources. */
export function serveUntilStopped(
  app: Hono,
  address: { hostname: string; port: number },
  onStop: () => Promise<void> | void = () => {},
): void {
  const server = serve({ fetch: app.fetch, ...address });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await onStop();
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
