import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { DemoSettings } from '../settings.ts';
import { outsidePage } from './page.ts';
import {
  isSigned,
  isSignedQuery,
  queryAnswer,
  reportParams,
  signedQuery,
  type VnpayTransaction,
  vnpayTime,
} from './vnpay-protocol.ts';

/** What a payer can do at the simulated VNPay, and the codes that it ends with. */
const DECISIONS = {
  pay: { label: 'Thanh toán', response: '00', status: '00' },
  // The payer is charged twice: two transactions with one reference.
  twice: { label: 'Thanh toán hai lần', response: '00', status: '00' },
  'no-ipn': { label: 'Thanh toán, không gửi IPN', response: '00', status: '00' },
  late: { label: 'Thanh toán, gửi IPN muộn', response: '00', status: '00' },
  fraud: { label: 'Nghi ngờ gian lận (07)', response: '07', status: '07' },
  fail: { label: 'Thanh toán không thành công', response: '51', status: '02' },
  cancel: { label: 'Hủy giao dịch', response: '24', status: '02' },
} as const;

type Decision = keyof typeof DECISIONS;

/** VNPay tells again until it is answered 00 or 02; here a few times, a second apart. */
const IPN_TRIES = 3;
const LATE_BY = 3_000;

/** A simulated VNPay: checks what the merchant signs, lets the payer decide, tells by IPN and return. */
export function vnpayPages(settings: DemoSettings): Hono {
  const secret = settings.secrets.vnpayHashSecret;
  const transactions = new Map<string, VnpayTransaction>();
  let lastNumber = 14_000_000 + (Date.now() % 1_000_000);
  const pages = new Hono();

  async function sendIpn(transaction: VnpayTransaction, change: Record<string, string> = {}) {
    const params = { ...reportParams(settings.vnpayTmnCode, transaction), ...change };
    const query = signedQuery(secret, params);
    const url = `${settings.serverUrl}/gateways/vnpay/ipn?${query}`;
    const answer = await fetch(url).then(
      (response) => response.text(),
      (error: unknown) => String(error),
    );
    transaction.ipnAnswers.push(answer);
    return answer;
  }

  async function sendIpnUntilTaken(transaction: VnpayTransaction): Promise<void> {
    for (let i = 0; i < IPN_TRIES; i++) {
      if (/"RspCode":"0[02]"/.test(await sendIpn(transaction))) return;
      await sleep(1_000);
    }
  }

  pages.get('/vnpay', (c) =>
    c.html(outsidePage('VNPay', transactionList([...transactions.values()].reverse()))),
  );

  pages.get('/vnpay/paymentv2/vpcpay.html', (c) => {
    const params = c.req.query();
    const fault = faultOf(settings, params);
    if (fault)
      return c.html(outsidePage('VNPay', html`<p role="alert" class="card">${fault}</p>`), 400);
    return c.html(outsidePage('VNPay', payView(params)));
  });

  pages.post('/vnpay/decisions', async (c) => {
    const form = await c.req.parseBody<Record<string, string>>();
    const params = Object.fromEntries(new URLSearchParams(form.request));
    const decision = form.decision as Decision;
    if (!(decision in DECISIONS) || faultOf(settings, params)) return c.text('Bad request', 400);
    const { response, status } = DECISIONS[decision];
    const transaction: VnpayTransaction = {
      txnRef: params.vnp_TxnRef ?? '',
      amount: params.vnp_Amount ?? '',
      orderInfo: params.vnp_OrderInfo ?? '',
      returnUrl: params.vnp_ReturnUrl ?? '',
      transactionNo: String(++lastNumber),
      responseCode: response,
      status,
      payDate: vnpayTime(Date.now()),
      ipnAnswers: [],
    };
    transactions.set(transaction.txnRef, transaction);
    if (decision === 'late') void sleep(LATE_BY).then(() => sendIpnUntilTaken(transaction));
    else if (decision !== 'no-ipn') await sendIpnUntilTaken(transaction);
    if (decision === 'twice') {
      await sendIpnUntilTaken({ ...transaction, transactionNo: String(++lastNumber) });
    }
    const query = signedQuery(secret, reportParams(settings.vnpayTmnCode, transaction));
    const separator = transaction.returnUrl.includes('?') ? '&' : '?';
    return c.redirect(`${transaction.returnUrl}${separator}${query}`, 303);
  });

  pages.post('/vnpay/merchant_webapi/api/transaction', async (c) => {
    const request = await c.req.json<Record<string, string>>();
    if (request.vnp_Command !== 'querydr' || !isSignedQuery(secret, request)) {
      return c.json({ vnp_ResponseCode: '97', vnp_Message: 'Checksum is wrong' });
    }
    const txnRef = request.vnp_TxnRef ?? '';
    return c.json(queryAnswer(secret, settings.vnpayTmnCode, txnRef, transactions.get(txnRef)));
  });

  pages.get('/api/vnpay/transactions', (c) => c.json([...transactions.values()].reverse()));

  // For tests: sends a transaction's IPN again, many at once, changed or wrongly signed.
  pages.post('/api/vnpay/ipn', async (c) => {
    const {
      txnRef,
      times = 1,
      change = {},
      forge = false,
    } = await c.req.json<{
      txnRef: string;
      times?: number;
      change?: Record<string, string>;
      forge?: boolean;
    }>();
    const transaction = transactions.get(txnRef);
    if (!transaction) return c.json({ error: 'unknown' }, 404);
    if (forge) {
      const params = { ...reportParams(settings.vnpayTmnCode, transaction), ...change };
      const query = signedQuery('not-the-secret', params);
      const response = await fetch(`${settings.serverUrl}/gateways/vnpay/ipn?${query}`);
      return c.json([await response.json()]);
    }
    const answers = await Promise.all(
      Array.from({ length: times }, () => sendIpn(transaction, change)),
    );
    return c.json(answers.map((answer) => JSON.parse(answer) as unknown));
  });
  return pages;
}

function faultOf(settings: DemoSettings, params: Record<string, string>): string | null {
  if (params.vnp_TmnCode !== settings.vnpayTmnCode) return 'Website chưa được phê duyệt (71)';
  if (!isSigned(settings.secrets.vnpayHashSecret, params)) return 'Sai chữ ký (70)';
  if (!/^\d{3,12}$/.test(params.vnp_Amount ?? '')) return 'Số tiền không hợp lệ (03)';
  const expired = (params.vnp_ExpireDate ?? '') < vnpayTime(Date.now());
  return expired ? 'Giao dịch đã quá thời gian chờ thanh toán (15)' : null;
}

function payView(params: Record<string, string>) {
  const amount = Number(params.vnp_Amount) / 100;
  return html`<dl><dt>Đơn vị</dt><dd>${params.vnp_TmnCode}</dd><dt>Số tiền</dt><dd>${amount.toLocaleString('vi-VN')} ₫</dd>
<dt>Nội dung</dt><dd>${params.vnp_OrderInfo}</dd><dt>Mã tham chiếu</dt><dd>${params.vnp_TxnRef}</dd></dl>
<form method="post" action="/vnpay/decisions">
<input type="hidden" name="request" value="${new URLSearchParams(params)}">
${Object.entries(DECISIONS).map(
  ([decision, { label }]) =>
    html`<button class="${decision === 'pay' ? 'primary' : ''}" name="decision" value="${decision}">${label}</button>`,
)}</form>`;
}

function transactionList(transactions: readonly VnpayTransaction[]) {
  if (transactions.length === 0) return html`<p class="muted">Chưa có giao dịch nào.</p>`;
  return html`<ul class="list">${transactions.map(
    (
      transaction,
    ) => html`<li><strong>${(Number(transaction.amount) / 100).toLocaleString('vi-VN')} ₫</strong> · ${transaction.txnRef} · ${transaction.responseCode}
<br><span class="muted">${transaction.payDate} · IPN: ${transaction.ipnAnswers.join(' ') || 'chưa gửi'}</span></li>`,
  )}</ul>`;
}
