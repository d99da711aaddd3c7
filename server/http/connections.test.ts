import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  API_KEY,
  SEPAY_API_KEY,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { until } from '../testing/until.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 0x20);
const UPLOAD = 50;

describe('a body that is too large', () => {
  let server: TestServer;
  let token: string;
  before(async () => {
    server = await startTestServer();
    token = await signToken();
  });
  after(() => server.stop());

  /** Sends 50 MB as a plain client does: all of it first, before reading. Returns the answer. */
  async function upload(request: string, headers: string[], chunked = false): Promise<string> {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    const closed = once(socket, 'close');
    const length = chunked
      ? 'Transfer-Encoding: chunked'
      : `Content-Length: ${UPLOAD * MEGABYTE.length}`;
    socket.write(
      [`${request} HTTP/1.1`, `Host: ${hostname}`, length, ...headers, '', ''].join('\r\n'),
    );
    for (let sent = 0; sent < UPLOAD; sent++) {
      if (chunked) socket.write(`${MEGABYTE.length.toString(16)}\r\n`);
      if (!socket.write(MEGABYTE)) await once(socket, 'drain');
      if (chunked) socket.write('\r\n');
    }
    socket.end(chunked ? '0\r\n\r\n' : '');
    await closed;
    return answer;
  }

  const surfaces = [
    ['POST /trpc/orders.quote', () => `Authorization: Bearer ${token}`],
    ['PUT /api/v1/plans', () => `Authorization: Bearer ${API_KEY}`],
    ['POST /gateways/sepay', () => `Authorization: Apikey ${SEPAY_API_KEY}`],
    ['POST /pay/aaaaaaaaaaaaaaaaaaaaaa/attempts', () => 'Accept: text/html'],
  ] as const;

  for (const chunked of [false, true]) {
    for (const connection of ['keep-alive', 'close']) {
      const how = `${chunked ? 'in chunks' : 'with its length'}, connection: ${connection}`;
      it(`a body that is too large gets a 413 that its sender can read (${how})`, async () => {
        for (const [request, header] of surfaces) {
          const headers = [header(), `Connection: ${connection}`, 'Content-Type: application/json'];
          const answer = await upload(request, headers, chunked);
          assert.match(answer, /^HTTP\/1\.1 413 /, `${request}: ${answer.slice(0, 200)}`);
          if (!request.includes('/pay/')) assert.match(answer, /"PAYLOAD_TOO_LARGE"/, request);
        }
      });
    }
  }

  it('too large a length is refused before the body arrives, and a stranger’s before it is read', async () => {
    for (const [authorization, status] of [
      [`Bearer ${token}`, 413],
      ['Bearer x', 401],
    ] as const) {
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      const head = [
        'POST /trpc/orders.quote HTTP/1.1',
        `Host: ${hostname}`,
        `Authorization: ${authorization}`,
        'Content-Length: 50000000',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString('latin1'), new RegExp(`^HTTP/1.1 ${status} `));
      socket.destroy();
    }
  });

  it('a sender that leaves with its answer leaves no timer behind', async (t) => {
    const set = t.mock.method(globalThis, 'setTimeout');
    const cleared = t.mock.method(globalThis, 'clearTimeout');
    const { hostname, port } = new URL(server.url);
    for (let sender = 0; sender < 5; sender++) {
      const socket = connect(Number(port), hostname);
      const head = ['POST /trpc/orders.quote HTTP/1.1', `Host: ${hostname}`, 'Content-Length: 9'];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      await once(socket, 'data');
      socket.destroy();
    }
    await until(() => {
      const ended = new Set(cleared.mock.calls.map((call) => call.arguments[0]));
      const draining = set.mock.calls.filter((call) => call.arguments[1] === 30_000);
      return draining.every((call) => ended.has(call.result));
    }, 'the timers to end');
  });
});

describe('a request that dribbles in', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('a request that dribbles in is cut off after a while, in its headers and in its body', async () => {
    assert.equal(server.http.headersTimeout, 15_000);
    assert.equal(server.http.requestTimeout, 60_000);
    assert.equal(server.http.timeout, 120_000);
    // Shorter for this test; connections are checked every five seconds.
    server.http.headersTimeout = 1_000;
    server.http.requestTimeout = 1_000;
    const { hostname, port } = new URL(server.url);
    const requests = [
      'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ',
      `POST /gateways/sepay HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`,
    ];
    const answers = requests.map(async (request) => {
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.setEncoding('latin1').on('data', (text) => {
        answer += text;
      });
      // What is written after the answer is a fault of the connection, after which it closes, too.
      socket.on('error', () => {});
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      socket.on('close', () => resolve());
      socket.write(request);
      const dribble = setInterval(() => socket.write('x'), 200);
      await closed;
      clearInterval(dribble);
      return answer;
    });
    for (const answer of await Promise.all(answers)) assert.match(answer, /^HTTP\/1\.1 408 |^$/);
  });
});
