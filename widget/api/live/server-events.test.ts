import { expect } from '@open-wc/testing';
import { readServerEvents, type ServerEvent } from './server-events.ts';

/** The events of a stream that arrives in these pieces. */
async function read(...pieces: (string | Uint8Array)[]): Promise<ServerEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      }
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  await readServerEvents(body, (event) => events.push(event));
  return events;
}

describe('server-sent events', () => {
  it('a server-sent event has a type, an id and data', async () => {
    expect(await read('event: ping\ndata: \n\n', 'data: {"a":1}\nid: 7\n\n')).to.deep.equal([
      { type: 'ping', id: '', data: '' },
      { type: 'message', id: '7', data: '{"a":1}' },
    ]);
  });

  it('server-sent events are the same wherever the stream is cut, even within a letter', async () => {
    const bytes = new TextEncoder().encode('event: x\r\ndata: Đã thanh toán\r\nid: 1\r\n\r\n');
    const whole = [{ type: 'x', id: '1', data: 'Đã thanh toán' }];
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read(bytes.slice(0, cut), bytes.slice(cut)), String(cut)).to.deep.equal(whole);
    }
  });

  it('server-sent events join lines of data, and leave out comments and unknown fields', async () => {
    expect(await read(': keep alive\ndata:one\ndata: two\nretry: 5\n\n')).to.deep.equal([
      { type: 'message', id: '', data: 'one\ntwo' },
    ]);
  });

  it('an unfinished server-sent event is not delivered', async () => {
    expect(await read('data: 1\n\ndata: 2\n')).to.have.length(1);
  });
});
