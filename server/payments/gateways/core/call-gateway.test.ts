import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it, mock } from 'node:test';
import { DomainError } from '../../../foundation/domain-error.ts';
import { callGateway, GatewayUnreached } from './call-gateway.ts';

const MEGABYTE = 'x'.repeat(1024 * 1024);

it('callGateway reads an answer of a few million bytes, and hangs up on an endless one', async () => {
  let sent = 0;
  const hungUp = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const most = request.url === '/endless' ? 1_000 : 4;
    const more = () => {
      while (sent++ < most && response.write(MEGABYTE));
      if (sent > most) response.end();
    };
    sent = 0;
    response.on('drain', more);
    response.on('close', () => hungUp.resolve());
    more();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    assert.equal((await callGateway(`${url}/some`, { method: 'GET' })).length, 4 * MEGABYTE.length);
    await assert.rejects(callGateway(`${url}/endless`, { method: 'GET' }), DomainError);
    await hungUp.promise;
    assert.ok(sent < 100, `${sent} MB`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('callGateway throws GatewayUnreached only when no connection could be made', async () => {
  const error = async (cause: unknown) => {
    const failing = mock.method(globalThis, 'fetch', async () => {
      throw new TypeError('fetch failed', { cause });
    });
    const failed = await callGateway('http://127.0.0.1:1', {}).catch((error: Error) => error);
    failing.mock.restore();
    return failed instanceof GatewayUnreached ? 'unreached' : (failed as DomainError).code;
  };
  const [refused, reset] = [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }];
  for (const cause of [refused, { code: 'ENOTFOUND' }, { errors: [refused, refused] }]) {
    assert.equal(await error(cause), 'unreached', JSON.stringify(cause));
  }
  for (const cause of [reset, { errors: [refused, reset] }, { errors: [] }, {}, undefined]) {
    assert.equal(await error(cause), 'GATEWAY_UNAVAILABLE', JSON.stringify(cause));
  }
});

it('callGateway returns a gateway’s refusals, and throws on its faults and redirects', async () => {
  const server = createServer((request, response) => {
    const status = Number(request.url?.slice(1));
    response.writeHead(status, status < 400 ? { location: '/200' } : {});
    response.end('{"code":1}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const read = (status: number) => callGateway(`${url}/${status}`, { method: 'GET' });
  try {
    for (const status of [200, 400, 401, 499]) assert.equal(await read(status), '{"code":1}');
    for (const status of [500, 503, 302]) {
      await assert.rejects(read(status), { code: 'GATEWAY_UNAVAILABLE' }, String(status));
    }
  } finally {
    server.close();
  }
});
