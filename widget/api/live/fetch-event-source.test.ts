import { expect } from '@open-wc/testing';
import { eventually } from '../../testing/page.ts';
import { FetchEventSource } from './fetch-event-source.ts';

describe('an event source over fetch', () => {
  let sent: { url: string; init: RequestInit }[];
  let stream: ReadableStreamDefaultController<Uint8Array>;
  let heard: string[];

  beforeEach(() => {
    sent = [];
    heard = [];
  });

  const open = (status = 200) => {
    const source = new FetchEventSource('https://renewal.test/trpc/live.follow?input=1', {
      fetch: async (url, init = {}) => {
        sent.push({ url: String(url), init });
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            stream = controller;
          },
        });
        return new Response(body, { status });
      },
    });
    for (const type of ['message', 'ping', 'error']) {
      source.addEventListener(type, (event) =>
        heard.push(`${type} ${(event as MessageEvent).data ?? ''}`.trim()),
      );
    }
    return source;
  };
  const send = (text: string) => stream.enqueue(new TextEncoder().encode(text));

  it('fetchEventSource sends the headers of an event source, and dispatches each event by its type', async () => {
    const source = open();
    await eventually(() => source.readyState === source.OPEN);
    expect(sent[0]?.url).to.equal('https://renewal.test/trpc/live.follow?input=1');
    expect(sent[0]?.init.headers).to.deep.equal({ accept: 'text/event-stream' });
    send('event: ping\ndata: \n\ndata: {"a":1}\nid: 7\n\n');
    await eventually(() => heard.length === 2);
    expect(heard).to.deep.equal(['ping', 'message {"a":1}']);
    source.close();
  });

  it('fetchEventSource closes, with an error, when the stream ends, breaks or is refused', async () => {
    for (const end of ['close', 'error', 401] as const) {
      heard = [];
      const source = open(end === 401 ? 401 : 200);
      if (end !== 401) {
        await eventually(() => source.readyState === source.OPEN);
        stream[end]();
      }
      await eventually(() => heard.length === 1);
      expect(heard).to.deep.equal(['error']);
      expect(source.readyState).to.equal(source.CLOSED);
    }
  });

  it('fetchEventSource is silent once closed, and frees the connection', async () => {
    const source = open();
    await eventually(() => source.readyState === source.OPEN);
    send('data: 1\n\n');
    source.close();
    expect(sent[0]?.init.signal?.aborted).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve));
    expect(heard).to.deep.equal([]);
    expect(source.readyState).to.equal(source.CLOSED);
  });
});
