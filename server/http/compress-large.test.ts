import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { compressLarge } from './compress-large.ts';

describe('the compression of answers', () => {
  const large = { text: 'gia hạn '.repeat(1_000) };
  let server: TestServer;

  before(async () => {
    server = await startTestServer({}, (app) => {
      app.use('/sample/*', compressLarge());
      app.get('/sample/small', (c) => c.json({ number: 'DH000001' }, 201, { 'X-More': 'yes' }));
      app.get('/sample/large', (c) => c.json(large));
      app.get('/sample/chunks', () => {
        const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
        return new Response('[1]', { headers });
      });
      app.get('/sample/none', (c) => c.body(null, 204));
    });
  });
  after(() => server.stop());

  const read = async (path: string) =>
    await new Promise<{ status?: number; headers: Record<string, unknown>; body: Buffer }>(
      (resolve, reject) => {
        const headers = { 'accept-encoding': 'gzip' };
        get(`${server.url}/sample/${path}`, { headers }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts),
            }),
          );
        }).on('error', reject);
      },
    );

  it('a small answer is not compressed, and goes with its length', async () => {
    const { status, headers, body } = await read('small');
    assert.equal(status, 201);
    assert.equal(headers['content-encoding'], undefined);
    assert.equal(headers['content-length'], String(body.byteLength));
    assert.equal(headers['x-more'], 'yes');
    assert.deepEqual(JSON.parse(body.toString()), { number: 'DH000001' });
  });

  it('a large answer is compressed', async () => {
    const { status, headers, body } = await read('large');
    assert.equal(status, 200);
    assert.equal(headers['content-encoding'], 'gzip');
    assert.deepEqual(JSON.parse(gunzipSync(body).toString()), large);
  });

  it('an answer in chunks is not compressed: it has no length', async () => {
    const { headers, body } = await read('chunks');
    assert.equal(headers['content-length'], undefined);
    assert.equal(body.toString(), '[1]');
  });

  it('an answer without a body is not compressed', async () => {
    const { status, body } = await read('none');
    assert.equal(status, 204);
    assert.equal(body.byteLength, 0);
  });
});
