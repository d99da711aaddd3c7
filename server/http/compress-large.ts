import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';

/**
 * Compresses answers that are longer than a packet. Hono decides by the declared length, and compresses all answers
 * without one; JSON answers get theirs here, since an order's number is not worth a compressor of its own.
 */
export function compressLarge(): MiddlewareHandler {
  const compressed = compress();
  return async (c, next) =>
    await compressed(c, async () => {
      await next();
      await declareLength(c);
    });
}

async function declareLength(c: HonoContext): Promise<void> {
  const { status, headers, body } = c.res;
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  // Streams have other types or come in chunks, and have no length.
  const isSized = headers.has('content-length') || headers.has('transfer-encoding');
  if (!isJson || body === null || isSized) return;
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  const declared = new Headers(headers);
  declared.set('content-length', String(bytes.byteLength));
  // Without it, Hono would add the former answer's headers once more.
  c.res = undefined;
  c.res = new Response(bytes, { status, headers: declared });
}
