import assert from 'node:assert/strict';
import type { Follow, LiveEvent } from '../../shared/schemas/live.ts';
import { ORIGIN, type TestServer } from './test-server.ts';

/** A person's live stream. */
export interface Stream {
  /** In the order of arrival. */
  events: LiveEvent[];
  close(): void;
  /** Resolves with everything that was sent once the server has ended the stream. */
  ended: Promise<string>;
}

/** Opens the stream of all topics, as the widget does. */
export async function openStream(
  server: Pick<TestServer, 'url'>,
  token: string,
  follow: Follow,
): Promise<Stream> {
  const leaving = new AbortController();
  const response = await requestStream(server, token, follow, leaving.signal);
  assert.equal(response.status, 200);
  const events: LiveEvent[] = [];
  const read = async () => {
    let all = '';
    let rest = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      all += piece;
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data] = /^data: (\{"topic".*)$/m.exec(block) ?? [];
        if (data) events.push(JSON.parse(data));
      }
    }
    return all;
  };
  const ended = read();
  ended.catch(() => {});
  return { events, close: () => leaving.abort(), ended };
}

export async function requestStream(
  server: Pick<TestServer, 'url'>,
  token: string,
  follow: object,
  signal: AbortSignal,
): Promise<Response> {
  const input = encodeURIComponent(JSON.stringify(follow));
  return await fetch(`${server.url}/trpc/live.follow?input=${input}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, origin: ORIGIN },
    signal,
  });
}
