import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { drainable } from './drain.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** A server that holds its answers back, and whose clock and timers only the test moves. */
async function serverToStop(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const clock = { now: 5_000 };
  const asked: ServerResponse[] = [];
  const server = createServer((_request, response) => void asked.push(response));
  const stop = drainable(server, () => clock.now);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.after(() => server.closeAllConnections());
  const open = async () => {
    const accepted = once(server, 'connection');
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    const [here] = (await accepted) as [Socket];
    return { socket, here };
  };
  const isAsked = async () => {
    while (asked.length === 0) await once(server, 'request');
  };
  const answer = async () => {
    await isAsked();
    const response = asked.shift();
    response?.end('here');
    if (response) await once(response, 'close');
  };
  return { clock, open, answer, isAsked, stop };
}

async function readAnswer(socket: Socket): Promise<string> {
  let text = '';
  while (!text.endsWith('here')) {
    text += socket.read() ?? '';
    await setImmediate();
  }
  return text;
}

it('a stopping server closes idle connections at once, and answers requests under way or half sent', async (t) => {
  const { clock, open, answer, isAsked, stop } = await serverToStop(t);
  const [idle, unused, busy, half] = [await open(), await open(), await open(), await open()];
  idle.socket.write(REQUEST);
  await answer();
  assert.match(await readAnswer(idle.socket), /Connection: keep-alive/);
  busy.socket.write(REQUEST);
  await isAsked();
  half.socket.write(REQUEST.slice(0, 9));
  while (half.here.bytesRead === 0) await setImmediate();
  clock.now += 2_000;
  const ends = [idle, unused].map(({ socket }) => once(socket.resume(), 'close'));
  const stopped = stop();
  await Promise.all(ends);
  await answer();
  assert.match(await readAnswer(busy.socket), /Connection: close/);
  half.socket.write(REQUEST.slice(9));
  await answer();
  assert.match(await readAnswer(half.socket), /Connection: close/);
  await stopped;
});

it('a connection in use may bring another request within two seconds after its last answer', async (t) => {
  const { clock, open, answer, stop } = await serverToStop(t);
  const [used, left] = [await open(), await open()];
  for (const { socket } of [used, left]) {
    socket.write(REQUEST);
    await answer();
    await readAnswer(socket);
  }
  const stopped = stop();
  clock.now += 1_999;
  t.mock.timers.tick(100);
  used.socket.write(REQUEST);
  await answer();
  assert.match(await readAnswer(used.socket), /Connection: close/);
  clock.now += 1;
  t.mock.timers.tick(100);
  await once(left.socket.resume(), 'close');
  await stopped;
});
