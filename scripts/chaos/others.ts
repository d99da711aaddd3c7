import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { MOMO, startFakeGateways } from '../../server/testing/fake-gateways.ts';
import { MailServer } from '../../server/testing/mail-server.ts';
import type { Random } from './random.ts';

/** The servers of others that ours calls: each fails in its ways until it is calm. */
export interface Others {
  env: Record<string, string>;
  smtpPort: number;
  webhookUrl: string;
  /** Message-IDs of the mails that have arrived, as often as they did. */
  mails(): string[];
  /** Events that the portal has accepted. */
  events: Set<string>;
  /** What payers have paid at MoMo, by the attempt's reference. */
  charges: Map<string, { amount: number; transaction: number }>;
  /** What MoMo was asked to take, by the attempt's id. */
  created(attemptId: string): { reference: string; amount: number } | undefined;
  calm(): void;
  stop(): Promise<void>;
}

/** Longer than the server waits when a payer starts an attempt. */
const AFTER_DEADLINE_MS = 10_500;

export async function startOthers(random: Random): Promise<Others> {
  let isCalm = false;
  const happens = (probability: number) => !isCalm && random.chance(probability);
  const mail = await MailServer.start();
  mail.refuse = {
    message: () => {
      mail.delay = happens(0.3) ? random.below(400) : 0;
      return happens(0.08) ? [451, '4.3.0 Try again later'] : undefined;
    },
    recipient: () => (happens(0.04) ? [451, '4.7.1 Greylisted'] : undefined),
  };
  const charges: Others['charges'] = new Map();
  const gateways = await startFakeGateways();
  gateways.answers.set('/momo/v2/gateway/api/query', (body: { orderId: string }) => {
    const charge = charges.get(body.orderId);
    const answer = { partnerCode: MOMO.partnerCode, orderId: body.orderId, requestId: 'q' };
    if (!charge) return { ...answer, amount: 0, resultCode: 1000, transId: 0 };
    return { ...answer, amount: charge.amount, resultCode: 0, transId: charge.transaction };
  });
  const proxy = await listen(async (request, response) => {
    if (happens(0.08)) return void request.socket.destroy();
    const answer = await pass(request, new URL(gateways.env.MOMO_API_URL ?? '').origin);
    if (happens(0.08)) return void request.socket.destroy();
    if (happens(0.02)) await sleep(AFTER_DEADLINE_MS);
    else if (happens(0.2)) await sleep(random.below(500));
    response.setHeader('content-type', 'application/json').end(answer);
  });
  const events = new Set<string>();
  const portal = await listen(async (request, response) => {
    await buffer(request);
    if (happens(0.08)) return void request.socket.destroy();
    if (happens(0.08)) return void response.writeHead(500).end();
    if (happens(0.2)) await sleep(random.below(500));
    events.add(String(request.headers['webhook-id']));
    // Accepted, and the answer is lost: it comes again.
    if (happens(0.05)) return void request.socket.destroy();
    response.writeHead(204).end();
  });
  const { MOMO_PARTNER_CODE = '', MOMO_ACCESS_KEY = '', MOMO_SECRET_KEY = '' } = gateways.env;
  return {
    env: {
      MOMO_PARTNER_CODE,
      MOMO_ACCESS_KEY,
      MOMO_SECRET_KEY,
      MOMO_API_URL: `${urlOf(proxy)}/momo`,
      SMTP_URL: `smtp://${mail.address}`,
    },
    smtpPort: Number(mail.address.split(':')[1]),
    webhookUrl: `${urlOf(portal)}/events`,
    mails: () => mail.mails.map(({ messageId }) => messageId),
    events,
    charges,
    created(attemptId) {
      const call = gateways.calls.find(({ body }) => body.requestId === attemptId);
      if (call === undefined) return undefined;
      return { reference: String(call.body.orderId), amount: Number(call.body.amount) };
    },
    calm() {
      isCalm = true;
      mail.delay = 0;
    },
    async stop() {
      gateways.stop();
      for (const server of [proxy, portal]) {
        server.close();
        server.closeAllConnections();
      }
      await mail.stop();
    },
  };
}

async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function pass(request: IncomingMessage, to: string): Promise<string> {
  const answer = await fetch(to + request.url, {
    method: request.method ?? 'GET',
    headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
    body: new Uint8Array(await buffer(request)),
  });
  return await answer.text();
}
