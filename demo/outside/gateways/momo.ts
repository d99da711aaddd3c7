import { Hono } from 'hono';
import type { DemoSettings } from '../../settings.ts';
import { postJson, withQuery } from '../post.ts';
import { type Desk, gatewayPages, openDesk } from './gateway-pages.ts';
import {
  authenticate,
  checkOrder,
  ipnBody,
  type MomoKeys,
  result,
  resultCodeOf,
} from './momo-protocol.ts';
import {
  type Charge,
  type Gateway,
  growingNumbers,
  PAID_ONCE,
  payBack,
  type Report,
} from './simulator.ts';

interface MomoOrder {
  requestId: string;
  ipnUrl: string;
  extraData: string;
}

/** Time in which an order can be paid. */
const ORDER_LIFE_MS = 100 * 60_000;

/** A simulated MoMo: checks the merchant's signatures, lets the payer decide, reports by IPN, answers, refunds. */
export function momoPages(settings: DemoSettings): Hono {
  const keys: MomoKeys = {
    partnerCode: settings.momoPartnerCode,
    accessKey: settings.secrets.momoAccessKey,
    secretKey: settings.secrets.momoSecretKey,
  };
  const desk = openDesk({
    name: 'MoMo',
    path: 'momo',
    gateway: momoGateway(keys),
    choices: PAID_ONCE,
    paysBack: true,
  });
  const pages = new Hono();
  pages.route('/', gatewayPages(desk));
  pages.route('/momo/v2/gateway/api', momoApi(settings, keys, desk));
  return pages;
}

function momoGateway(keys: MomoKeys): Gateway<MomoOrder> {
  const nextNumber = growingNumbers();
  return {
    tellsRefusals: true,
    nextNumber: () => String(nextNumber()),
    // MoMo accepts only 204 as received.
    async send(charge, report) {
      const { status } = await postJson(charge.request.ipnUrl, messageOf(keys, charge, report));
      return { answer: String(status), taken: status === 204 };
    },
    returnAddress: (charge, report) => withQuery(charge.returnUrl, messageOf(keys, charge, report)),
  };
}

function messageOf(keys: MomoKeys, charge: Charge<MomoOrder>, { outcome, take, forged }: Report) {
  const { requestId, extraData } = charge.request;
  return ipnBody(forged ? { ...keys, secretKey: 'not-the-secret' } : keys, {
    orderId: charge.id,
    requestId,
    amount: take.amount,
    orderInfo: charge.info,
    extraData,
    transId: Number(take.number),
    resultCode: resultCodeOf(outcome),
    responseTime: take.at,
  });
}

function momoApi(settings: DemoSettings, keys: MomoKeys, desk: Desk<MomoOrder>): Hono {
  const api = new Hono();
  const { charges } = desk;
  const { partnerCode } = keys;
  /** Answers by the refund's request id: a finished refund is not carried out again. */
  const refunds = new Map<string, Record<string, unknown>>();

  api.post('/create', async (c) => {
    const order = await c.req.json<Record<string, unknown>>();
    const { orderId, requestId, amount } = order;
    const code =
      authenticate('create', keys, order) || checkOrder(order, (known) => charges.has(known));
    const answer = { partnerCode, orderId, requestId, amount, responseTime: Date.now() };
    if (code !== 0) return c.json({ ...answer, ...result(code) }, 400);
    charges.set(String(orderId), chargeOf(order));
    const payUrl = `${settings.outsideUrl}/momo/pay/${orderId}`;
    return c.json({ ...answer, ...result(0), payUrl });
  });

  api.post('/query', async (c) => {
    const request = await c.req.json<Record<string, unknown>>();
    const { orderId, requestId } = request;
    const charge = charges.get(String(orderId));
    const fault = authenticate('query', keys, request) || (charge ? 0 : 42);
    const answer = { partnerCode, orderId, requestId, extraData: '', responseTime: Date.now() };
    if (fault !== 0 || !charge) {
      return c.json({ ...answer, amount: 0, transId: 0, ...result(fault) }, 400);
    }
    const expired = charge.state === 'waiting' && charge.expiresAt <= Date.now();
    const [paid] = charge.takes;
    return c.json({
      ...answer,
      amount: charge.amount,
      transId: paid ? Number(paid.number) : 0,
      payType: paid ? 'qr' : '',
      ...result(resultCodeOf(expired ? 'expired' : charge.state)),
      refundTrans: [],
    });
  });

  api.post('/refund', async (c) => {
    const request = await c.req.json<Record<string, unknown>>();
    const { orderId, requestId, amount, transId } = request;
    const done = refunds.get(String(requestId));
    if (done) return c.json(done);
    const answer = { partnerCode, orderId, requestId, amount, responseTime: Date.now() };
    const isUsed = charges.has(String(orderId));
    const fault = authenticate('refund', keys, request) || (isUsed ? 41 : 0);
    if (fault !== 0) return c.json({ ...answer, transId, ...result(fault) }, 400);
    const { mode } = desk.refunds;
    const back =
      mode === 'refuse' ? null : payBack(charges.values(), String(transId), Number(amount));
    if (!back) return c.json({ ...answer, transId, ...result(1080) });
    const made = { ...answer, transId: Number(desk.gateway.nextNumber()), ...result(0) };
    refunds.set(String(requestId), made);
    return mode === 'lost' ? c.text('', 504) : c.json(made);
  });
  return api;
}

function chargeOf(order: Record<string, unknown>): Charge<MomoOrder> {
  const now = Date.now();
  return {
    id: String(order.orderId),
    amount: Number(order.amount),
    info: String(order.orderInfo),
    returnUrl: String(order.redirectUrl),
    createdAt: now,
    expiresAt: now + ORDER_LIFE_MS,
    state: 'waiting',
    takes: [],
    answers: [],
    request: {
      requestId: String(order.requestId),
      ipnUrl: String(order.ipnUrl),
      extraData: String(order.extraData ?? ''),
    },
  };
}
