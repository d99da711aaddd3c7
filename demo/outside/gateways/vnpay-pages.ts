import { Hono } from 'hono';
import { html } from 'hono/html';
import type { DemoSettings } from '../../settings.ts';
import { dong, outsidePage } from '../page.ts';
import { withQuery } from '../post.ts';
import { type Button, payForm, refundForm, secondsOf } from './gateway-pages.ts';
import {
  act,
  CHOICES,
  type Choice,
  later,
  REFUND_MODES,
  type RefundMode,
  type Report,
  take,
  tellUntilTaken,
} from './simulator.ts';
import { vnpayMerchantApi, vnpayTestApi } from './vnpay-api.ts';
import {
  chargeOf,
  transactionOf,
  transactions,
  type VnpayCharge,
  type VnpayGateway,
} from './vnpay-charge.ts';
import {
  isSigned,
  reportParams,
  signedQuery,
  type VnpayTransaction,
  vnpayTime,
} from './vnpay-protocol.ts';

/** The general choice for each decision, and its name here. */
const DECISIONS = {
  pay: CHOICES.pay,
  twice: CHOICES.twice,
  'no-ipn': {
    label: 'Thanh toán, không gửi IPN',
    hint: 'Đã thu; người trả quay về, nhưng không có thông báo.',
  },
  late: {
    label: 'Thanh toán, gửi IPN muộn',
    hint: 'Đã thu; người trả quay về, ba giây sau mới có thông báo.',
  },
  fraud: { label: 'Nghi ngờ gian lận (07)', hint: 'Đã trừ tiền, VNPay còn kiểm tra.' },
  fail: { ...CHOICES.fail, label: 'Thanh toán không thành công' },
  cancel: { ...CHOICES.cancel, label: 'Hủy giao dịch' },
  delay: CHOICES.delay,
  repeat: CHOICES.repeat,
  reorder: CHOICES.reorder,
  forge: CHOICES.forge,
  amount: CHOICES.amount,
  silent: CHOICES.silent,
};

type Decision = keyof typeof DECISIONS;

const LATE_BY_MS = 3_000;

/** A simulated VNPay: checks the merchant's signatures, lets the payer decide, reports by IPN and return. */
export function vnpayPages(settings: DemoSettings): Hono {
  const charges = new Map<string, VnpayCharge>();
  const refunds: { mode: RefundMode } = { mode: 'done' };
  const gateway = vnpayGateway(settings);
  const pages = new Hono();

  pages.get('/vnpay', (c) =>
    c.html(
      outsidePage(
        'VNPay',
        html`${refundForm({ path: 'vnpay', refunds })}${transactionList(transactions(charges))}`,
        'vnpay',
      ),
    ),
  );

  pages.get('/vnpay/paymentv2/vpcpay.html', (c) => {
    const params = c.req.query();
    const fault = faultOf(settings, charges, params);
    const body = fault ? html`<p role="alert" class="card">${fault}</p>` : payView(params);
    return c.html(outsidePage('VNPay', body, 'vnpay'), fault ? 400 : 200);
  });

  pages.post('/vnpay/decisions', async (c) => {
    const form = await c.req.parseBody<Record<string, string>>();
    const params = Object.fromEntries(new URLSearchParams(form.request));
    const decision = form.decision ?? '';
    if (!isDecision(decision) || faultOf(settings, charges, params))
      return c.text('Bad request', 400);
    const charge = chargeOf(params);
    charges.set(charge.id, charge);
    const address = await decide(gateway, charge, decision, secondsOf(form.seconds));
    if (address) return c.redirect(address, 303);
    const text = 'Bạn đã thanh toán. Người bán chưa được báo.';
    const link = html`<p><a href="${charge.returnUrl}">Về trang của người bán</a></p>`;
    const body = html`<section class="card" role="status"><p>${text}</p>${link}</section>`;
    return c.html(outsidePage('VNPay', body, 'vnpay'));
  });

  pages.post('/vnpay/refunds', async (c) => {
    const { mode = '' } = await c.req.parseBody<Record<string, string>>();
    if (Object.hasOwn(REFUND_MODES, mode)) refunds.mode = mode as RefundMode;
    return c.redirect('/vnpay', 303);
  });

  pages.route('/vnpay/merchant_webapi/api', vnpayMerchantApi(settings, gateway, charges, refunds));
  pages.route('/api/vnpay', vnpayTestApi(settings, charges));
  return pages;
}

function vnpayGateway({ serverUrl, secrets, vnpayTmnCode }: DemoSettings): VnpayGateway {
  let lastNumber = 14_000_000 + (Date.now() % 1_000_000);
  const signed = (charge: VnpayCharge, report: Report) => {
    const params = reportParams(vnpayTmnCode, transactionOf(charge, report));
    return signedQuery(report.forged ? 'not-the-secret' : secrets.vnpayHashSecret, params);
  };
  return {
    tellsRefusals: true,
    nextNumber: () => String(++lastNumber),
    // VNPay reports again until it is answered 00 or 02.
    async send(charge, report) {
      const response = await fetch(`${serverUrl}/gateways/vnpay/ipn?${signed(charge, report)}`);
      const answer = await response.text();
      return { answer, taken: /"RspCode":"0[02]"/.test(answer) };
    },
    returnAddress: (charge, report) =>
      withQuery(charge.returnUrl, Object.fromEntries(new URLSearchParams(signed(charge, report)))),
  };
}

function isDecision(name: string): name is Decision {
  return Object.hasOwn(DECISIONS, name);
}

async function decide(
  gateway: VnpayGateway,
  charge: VnpayCharge,
  decision: Decision,
  seconds: number,
): Promise<string | null> {
  if (decision === 'no-ipn') return gateway.returnAddress(charge, take(gateway, charge));
  if (decision === 'late') {
    const paid = take(gateway, charge);
    later(LATE_BY_MS, () => tellUntilTaken(gateway, charge, paid));
    return gateway.returnAddress(charge, paid);
  }
  if (decision === 'fraud') {
    const suspected: Report = { ...take(gateway, charge), outcome: 'suspected' };
    charge.state = 'suspected';
    await tellUntilTaken(gateway, charge, suspected);
    return gateway.returnAddress(charge, suspected);
  }
  return await act(gateway, charge, decision satisfies Choice, seconds);
}

function faultOf(
  settings: DemoSettings,
  charges: ReadonlyMap<string, VnpayCharge>,
  params: Record<string, string>,
): string | null {
  if (params.vnp_TmnCode !== settings.vnpayTmnCode) return 'Website chưa được phê duyệt (71)';
  if (!isSigned(settings.secrets.vnpayHashSecret, params)) return 'Sai chữ ký (70)';
  if (!/^\d{3,12}$/.test(params.vnp_Amount ?? '')) return 'Số tiền không hợp lệ (03)';
  // A reference is one transaction: going back and pressing again takes no second money.
  if (charges.has(params.vnp_TxnRef ?? '')) return 'Giao dịch đã tồn tại';
  const expired = (params.vnp_ExpireDate ?? '') < vnpayTime(Date.now());
  return expired ? 'Giao dịch đã quá thời gian chờ thanh toán (15)' : null;
}

function payView(params: Record<string, string>) {
  const buttons: Button[] = Object.entries(DECISIONS).map(([value, texts]) => ({
    value,
    ...texts,
  }));
  return payForm({
    action: '/vnpay/decisions',
    amount: Number(params.vnp_Amount) / 100,
    facts: {
      'Đơn vị': params.vnp_TmnCode ?? '',
      'Nội dung': params.vnp_OrderInfo ?? '',
      'Mã tham chiếu': params.vnp_TxnRef ?? '',
    },
    field: 'decision',
    hidden: { request: new URLSearchParams(params).toString() },
    buttons,
  });
}

function transactionList(list: readonly VnpayTransaction[]) {
  if (list.length === 0) return html`<p class="muted">Chưa có giao dịch nào.</p>`;
  return html`<ul class="list">${list.map(
    (
      transaction,
    ) => html`<li><strong>${dong(Number(transaction.amount) / 100)}</strong> · ${transaction.txnRef} · ${transaction.responseCode}
<br><span class="muted">${transaction.payDate} · IPN: ${transaction.ipnAnswers.join(' ') || 'chưa gửi'}</span></li>`,
  )}</ul>`;
}
