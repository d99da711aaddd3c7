import { Readable } from 'node:stream';
import type { Hono } from 'hono';
import type { WireMessage } from './gateways/gateway-messages.ts';

let sent = 0;

/** Hands a message to the app without a connection, from an address of its own, since many forged ones are refused. */
export async function sendToApp(app: Hono, message: WireMessage): Promise<Response> {
  const { path, httpMethod, headers, body } = message;
  const url = `/gateways/${path}`;
  const number = ++sent;
  const remoteAddress = [10, (number >> 16) & 255, (number >> 8) & 255, number & 255].join('.');
  const socket = { remoteAddress, remotePort: 1, remoteFamily: 'IPv4' };
  const stream = Readable.from(httpMethod === 'POST' ? [Buffer.from(body)] : []);
  const incoming = Object.assign(stream, { url, socket, headers, complete: true });
  const init = { method: httpMethod, headers, ...(httpMethod === 'POST' ? { body } : {}) };
  return await app.request(url, init, { incoming });
}
