import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactInstant } from '../../../shared/calendar-date.ts';
import { hmacHex } from '../../payments/gateways/core/hmac.ts';
import { momoRaw } from '../../payments/gateways/momo.ts';
import { payosRaw } from '../../payments/gateways/payos.ts';

export const MOMO = { partnerCode: 'MOMOTEST', accessKey: 'momo-access', secretKey: 'momo-secret' };
export const ZALOPAY = { appId: 2_553, key1: 'zalopay-key-1', key2: 'zalopay-key-2' };
export const PAYOS = { clientId: 'payos-client', apiKey: 'payos-api', checksumKey: 'payos-sum' };

/** The gateways' APIs as far as the server calls them, over HTTP; a test sets their answers. */
export interface FakeGateways {
  env: Record<string, string>;
  /** Requests by path, the newest last; a query counts as body. */
  calls: { path: string; body: Record<string, unknown> }[];
  /**
   * Answers by path, e.g. `/momo/v2/gateway/api/query`, or by its parent path and `/*`; a function gets the body and
   * the path. Null: the connection breaks.
   */
  answers: Map<string, unknown>;
  /** Answers as the server does, without a connection: a substitute for `fetch` where there are many calls. */
  fetch: typeof fetch;
  stop(): void;
}

export async function startFakeGateways(): Promise<FakeGateways> {
  const calls: FakeGateways['calls'] = [];
  const answers: FakeGateways['answers'] = new Map();
  const answerTo = (url: URL, sent: Record<string, unknown>): unknown => {
    const path = url.pathname;
    const body = { ...Object.fromEntries(url.searchParams), ...sent };
    calls.push({ path, body });
    const set = answers.get(answers.has(path) ? path : path.replace(/[^/]*$/, '*'));
    if (set === undefined) return created(path, body);
    return typeof set === 'function' ? set(body, path) : set;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const answer = answerTo(url, bodyOf(await textOf(request), request.headers['content-type']));
    if (answer === null) return void request.socket.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    calls,
    answers,
    env: {
      MOMO_PARTNER_CODE: MOMO.partnerCode,
      MOMO_ACCESS_KEY: MOMO.accessKey,
      MOMO_SECRET_KEY: MOMO.secretKey,
      MOMO_API_URL: `${url}/momo`,
      ZALOPAY_APP_ID: String(ZALOPAY.appId),
      ZALOPAY_KEY1: ZALOPAY.key1,
      ZALOPAY_KEY2: ZALOPAY.key2,
      ZALOPAY_API_URL: `${url}/zalopay`,
      PAYOS_CLIENT_ID: PAYOS.clientId,
      PAYOS_API_KEY: PAYOS.apiKey,
      PAYOS_CHECKSUM_KEY: PAYOS.checksumKey,
      PAYOS_API_URL: `${url}/payos`,
      VNPAY_API_URL: `${url}/vnpay`,
      SEPAY_API_URL: `${url}/sepay`,
      CASSO_API_URL: `${url}/casso`,
    },
    async fetch(input, init) {
      const type = new Headers(init?.headers).get('content-type') ?? undefined;
      const sent = bodyOf(typeof init?.body === 'string' ? init.body : '', type);
      const answer = answerTo(new URL(String(input)), sent);
      if (answer === null) throw new TypeError('fetch failed');
      return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer));
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Each gateway's answer to the registration of an attempt. */
function created(path: string, body: Record<string, unknown>): unknown {
  if (path === '/momo/v2/gateway/api/create') {
    return { resultCode: 0, orderId: body.orderId, payUrl: 'https://momo.example/pay' };
  }
  if (path === '/zalopay/v2/create') {
    return { return_code: 1, order_url: 'https://zalopay.example/pay' };
  }
  if (path === '/payos/v2/payment-requests') {
    return payosAnswer({ orderCode: body.orderCode, checkoutUrl: 'https://payos.example/pay' });
  }
  return {};
}

/** An answer of payOS, signed over all of its data. */
export function payosAnswer(data: Record<string, unknown>, key = PAYOS.checksumKey) {
  return { code: '00', desc: 'success', data, signature: hmacHex('sha256', key, payosRaw(data)) };
}

export interface FakeReport {
  reference: string;
  amount: number;
  transactionId: string | number;
  /** MoMo: 0 is paid. */
  resultCode?: number;
  /** Time at which the money moved. */
  at?: number | undefined;
  /** Signed with a wrong key. */
  forged?: boolean;
}

/** MoMo's request to our IPN address. */
export function momoIpn(report: FakeReport): string {
  const { reference, amount, transactionId, resultCode = 0 } = report;
  const ipn = {
    partnerCode: MOMO.partnerCode,
    orderId: reference,
    requestId: `request-${reference}`,
    amount,
    orderInfo: `Thanh toan gia han ${reference}`,
    orderType: 'momo_wallet',
    transId: transactionId,
    resultCode,
    message: resultCode === 0 ? 'Thành công.' : 'Thất bại.',
    payType: 'qr',
    responseTime: report.at ?? 1_795_400_000_000,
    extraData: '',
  };
  const key = report.forged ? 'not-the-secret' : MOMO.secretKey;
  const raw = momoRaw('ipn', { ...ipn, accessKey: MOMO.accessKey });
  return JSON.stringify({ ...ipn, signature: hmacHex('sha256', key, raw) });
}

/** ZaloPay's request to our callback address. */
export function zalopayCallback(report: FakeReport): string {
  const data = JSON.stringify({
    app_id: ZALOPAY.appId,
    app_trans_id: `261123_${report.reference}`,
    app_time: 1_795_400_000_000,
    app_user: 'renewal',
    amount: report.amount,
    embed_data: '{}',
    item: '[]',
    zp_trans_id: report.transactionId,
    server_time: report.at ?? 1_795_400_000_500,
    channel: 38,
  });
  const mac = hmacHex('sha256', report.forged ? 'not-the-key' : ZALOPAY.key2, data);
  return JSON.stringify({ data, mac, type: 1 });
}

/** payOS's request to our webhook address. */
export function payosWebhook(report: FakeReport): string {
  const data = {
    orderCode: Number.parseInt(report.reference, 36),
    amount: report.amount,
    description: report.reference,
    accountNumber: '0123456789',
    reference: String(report.transactionId),
    transactionDateTime: report.at === undefined ? '2026-11-23 10:00:00' : bankTime(report.at),
    currency: 'VND',
    paymentLinkId: `link-${report.reference}`,
    code: '00',
    desc: 'Thành công',
    counterAccountName: null,
  };
  const key = report.forged ? 'not-the-key' : PAYOS.checksumKey;
  const signature = hmacHex('sha256', key, payosRaw(data));
  return JSON.stringify({ code: '00', desc: 'success', success: true, data, signature });
}

/** `yyyy-MM-dd HH:mm:ss` in Vietnam, as banks write instants. */
export function bankTime(instant: number): string {
  const digits = compactInstant(instant);
  return digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3 $4:$5:$6');
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

function bodyOf(text: string, type: string | undefined): Record<string, unknown> {
  if (type?.includes('form')) return Object.fromEntries(new URLSearchParams(text));
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
