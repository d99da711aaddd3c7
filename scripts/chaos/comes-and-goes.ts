import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../server/testing/random.ts';

/** Durations of listening and of not listening, in milliseconds: the least, and the largest random addition. */
const THERE_MS = [2_000, 6_000] as const;
const GONE_MS = [200, 1_200] as const;

/** Listens on a port of its own, and now and then for a while not at all: connections are refused. */
export async function comeAndGo(
  server: Server | HttpServer,
  random: Random,
  isCalm: () => boolean,
): Promise<{ port: number; stop(): Promise<void> }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = async ([least, more]: readonly [number, number]) =>
    await sleep(least + random.below(more), undefined, { signal }).catch(() => {});
  const goes = (async () => {
    while (!signal.aborted) {
      await wait(THERE_MS);
      if (isCalm() || signal.aborted) continue;
      close(server);
      await wait(GONE_MS);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    }
  })();
  return {
    port,
    async stop() {
      stopping.abort();
      await goes;
      close(server);
    },
  };
}

function close(server: Server | HttpServer): void {
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
}
