import { Hono } from 'hono';
import { html } from 'hono/html';
import type { BankReporter, DemoSettings } from '../../settings.ts';
import { secondsOf } from '../gateways/gateway-pages.ts';
import { later } from '../gateways/simulator.ts';
import { dong, outsidePage } from '../page.ts';
import { messageOf, REPORTER_NAMES, report, reporterApis } from './bank-reporter.ts';
import { localTime, type Transfer } from './transfer.ts';

/** Ways in which banks pass a memo on. */
const MANGLINGS: Record<string, (memo: string) => string> = {
  none: (memo) => memo,
  prefixed: (memo) => `CT DEN:0123456 ${memo} FT26327123456`,
  lower: (memo) => memo.toLowerCase(),
  spaced: (memo) => memo.replace(/(.{3})/g, '$1 ').trim(),
};

/** Time and number of the reports of a transfer to the renewal server. */
const WAYS = {
  now: 'Ngay',
  delay: 'Chậm',
  repeat: 'Mười lần cùng lúc',
  reorder: 'Đảo thứ tự: sau giao dịch kế tiếp',
  forge: 'Giả mạo: không có tiền, sai khóa',
  silent: 'Im lặng: webhook bị mất',
  fail: 'Thất bại: ngân hàng từ chối, tiền không đi',
  cancel: 'Hủy: người trả đổi ý, tiền không đi',
};

type Way = keyof typeof WAYS;

/** Reason why nothing was transferred. */
const NOTICES = new Map([
  ['amount', 'Số tiền chưa đúng.'],
  ['fail', 'Ngân hàng từ chối. Không có tiền nào được chuyển.'],
  ['cancel', 'Bạn đã hủy. Không có tiền nào được chuyển.'],
]);

interface TransferOrder {
  amount: number;
  memo: string;
  mangling?: string;
  direction?: 'in' | 'out';
  /** The number of reports, one after the other. */
  repeat?: number;
  id?: number;
  way?: Exclude<Way, 'fail' | 'cancel'>;
  seconds?: number;
  reporter?: BankReporter;
  /** The bank's number: another reporter's of one movement, such as payOS's. */
  reference?: string | undefined;
}

/** A bank where anybody can transfer any amount with any memo; SePay or Casso reports it. */
export function bankPages(settings: DemoSettings): Hono {
  const { transfers, transferMoney, tell } = openAccount(settings);
  const pages = new Hono();
  pages.get('/bank', (c) =>
    c.html(outsidePage('Ngân hàng', bankView(settings, transfers, c.req.query()), 'bank')),
  );
  pages.post('/bank/transfers', async (c) => {
    const form = await c.req.parseBody<Record<string, string>>();
    const amount = Number(String(form.amount).replace(/\D/g, ''));
    const way = nameIn<Way>(WAYS, form.way, 'now');
    if (!(amount > 0)) return c.redirect('/bank?notice=amount', 303);
    if (way === 'fail' || way === 'cancel') return c.redirect(`/bank?notice=${way}`, 303);
    await transferMoney({
      amount,
      memo: String(form.memo ?? ''),
      mangling: String(form.mangling ?? 'none'),
      direction: form.direction === 'out' ? 'out' : 'in',
      repeat: form.twice ? 2 : 1,
      way,
      seconds: secondsOf(form.seconds),
      reporter: nameIn(REPORTER_NAMES, form.reporter, settings.bankReporter),
      reference: form.reference,
    });
    return c.redirect('/bank', 303);
  });
  pages.post('/bank/transfers/:id/reports', async (c) => {
    const transfer = transfers.find(({ id }) => String(id) === c.req.param('id'));
    if (transfer) await tell(settings.bankReporter, transfer);
    return c.redirect('/bank', 303);
  });
  pages.post('/api/bank/transfers', async (c) => {
    const order = await c.req.json<TransferOrder>();
    const transfer = await transferMoney(order);
    const reporter = order.reporter ?? settings.bankReporter;
    return c.json({
      transfer: messageOf(settings, reporter, transfer),
      answers: transfer.answers,
    });
  });
  pages.route('/', reporterApis(settings, transfers));
  return pages;
}

function openAccount(settings: DemoSettings) {
  /** The newest first. */
  const transfers: Transfer[] = [];
  let balance = 19_077_000;
  let lastId = Date.now() % 1_000_000_000;
  /** Reported after the next transfer. */
  const heldBack: (() => Promise<void>)[] = [];
  const tell = (reporter: BankReporter, transfer: Transfer) => report(settings, reporter, transfer);

  async function transferMoney(order: TransferOrder): Promise<Transfer> {
    const { way = 'now', direction = 'in', repeat = 1, seconds = 5 } = order;
    const reporter = order.reporter ?? settings.bankReporter;
    const mangle = MANGLINGS[order.mangling ?? 'none'] ?? ((memo) => memo);
    const forged = way === 'forge';
    if (!forged) balance += direction === 'in' ? order.amount : -order.amount;
    lastId = Math.max(lastId + 1, order.id ?? 0);
    const transfer: Transfer = {
      id: order.id ?? lastId,
      at: Date.now(),
      memo: mangle(order.memo),
      direction,
      amount: order.amount,
      balance,
      reference: order.reference || `FT${lastId}`,
      forged,
      answers: [],
    };
    transfers.unshift(transfer);
    const tellThis = async () => {
      for (let i = 0; i < repeat; i++) await tell(reporter, transfer);
    };
    const before = heldBack.splice(0);
    if (way === 'now' || way === 'forge') await tellThis();
    if (way === 'repeat') {
      await Promise.all(Array.from({ length: 10 }, () => tell(reporter, transfer)));
    }
    if (way === 'delay') later(seconds * 1_000, tellThis);
    if (way === 'reorder') heldBack.push(tellThis);
    for (const tellEarlier of before) await tellEarlier();
    return transfer;
  }
  return { transfers, transferMoney, tell };
}

function nameIn<Name extends string>(
  names: Record<Name, unknown>,
  text: string | undefined,
  fallback: Name,
): Name {
  return text !== undefined && Object.hasOwn(names, text) ? (text as Name) : fallback;
}

function bankView(
  settings: DemoSettings,
  transfers: readonly Transfer[],
  query: Record<string, string>,
) {
  const { bank, bankReporter } = settings;
  const notice = NOTICES.get(query.notice ?? '');
  return html`<form class="card" method="post" action="/bank/transfers">
<dl><dt>Đến tài khoản</dt><dd>${bank.account} · ${bank.name}</dd><dt>Chủ tài khoản</dt><dd>${bank.holder}</dd></dl>
${notice ? html`<p role="alert">${notice}</p>` : ''}
<label><span>Số tiền</span><input type="text" inputmode="numeric" name="amount" required value="${query.amount ?? ''}"></label>
<label><span>Nội dung chuyển khoản</span><input type="text" name="memo" maxlength="200" value="${query.memo ?? ''}"></label>
<label><span>Ngân hàng chuyển nội dung</span><select name="mangling">
<option value="none">Nguyên văn</option><option value="prefixed">Thêm tiền tố</option><option value="lower">Chữ thường</option><option value="spaced">Thêm dấu cách</option>
</select></label>
<label><input type="checkbox" name="twice" value="1"> Báo hai lần</label>
<button class="primary" type="submit">Chuyển khoản</button>
<details><summary>Chuyện khác có thể xảy ra</summary>
<label><span>Báo cho người bán</span><select name="way">${options(WAYS, 'now')}</select></label>
<label><span>Chậm bao nhiêu giây</span><input type="number" name="seconds" min="1" max="300" value="5"></label>
<label><span>Ai báo (dịch vụ đang nhận ${REPORTER_NAMES[bankReporter]})</span><select name="reporter">${options(REPORTER_NAMES, bankReporter)}</select></label>
<label><span>Mã tham chiếu (của giao dịch mà payOS cũng báo)</span><input type="text" name="reference" maxlength="50"></label>
<label><span>Chiều</span><select name="direction"><option value="in">Tiền vào</option><option value="out">Tiền ra</option></select></label>
</details>
</form>
<h2>Đã chuyển</h2>
<ul class="list">${transfers.map(
    (transfer) => html`<li>
<strong>${transfer.direction === 'out' ? '−' : ''}${dong(transfer.amount)}</strong> · ${transfer.memo}${transfer.forged ? ' · giả mạo' : ''}<br>
<span class="muted">${localTime(transfer.at)} · số ${transfer.id} · trả lời: ${transfer.answers.map(({ status }) => status).join(', ') || 'chưa báo'}</span>
<form method="post" action="/bank/transfers/${transfer.id}/reports"><button type="submit">Gửi lại</button></form></li>`,
  )}</ul>`;
}

function options(labels: Record<string, string>, chosen: string) {
  return Object.entries(labels).map(
    ([value, label]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
  );
}
