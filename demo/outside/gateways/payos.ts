import { Hono, type Context as HonoContext } from 'hono';
import type { DemoSettings } from '../../settings.ts';
import { localTime } from '../bank/transfer.ts';
import { postJson, withQuery } from '../post.ts';
import { type Desk, gatewayPages, openDesk } from './gateway-pages.ts';
import {
  type Data,
  faultOfRequest,
  isSignedRequest,
  signedAnswer,
  webhookBody,
} from './payos-protocol.ts';
import {
  CHOICES,
  type Charge,
  type Choice,
  collected,
  type Gateway,
  growingNumbers,
  type Report,
  take,
  tellUntilTaken,
} from './simulator.ts';

interface PayosLink {
  linkId: string;
  orderCode: number;
  cancelUrl: string;
  cancellationReason: string | null;
  canceledAt: number | null;
}

/** An amount other than requested is a short transfer here, not a mistake. */
const PAYOS_CHOICES = (Object.keys(CHOICES) as Choice[]).filter((choice) => choice !== 'amount');

/** A simulated payOS: checks signatures, shows the transfer to make, reports by webhook, answers queries. */
export function payosPages(settings: DemoSettings): Hono {
  const gateway = payosGateway(settings);
  const desk = openDesk({
    name: 'payOS',
    path: 'payos',
    gateway,
    choices: PAYOS_CHOICES,
    paysBack: false,
    own: {
      short: {
        label: 'Chuyển thiếu',
        hint: 'Chuyển một nửa; phần còn lại có thể trả tiếp ở trang này.',
        async act(charge) {
          const half = take(gateway, charge, Math.ceil((charge.amount - collected(charge)) / 2));
          await tellUntilTaken(gateway, charge, half);
          return `/payos/pay/${charge.id}`;
        },
      },
    },
  });
  const pages = new Hono();
  pages.route('/', gatewayPages(desk));
  pages.route('/payos/v2/payment-requests', payosApi(settings, desk));
  return pages;
}

function payosGateway({ serverUrl, secrets, bank }: DemoSettings): Gateway<PayosLink> {
  const nextNumber = growingNumbers();
  return {
    tellsRefusals: false,
    nextNumber: () => `FT${nextNumber()}`,
    // The address is registered with payOS once, and is in no request.
    async send(charge, { outcome, take, forged }) {
      const key = forged ? 'not-the-key' : secrets.payosChecksumKey;
      const body = webhookBody(key, {
        orderCode: charge.request.orderCode,
        paymentLinkId: charge.request.linkId,
        amount: take.amount,
        description: charge.info,
        accountNumber: bank.account,
        reference: take.number,
        at: take.at,
        paid: outcome === 'paid',
      });
      const { status } = await postJson(`${serverUrl}/gateways/payos`, body);
      return { answer: String(status), taken: status >= 200 && status < 300 };
    },
    returnAddress,
  };
}

function returnAddress(charge: Charge<PayosLink>, { outcome }: Report): string {
  const cancel = outcome === 'cancelled';
  return withQuery(cancel ? charge.request.cancelUrl : charge.returnUrl, {
    code: '00',
    id: charge.request.linkId,
    cancel,
    status: outcome === 'paid' ? 'PAID' : statusOf(charge),
    orderCode: charge.request.orderCode,
  });
}

function statusOf(charge: Charge<PayosLink>): string {
  switch (charge.state) {
    case 'paid':
    case 'suspected':
      return 'PAID';
    case 'failed':
      return 'FAILED';
    case 'cancelled':
      return 'CANCELLED';
    case 'processing':
      return 'PROCESSING';
    case 'waiting':
      if (charge.expiresAt <= Date.now()) return 'EXPIRED';
      return charge.takes.length > 0 ? 'UNDERPAID' : 'PENDING';
  }
}

function payosApi(settings: DemoSettings, desk: Desk<PayosLink>): Hono {
  const api = new Hono();
  const { charges } = desk;
  const { payosClientId, payosApiKey, payosChecksumKey } = settings.secrets;
  const answered = (c: HonoContext, data: Data) => c.json(signedAnswer(payosChecksumKey, data));

  api.use(async (c, next) => {
    const isKnown =
      c.req.header('x-client-id') === payosClientId && c.req.header('x-api-key') === payosApiKey;
    return isKnown ? await next() : refused(c, '401', 'Không có quyền truy cập', 401);
  });

  api.post('/', async (c) => {
    const request = await c.req.json<Data>();
    const fault = faultOfRequest(request, Date.now());
    if (fault) return refused(c, '20', `Thông tin truyền lên không đúng: ${fault}`);
    if (!isSignedRequest(payosChecksumKey, request)) {
      return refused(c, '201', 'Mã kiểm tra(signature) không hợp lệ');
    }
    const id = String(request.orderCode);
    if (charges.has(id)) return refused(c, '231', 'Đơn thanh toán đã tồn tại');
    const charge = chargeOf(request);
    charges.set(id, charge);
    return answered(c, {
      bin: settings.bank.bin,
      accountNumber: settings.bank.account,
      accountName: settings.bank.holder,
      amount: charge.amount,
      description: charge.info,
      orderCode: charge.request.orderCode,
      currency: 'VND',
      paymentLinkId: charge.request.linkId,
      status: statusOf(charge),
      expiredAt: Math.floor(charge.expiresAt / 1_000),
      checkoutUrl: `${settings.outsideUrl}/payos/pay/${id}`,
      qrCode: '',
    });
  });

  api.get('/:id', (c) => {
    const charge = findCharge(charges, c.req.param('id'));
    return charge ? answered(c, describe(settings, charge)) : unknown(c);
  });

  api.post('/:id/cancel', async (c) => {
    const charge = findCharge(charges, c.req.param('id'));
    if (!charge) return unknown(c);
    if (charge.state === 'waiting' && charge.takes.length === 0) {
      const { cancellationReason } = await c.req.json<{ cancellationReason?: string }>();
      charge.state = 'cancelled';
      charge.request.cancellationReason = cancellationReason ?? null;
      charge.request.canceledAt = Date.now();
    }
    return answered(c, describe(settings, charge));
  });
  return api;
}

/** The charge with this id, ours or payOS's. */
function findCharge(charges: Map<string, Charge<PayosLink>>, id: string) {
  return charges.get(id) ?? [...charges.values()].find(({ request }) => request.linkId === id);
}

function describe({ bank }: DemoSettings, charge: Charge<PayosLink>): Data {
  const paid = collected(charge);
  const { canceledAt, cancellationReason, linkId, orderCode } = charge.request;
  return {
    id: linkId,
    orderCode,
    amount: charge.amount,
    amountPaid: paid,
    amountRemaining: Math.max(0, charge.amount - paid),
    status: statusOf(charge),
    createdAt: `${localTime(charge.createdAt).replace(' ', 'T')}+07:00`,
    transactions: charge.takes.map(({ number, amount, at }) => ({
      reference: number,
      amount,
      accountNumber: bank.account,
      description: charge.info,
      transactionDateTime: localTime(at),
      counterAccountName: 'NGUYEN VAN A',
    })),
    cancellationReason,
    canceledAt: canceledAt === null ? null : localTime(canceledAt),
  };
}

function unknown(c: HonoContext): Response {
  return refused(c, '101', 'Mã thanh toán không tồn tại');
}

/** payOS refuses with 200 and a code, unsigned. */
function refused(c: HonoContext, code: string, desc: string, status: 200 | 401 = 200): Response {
  return c.json({ code, desc, data: null }, status);
}

function chargeOf(request: Data): Charge<PayosLink> {
  const now = Date.now();
  const { orderCode, expiredAt } = request;
  return {
    id: String(orderCode),
    amount: Number(request.amount),
    info: String(request.description),
    returnUrl: String(request.returnUrl),
    createdAt: now,
    expiresAt: expiredAt === undefined ? Number.MAX_SAFE_INTEGER : Number(expiredAt) * 1_000,
    state: 'waiting',
    takes: [],
    answers: [],
    request: {
      linkId: crypto.randomUUID().replaceAll('-', ''),
      orderCode: Number(orderCode),
      cancelUrl: String(request.cancelUrl),
      cancellationReason: null,
      canceledAt: null,
    },
  };
}
