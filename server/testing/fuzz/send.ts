import { Agent, request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Wire } from './to-wire.ts';

export interface Answer {
  /** Null: there was none, because the request broke off. */
  status: number | null;
  headers: Record<string, string>;
  text: string;
  bytes: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Time for which a live stream is read after its first bytes: milliseconds. */
const STREAM_MS = 15;

/** Time limit of any answer, on a machine that has other work: milliseconds. */
const ANSWER_MS = 30_000;

const MOST_KEPT = 4_000_000;

/** @throws Error when the server breaks the connection, or does not answer in time */
export async function send(url: string, wire: Wire): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const { method, path, headers, body, cut } = wire;
  const isFramed = headers.connection !== undefined || headers.expect !== undefined;
  return await new Promise<Answer>((resolve, reject) => {
    const call = request({
      ...{ agent: isFramed || cut ? false : agent, hostname, port, method, path },
      headers: asWritten(wire),
      timeout: ANSWER_MS,
    });
    call.once('timeout', () => call.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    call.on('error', (error) => (cut ? resolve(NO_ANSWER) : reject(error)));
    call.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ ...NO_ANSWER, status: response.statusCode ?? null });
    });
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = () =>
        resolve({
          status: response.statusCode ?? null,
          headers: response.headers as Record<string, string>,
          text: unpacked(Buffer.concat(chunks), response.headers['content-encoding']),
          bytes,
        });
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes < MOST_KEPT) chunks.push(chunk);
      });
      response.once('end', done);
      response.once('error', cut ? done : reject);
      if (response.headers['content-type']?.includes('event-stream')) {
        setTimeout(() => {
          response.off('error', reject).on('error', () => {});
          done();
          call.destroy();
        }, STREAM_MS);
      }
    });
    if (cut && body.length > 1) {
      call.write(body.subarray(0, Math.floor(body.length / 2)), () => call.destroy());
    } else if (isAsking(headers)) {
      call.flushHeaders();
      call.once('continue', () => call.end(body));
      // A request that is refused at once sends nothing else.
      call.once('response', () => call.end());
    } else call.end(body);
  });
}

const UNPACK: Record<string, (packed: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
  zstd: zstdDecompressSync,
};

/** An answer cut short stays packed. */
function unpacked(body: Buffer, encoding: string | undefined): string {
  try {
    return (UNPACK[encoding ?? '']?.(body) ?? body).toString();
  } catch {
    return body.toString();
  }
}

const NO_ANSWER: Answer = { status: null, headers: {}, text: '', bytes: 0 };

function isAsking(headers: Record<string, string>): boolean {
  return headers.expect === '100-continue';
}

/** Node refuses to send some texts as headers; a client in another language would not. */
function asWritten({ headers, body, chunked }: Wire): Record<string, string> {
  const length = { 'content-length': String(body.length) };
  const framing = chunked ? { 'transfer-encoding': 'chunked' } : length;
  return Object.fromEntries(
    Object.entries({ ...headers, ...(body.length > 0 ? framing : {}) }).map(([name, value]) => [
      name,
      value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'),
    ]),
  );
}
