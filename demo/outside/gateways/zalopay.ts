import { Hono, type Context as HonoContext } from 'hono';
import type { DemoSettings } from '../../settings.ts';
import { post, withQuery } from '../post.ts';
import { type Desk, gatewayPages, openDesk } from './gateway-pages.ts';
import {
  type Charge,
  type Gateway,
  growingNumbers,
  PAID_ONCE,
  payBack,
  type Report,
} from './simulator.ts';
import {
  answer,
  callbackBody,
  dayOf,
  type Form,
  faultOfOrder,
  isSigned,
  returnParams,
  type ZalopayKeys,
} from './zalopay-protocol.ts';

interface ZalopayOrder {
  appTime: number;
  appUser: string;
  embedData: string;
  item: string;
  callbackUrl: string;
}

/** A simulated ZaloPay: checks macs, lets the payer decide, calls back, answers queries, refunds. */
export function zalopayPages(settings: DemoSettings): Hono {
  const { zalopayKey1: key1, zalopayKey2: key2 } = settings.secrets;
  const keys: ZalopayKeys = { appId: settings.zalopayAppId, key1, key2 };
  const desk = openDesk({
    name: 'ZaloPay',
    path: 'zalopay',
    gateway: zalopayGateway(keys),
    choices: PAID_ONCE,
    paysBack: true,
  });
  const pages = new Hono();
  pages.route('/', gatewayPages(desk));
  pages.route('/zalopay/v2', paymentApi(settings, keys, desk));
  pages.route('/zalopay/v2', refundApi(keys, desk));
  return pages;
}

function zalopayGateway(keys: ZalopayKeys): Gateway<ZalopayOrder> {
  const nextNumber = growingNumbers();
  return {
    // It calls back only for money.
    tellsRefusals: false,
    // 15 digits: the day, and nine more.
    nextNumber: () => `${dayOf(Date.now())}${String(nextNumber()).slice(-9)}`,
    async send(charge, report) {
      const { text } = await post(charge.request.callbackUrl, messageOf(keys, charge, report));
      // 0 makes it call again; every other code ends its calls.
      const code = /"return_code":(-?\d+)/.exec(text)?.[1];
      return { answer: text.slice(0, 200), taken: code !== undefined && code !== '0' };
    },
    returnAddress(charge, { outcome, forged }) {
      const signer = forged ? { ...keys, key2: 'not-the-key' } : keys;
      const params = returnParams(signer, charge.id, charge.amount, outcome);
      return withQuery(charge.returnUrl, params);
    },
  };
}

function messageOf(keys: ZalopayKeys, charge: Charge<ZalopayOrder>, { take, forged }: Report) {
  const { appTime, appUser, embedData, item } = charge.request;
  return callbackBody(forged ? { ...keys, key2: 'not-the-key' } : keys, {
    appTransId: charge.id,
    appTime,
    appUser,
    embedData,
    item,
    amount: take.amount,
    zpTransId: take.number,
    at: take.at,
  });
}

function paymentApi(settings: DemoSettings, keys: ZalopayKeys, desk: Desk<ZalopayOrder>): Hono {
  const api = new Hono();
  const { charges } = desk;

  api.post('/create', async (c) => {
    const form = await formOf(c);
    if (!isSigned('create', keys, form)) return c.json(answer(2, -402, 'Invalid mac'));
    const fault = faultOfOrder(form, Date.now());
    if (fault) return c.json(answer(2, -401, fault));
    const id = form.app_trans_id ?? '';
    if (charges.has(id)) return c.json(answer(2, -68, 'DUPLICATE_APPS_TRANS_ID'));
    charges.set(id, chargeOf(form));
    const url = `${settings.outsideUrl}/zalopay/pay/${id}`;
    return c.json({ ...answer(1, 1, 'OK'), order_url: url, zp_trans_token: `token-${id}` });
  });

  api.post('/query', async (c) => {
    const form = await formOf(c);
    if (!isSigned('query', keys, form)) return c.json(answer(2, -402, 'Invalid mac'));
    const charge = charges.get(form.app_trans_id ?? '');
    if (!charge) return c.json(answer(2, -101, 'TRANS_NOT_FOUND'));
    const [paid] = charge.takes;
    const amounts = { amount: charge.amount, discount_amount: 0, server_time: Date.now() };
    if (paid && charge.state === 'paid') {
      const zpTransId = Number(paid.number);
      return c.json({
        ...answer(1, 1, 'OK'),
        ...amounts,
        is_processing: false,
        zp_trans_id: zpTransId,
      });
    }
    const isOpen = charge.state === 'processing' || charge.state === 'waiting';
    if (isOpen && charge.expiresAt > Date.now()) {
      return c.json({ ...answer(3, 0, 'PROCESSING'), ...amounts, is_processing: true });
    }
    return c.json({ ...answer(2, -54, 'TRANS_EXPIRED_OR_FAILED'), ...amounts });
  });
  return api;
}

/** A refund is made after the request: a query by its id has the outcome. */
function refundApi(keys: ZalopayKeys, desk: Desk<ZalopayOrder>): Hono {
  const api = new Hono();
  const refunds = new Map<string, { id: number }>();

  api.post('/refund', async (c) => {
    const form = await formOf(c);
    if (!isSigned('refund', keys, form)) return c.json(answer(2, -402, 'Invalid mac'));
    const id = form.m_refund_id ?? '';
    if (!id.startsWith(`${dayOf(Date.now())}_${keys.appId}_`) || id.length > 45) {
      return c.json(answer(2, -401, 'm_refund_id invalid'));
    }
    if (refunds.has(id)) return c.json(answer(2, -68, 'DUPLICATE_REFUND'));
    const { mode } = desk.refunds;
    const back =
      mode === 'refuse'
        ? null
        : payBack(desk.charges.values(), form.zp_trans_id ?? '', Number(form.amount));
    if (!back) return c.json(answer(2, -14, 'REFUND_NOT_ALLOWED'));
    const refund = { id: Number(desk.gateway.nextNumber()) };
    refunds.set(id, refund);
    if (mode === 'lost') return c.text('', 504);
    return c.json({ ...answer(3, 1, 'PROCESSING'), refund_id: refund.id });
  });

  api.post('/query_refund', async (c) => {
    const form = await formOf(c);
    if (!isSigned('query_refund', keys, form)) return c.json(answer(2, -402, 'Invalid mac'));
    const refund = refunds.get(form.m_refund_id ?? '');
    if (!refund) return c.json(answer(2, -101, 'REFUND_NOT_FOUND'));
    return c.json({ ...answer(1, 1, 'OK'), refund_id: refund.id });
  });
  return api;
}

async function formOf(c: HonoContext): Promise<Form> {
  const text = await c.req.text();
  const isForm = c.req.header('content-type')?.includes('form');
  return isForm ? Object.fromEntries(new URLSearchParams(text)) : textsOf(JSON.parse(text));
}

function textsOf(values: Record<string, unknown>): Form {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function chargeOf(form: Form): Charge<ZalopayOrder> {
  const now = Date.now();
  const embedData = form.embed_data ?? '';
  const { redirecturl } = JSON.parse(embedData) as { redirecturl?: string };
  return {
    id: form.app_trans_id ?? '',
    amount: Number(form.amount),
    info: form.description ?? '',
    returnUrl: redirecturl ?? '',
    createdAt: now,
    expiresAt: now + Number(form.expire_duration_seconds ?? 900) * 1_000,
    state: 'waiting',
    takes: [],
    answers: [],
    request: {
      appTime: Number(form.app_time),
      appUser: form.app_user ?? '',
      embedData,
      item: form.item ?? '',
      callbackUrl: form.callback_url ?? '',
    },
  };
}
