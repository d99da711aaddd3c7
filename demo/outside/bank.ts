import { Hono } from 'hono';
import { html } from 'hono/html';
import type { DemoSettings } from '../settings.ts';
import { outsidePage } from './page.ts';

/** A transfer as SePay tells of it (developer.sepay.vn, webhooks). */
export interface SepayWebhook {
  id: number;
  gateway: string;
  transactionDate: string;
  accountNumber: string;
  code: string | null;
  content: string;
  transferType: 'in' | 'out';
  transferAmount: number;
  accumulated: number;
  subAccount: string | null;
  referenceCode: string;
  description: string;
}

interface Transfer {
  webhook: SepayWebhook;
  /** What the renewal server answered, each time that it was told. */
  answers: { status: number; body: string }[];
}

/** How banks pass a memo on. */
const MANGLINGS: Record<string, (memo: string) => string> = {
  none: (memo) => memo,
  prefixed: (memo) => `CT DEN:0123456 ${memo} FT26327123456`,
  lower: (memo) => memo.toLowerCase(),
  spaced: (memo) => memo.replace(/(.{3})/g, '$1 ').trim(),
};

/** A bank where anybody can transfer any amount with any memo; SePay reports it. */
export function bankPages(settings: DemoSettings): Hono {
  const transfers: Transfer[] = [];
  let balance = 19_077_000;
  let lastId = Date.now() % 1_000_000_000;
  const pages = new Hono();

  async function report(transfer: Transfer): Promise<void> {
    const answer = await fetch(`${settings.serverUrl}/gateways/sepay`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Apikey ${settings.secrets.sepayApiKey}`,
      },
      body: JSON.stringify(transfer.webhook),
    }).then(
      async (response) => ({ status: response.status, body: await response.text() }),
      (error: unknown) => ({ status: 0, body: String(error) }),
    );
    transfer.answers.push(answer);
  }

  async function transferMoney(order: TransferOrder): Promise<Transfer> {
    const mangle = MANGLINGS[order.mangling ?? 'none'] ?? ((memo) => memo);
    balance += order.amount;
    const transfer: Transfer = {
      webhook: {
        id: order.id ?? ++lastId,
        gateway: settings.bank.name,
        transactionDate: localTime(),
        accountNumber: settings.bank.account,
        code: null,
        content: mangle(order.memo),
        transferType: order.direction ?? 'in',
        transferAmount: order.amount,
        accumulated: balance,
        subAccount: null,
        referenceCode: `FT${lastId}`,
        description: '',
      },
      answers: [],
    };
    transfers.unshift(transfer);
    for (let i = 0; i < (order.repeat ?? 1); i++) await report(transfer);
    return transfer;
  }

  pages.get('/bank', (c) =>
    c.html(outsidePage('Ngân hàng', bankView(settings, transfers, c.req.query()))),
  );
  pages.post('/bank/transfers', async (c) => {
    const form = await c.req.parseBody<Record<string, string>>();
    const amount = Number(String(form.amount).replace(/\D/g, ''));
    if (!(amount > 0)) return c.redirect('/bank?error=amount', 303);
    await transferMoney({
      amount,
      memo: String(form.memo ?? ''),
      mangling: String(form.mangling ?? 'none'),
      repeat: form.twice ? 2 : 1,
    });
    return c.redirect('/bank', 303);
  });
  pages.post('/bank/transfers/:id/reports', async (c) => {
    const transfer = transfers.find(({ webhook }) => String(webhook.id) === c.req.param('id'));
    if (transfer) await report(transfer);
    return c.redirect('/bank', 303);
  });
  pages.post('/api/bank/transfers', async (c) => {
    const { webhook, answers } = await transferMoney(await c.req.json<TransferOrder>());
    return c.json({ transfer: webhook, answers });
  });
  return pages;
}

interface TransferOrder {
  amount: number;
  memo: string;
  mangling?: string;
  direction?: 'in' | 'out';
  repeat?: number;
  id?: number;
}

/** `yyyy-MM-dd HH:mm:ss` in Vietnam. */
function localTime(): string {
  return new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function bankView(
  settings: DemoSettings,
  transfers: readonly Transfer[],
  query: Record<string, string>,
) {
  const { bank } = settings;
  return html`<form class="card" method="post" action="/bank/transfers">
<dl><dt>Đến tài khoản</dt><dd>${bank.account} · ${bank.name}</dd><dt>Chủ tài khoản</dt><dd>${bank.holder}</dd></dl>
${query.error ? html`<p role="alert">Số tiền chưa đúng.</p>` : ''}
<label><span>Số tiền</span><input type="text" inputmode="numeric" name="amount" required value="${query.amount ?? ''}"></label>
<label><span>Nội dung chuyển khoản</span><input type="text" name="memo" maxlength="200" value="${query.memo ?? ''}"></label>
<label><span>Ngân hàng chuyển nội dung</span><select name="mangling">
<option value="none">Nguyên văn</option><option value="prefixed">Thêm tiền tố</option><option value="lower">Chữ thường</option><option value="spaced">Thêm dấu cách</option>
</select></label>
<label><input type="checkbox" name="twice" value="1"> Báo hai lần</label>
<button class="primary" type="submit">Chuyển khoản</button>
</form>
<h2>Đã chuyển</h2>
<ul class="list">${transfers.map(
    ({ webhook, answers }) => html`<li>
<strong>${webhook.transferAmount.toLocaleString('vi-VN')} ₫</strong> · ${webhook.content}<br>
<span class="muted">${webhook.transactionDate} · SePay ${webhook.id} · trả lời: ${answers.map((answer) => answer.status).join(', ')}</span>
<form method="post" action="/bank/transfers/${webhook.id}/reports"><button type="submit">Gửi lại</button></form></li>`,
  )}</ul>`;
}
