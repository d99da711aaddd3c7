import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openDatabase } from './database/connect/open.ts';
import { addPortal } from './directory/portals/add-portal.ts';
import {
  type ServerProcess,
  serverEnvironment,
  startServerProcess,
} from './testing/processes/server-process.ts';
import { makeTestDatabase, type TestDatabase } from './testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from './testing/test-directory.ts';
import { clientOf, ORIGIN, SEPAY_API_KEY, signToken, TEST_PORTAL } from './testing/test-server.ts';

let database: TestDatabase;
let env: Record<string, string>;
/** Accepts connections, and answers nothing: a hanging gateway and mail server. */
let silent: Server;
const hanging: Socket[] = [];

before(async () => {
  database = await makeTestDatabase();
  silent = createServer((socket) => void hanging.push(socket.on('error', () => {})));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  env = serverEnvironment(database.address, {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MOMO_PARTNER_CODE: 'MOMOTEST',
    MOMO_ACCESS_KEY: 'a-momo-access-key',
    MOMO_SECRET_KEY: 'a-momo-secret-key-for-tests',
    MOMO_API_URL: `http://127.0.0.1:${port}`,
  });
  const db = await openDatabase(database.address);
  await addPortal(db, TEST_PORTAL);
  await db.destroy();
});
after(async () => {
  for (const socket of hanging) socket.destroy();
  silent.close();
  await database.remove();
});

interface Answer {
  status: number;
  connection: string | undefined;
  text: string;
}

async function answerTo(sent: ClientRequest): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode ?? 0, connection: response.headers.connection, text };
}

async function get(server: ServerProcess, path: string, agent?: Agent): Promise<Answer> {
  return await answerTo(request(`${server.url}${path}`, agent ? { agent } : {}).end());
}

const isRefused = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

describe('a server that is told to stop', () => {
  it('a stopping server answers the request under way, and accepts no connection', async () => {
    const server = await startServerProcess(env);
    const body = JSON.stringify({ id: 1, content: 'x', transferType: 'out', transferAmount: 1 });
    const sent = request(`${server.url}/gateways/sepay`, {
      method: 'POST',
      agent: new Agent({ keepAlive: true }),
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        authorization: `Apikey ${SEPAY_API_KEY}`,
        // The answer shows that the server has the head, and works on it.
        expect: '100-continue',
      },
    });
    sent.write(body.slice(0, 9));
    await once(sent, 'continue');
    const ended = server.end('SIGTERM');
    await server.logged('server.stopping');
    await assert.rejects(get(server, '/health'), isRefused);
    sent.end(body.slice(9));
    const { status, connection } = await answerTo(sent);
    assert.deepEqual({ status, connection }, { status: 200, connection: 'close' });
    assert.equal(await ended, 0);
  });

  it('a stopping server answers one more request on every kept-alive connection, and resets none', async () => {
    const server = await startServerProcess(env);
    const agents = Array.from({ length: 20 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const path = '/gateways/none';
    await Promise.all(agents.map((agent) => get(server, path, agent)));
    const lastAnswers = agents.map(async (agent) => {
      for (;;) {
        const { connection, status } = await get(server, path, agent);
        assert.equal(status, 404);
        if (connection === 'close') return;
      }
    });
    const idle = new Agent({ keepAlive: true });
    await get(server, path, idle);
    const ended = server.end('SIGTERM');
    await server.logged('server.stopping');
    await Promise.all(lastAnswers);
    assert.equal((await get(server, path, idle)).connection, 'close');
    for (const agent of [...agents, idle])
      await assert.rejects(get(server, path, agent), isRefused);
    assert.equal(await ended, 0);
  });

  it('a server told to stop while it says that it listens stops as cleanly as later', async () => {
    const preload = `const say = console.error;
      console.error = (line) => {
        say(line);
        if (line.includes('server.listening')) process.kill(process.pid, 'SIGTERM');
      };`;
    const server = await startServerProcess({
      ...env,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    });
    await server.logged('server.stopped');
    assert.equal(await server.end('SIGTERM'), 0);
  });

  it('a server reports in one line that its port is taken', async () => {
    const server = await startServerProcess(env);
    const { port } = new URL(server.url);
    // One process has an SQLite file to itself.
    const own = env.DATABASE_PATH ? { DATABASE_PATH: `${env.DATABASE_PATH}-other` } : {};
    const other = { ...env, ...own, PORT: port };
    const second = await startServerProcess(other).catch(String);
    assert.match(
      String(second),
      new RegExp(`Can’t listen on 127\\.0\\.0\\.1:${port}: another process has`),
    );
    assert.doesNotMatch(String(second), /node:net/);
    assert.equal(await server.end('SIGINT'), 0);
  });

  it('a server whose gateway and mail server hang stops in time, and answers its callers', async () => {
    const server = await startServerProcess(env);
    const token = await signToken({ issuedAt: Date.now() });
    const client = clientOf(server, token);
    const [code = ''] = taxCodes(1);
    await declarePlans(server);
    await declareCustomers(server, declarationsFor([code]));
    const stream = await fetch(`${server.url}/trpc/notifications.onNew?input=%7B%7D`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, origin: ORIGIN },
    });
    const streamed = stream.text();
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
    // By now its mail hangs, and so does the gateway.
    const isHanging = async (count: number) => {
      while (hanging.length < count) await once(silent, 'connection');
    };
    await isHanging(1);
    const paying = client.payments.start
      .mutate({ orderId, method: 'momo', locale: 'vi' })
      .catch((error: { data?: { domain?: { code: string } } }) => error.data?.domain?.code);
    await isHanging(2);
    assert.equal(await server.end('SIGTERM'), 0);
    assert.equal(await paying, 'GATEWAY_UNAVAILABLE');
    assert.match(await streamed, /event: return/);
    assert.doesNotMatch(server.log(), /destroyed|not open/);
    assert.match(server.log(), /"event":"server\.stopped","inTime":true/);
  });
});
