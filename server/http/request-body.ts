import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { DomainError } from '../foundation/domain-error.ts';

/** Most bytes of a refused body that are read and discarded, so that its sender can read the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 30_000;

/** The length that the request declares; null for a chunked body. */
export function declaredLength(c: HonoContext): number | null {
  const { headers } = c.req.raw;
  if (headers.has('transfer-encoding')) return null;
  return Number(headers.get('content-length') ?? 0);
}

/**
 * Reads the body, once the caller is identified: a declared length is refused before a byte is read, and chunks are
 * counted as they arrive.
 *
 * @returns its number of bytes
 * @throws DomainError PAYLOAD_TOO_LARGE, or INVALID_INPUT where the connection breaks
 */
export async function readBody(c: HonoContext, maxBytes: number): Promise<number> {
  if ((declaredLength(c) ?? 0) > maxBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
  const incoming = incomingOf(c);
  // The whole body is here where there is no connection, as in a test.
  if (incoming === undefined) return declaredLength(c) ?? 0;
  if (incoming.destroyed) throw new DomainError('INVALID_INPUT');
  const body = await collect(incoming, maxBytes);
  // The adapter reads the body from here, as on platforms that have read it.
  Object.assign(incoming, { rawBody: body });
  return body.length;
}

async function collect(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return await new Promise((resolve, reject) => {
    const end = (outcome: () => void) => {
      incoming.off('data', onData).off('end', onEnd).off('error', onError).off('close', onError);
      outcome();
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        incoming.pause();
        end(() => reject(new DomainError('PAYLOAD_TOO_LARGE')));
      }
    };
    const onEnd = () => end(() => resolve(Buffer.concat(chunks)));
    const onError = () => end(() => reject(new DomainError('INVALID_INPUT')));
    incoming.on('data', onData).on('end', onEnd).on('error', onError).on('close', onError);
  });
}

/**
 * Keeps the connection of an answer given before the whole body has arrived: a close with unread bytes is a reset, by
 * which the sender loses the answer.
 */
export async function answerInFull(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  const { incoming, outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  if (!incoming || incoming.complete || !('shouldKeepAlive' in (outgoing ?? {}))) return;
  (outgoing as ServerResponse).shouldKeepAlive = true;
  drain(incoming as IncomingMessage);
}

/** Limits the size of the bodies of all routes below; for forms, whose senders are identified by address alone. */
export function bodyUpTo(maxBytes: number): MiddlewareHandler {
  return async (c, next) => {
    if (hasBody(c)) await readBody(c, maxBytes);
    await next();
  };
}

export function hasBody(c: HonoContext): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD';
}

function drain(incoming: IncomingMessage): void {
  const { socket } = incoming;
  if (socket.destroyed) return;
  let left = MAX_DRAINED_BYTES;
  const close = () => socket.destroy();
  const timer = setTimeout(close, MAX_DRAIN_MS);
  // A request whose answer is already given does not report the end of its connection.
  const done = () => {
    clearTimeout(timer);
    socket.off('close', done);
  };
  incoming.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) close();
  });
  incoming.once('end', done);
  socket.once('close', done);
  incoming.resume();
}

function incomingOf(c: HonoContext): IncomingMessage | undefined {
  return (c.env as Partial<HttpBindings> | undefined)?.incoming as IncomingMessage | undefined;
}
