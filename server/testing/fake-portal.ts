import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { HostEvent } from '../announce/outbox/host-event.ts';

/** Base64 of 32 bytes. */
const KEY = 'c2VjcmV0LW9mLWEtcG9ydGFsLWZvci10ZXN0cy0zMmI=';

export interface ReceivedEvent {
  id: string;
  timestamp: number;
  /** Whether the signature equals that of the specification's own library. */
  verified: boolean;
  body: string;
  event: HostEvent;
}

/** A portal's backend that receives events, over HTTP; a test sets its answers. */
export interface FakePortal {
  url: string;
  secret: string;
  received: ReceivedEvent[];
  /** Requests at any other path. */
  elsewhere: string[];
  answer: (response: ServerResponse) => void;
  stop(): void;
}

export async function startFakePortal(): Promise<FakePortal> {
  const portal: FakePortal = {
    url: '',
    secret: `whsec_${KEY}`,
    received: [],
    elsewhere: [],
    answer: (response) => void response.writeHead(204).end(),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  const server = createServer(async (request, response) => {
    if (request.url !== '/hooks/renewal') {
      portal.elsewhere.push(request.url ?? '');
      return void response.writeHead(204).end();
    }
    portal.received.push(await receive(request));
    portal.answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  portal.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/renewal`;
  return portal;
}

async function receive(request: IncomingMessage): Promise<ReceivedEvent> {
  let body = '';
  for await (const part of request) body += part;
  const header = (name: string) => String(request.headers[`webhook-${name}`]);
  const sentAt = new Date(Number(header('timestamp')) * 1_000);
  return {
    id: header('id'),
    timestamp: Number(header('timestamp')),
    verified: header('signature') === new Webhook(KEY).sign(header('id'), sentAt, body),
    body,
    event: JSON.parse(body) as HostEvent,
  };
}
