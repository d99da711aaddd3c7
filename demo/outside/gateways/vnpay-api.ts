import { Hono } from 'hono';
import type { DemoSettings } from '../../settings.ts';
import { payBack, type RefundMode } from './simulator.ts';
import {
  transactionOf,
  transactions,
  type VnpayCharge,
  type VnpayGateway,
} from './vnpay-charge.ts';
import {
  isSignedRequest,
  queryAnswer,
  refundAnswer,
  reportParams,
  signedQuery,
  vnpayTime,
} from './vnpay-protocol.ts';

/** VNPay's API for merchants: `querydr` and `refund`. */
export function vnpayMerchantApi(
  { secrets, vnpayTmnCode }: DemoSettings,
  gateway: VnpayGateway,
  charges: Map<string, VnpayCharge>,
  refunds: { mode: RefundMode },
): Hono {
  const api = new Hono();
  const secret = secrets.vnpayHashSecret;
  const refunded = new Set<string>();

  api.post('/transaction', async (c) => {
    const request = await c.req.json<Record<string, string>>();
    const txnRef = request.vnp_TxnRef ?? '';
    const charge = charges.get(txnRef);
    if (isSignedRequest(secret, 'querydr', request)) {
      const known = charge && transactionOf(charge);
      return c.json(queryAnswer(secret, vnpayTmnCode, txnRef, known));
    }
    if (!isSignedRequest(secret, 'refund', request)) {
      return c.json({ vnp_ResponseCode: '97', vnp_Message: 'Checksum is wrong' });
    }
    const code = refund(request, charge);
    if (code === '00' && refunds.mode === 'lost') return c.text('', 504);
    const now = vnpayTime(Date.now());
    return c.json(refundAnswer(secret, request, code, gateway.nextNumber(), now));
  });

  function refund(request: Record<string, string>, charge: VnpayCharge | undefined) {
    const id = request.vnp_RequestId ?? '';
    if (refunded.has(id)) return '94';
    if (!charge) return '91';
    if (refunds.mode === 'refuse') return '95';
    const amount = Number(request.vnp_Amount) / 100;
    if (!payBack([charge], request.vnp_TransactionNo ?? '', amount)) return '99';
    refunded.add(id);
    return '00';
  }
  return api;
}

/** For tests: VNPay's books, and IPNs repeated, many at once, changed or wrongly signed. */
export function vnpayTestApi(settings: DemoSettings, charges: Map<string, VnpayCharge>): Hono {
  const api = new Hono();
  api.get('/transactions', (c) => c.json(transactions(charges)));
  api.post('/ipn', async (c) => {
    const { txnRef, times = 1, change = {}, forge = false } = await c.req.json<IpnOrder>();
    const charge = charges.get(txnRef);
    if (!charge) return c.json({ error: 'unknown' }, 404);
    const params = { ...reportParams(settings.vnpayTmnCode, transactionOf(charge)), ...change };
    const secret = forge ? 'not-the-secret' : settings.secrets.vnpayHashSecret;
    const url = `${settings.serverUrl}/gateways/vnpay/ipn?${signedQuery(secret, params)}`;
    const send = async () => {
      const answer = await (await fetch(url)).text();
      if (!forge) charge.answers.push(answer);
      return JSON.parse(answer) as unknown;
    };
    return c.json(await Promise.all(Array.from({ length: times }, send)));
  });
  return api;
}

interface IpnOrder {
  txnRef: string;
  times?: number;
  change?: Record<string, string>;
  forge?: boolean;
}
