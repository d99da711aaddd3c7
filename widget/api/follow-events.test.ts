import { expect } from '@open-wc/testing';
import { eventually } from '../testing/page.ts';
import { followEvents } from './follow-events.ts';

describe('followEvents', () => {
  let sent: { url: string; init: RequestInit }[];
  let stream: ReadableStreamDefaultController<Uint8Array>;
  let heard: string[];
  let leaving: AbortController;

  beforeEach(() => {
    sent = [];
    heard = [];
    leaving = new AbortController();
  });

  const open = (status = 200) =>
    followEvents('https://renewal.test/trpc/live.follow?input=1', {
      signal: leaving.signal,
      send: async (url, init = {}) => {
        sent.push({ url: String(url), init });
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            stream = controller;
          },
        });
        init.signal?.addEventListener('abort', () => stream.error(init.signal?.reason));
        return new Response(body, { status });
      },
      onEvent: ({ type, data }) => heard.push(`${type} ${data}`.trim()),
    }).then(
      () => 'ended',
      () => 'broken',
    );
  const send = (text: string) => stream.enqueue(new TextEncoder().encode(text));

  it('followEvents asks for server-sent events, and hands on each with its type', async () => {
    const end = open();
    await eventually(() => sent.length === 1);
    expect(sent[0]?.url).to.equal('https://renewal.test/trpc/live.follow?input=1');
    expect(sent[0]?.init.headers).to.deep.equal({ accept: 'text/event-stream' });
    send('event: ping\ndata: \n\ndata: {"a":1}\nid: 7\n\n');
    await eventually(() => heard.length === 2);
    expect(heard).to.deep.equal(['ping', 'message {"a":1}']);
    leaving.abort();
    expect(await end).to.equal('broken');
  });

  it('followEvents ends when the stream ends, breaks or is refused', async () => {
    const closed = open();
    await eventually(() => sent.length === 1);
    stream.close();
    expect(await closed).to.equal('ended');
    const broken = open();
    await eventually(() => sent.length === 2);
    stream.error(new TypeError('reset'));
    expect(await broken).to.equal('broken');
    expect(await open(401)).to.equal('ended');
  });

  it('followEvents hands on nothing once it is left, and frees the connection', async () => {
    const end = open();
    await eventually(() => sent.length === 1);
    send('data: 1\n\n');
    leaving.abort();
    expect(sent[0]?.init.signal?.aborted).to.equal(true);
    await end;
    expect(heard).to.deep.equal([]);
  });
});
