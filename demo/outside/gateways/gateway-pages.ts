import { Hono } from 'hono';
import { html } from 'hono/html';
import { dong, outsidePage } from '../page.ts';
import {
  act,
  CHOICES,
  type Charge,
  type Choice,
  collected,
  type Gateway,
  REFUND_MODES,
  type RefundMode,
  take,
  tell,
} from './simulator.ts';

export interface Button {
  value: string;
  label: string;
  hint: string;
}

/** A simulated gateway as its pages need it. */
export interface Desk<Request> {
  /** The spelling of its brand. */
  name: string;
  /** The first part of its addresses. */
  path: string;
  gateway: Gateway<Request>;
  charges: Map<string, Charge<Request>>;
  choices: readonly Choice[];
  /** Whether its API pays back. */
  paysBack: boolean;
  refunds: { mode: RefundMode };
  /** Additional choices besides those of every gateway. */
  own?: Record<string, Omit<Button, 'value'> & { act(charge: Charge<Request>): Promise<string> }>;
}

export function openDesk<Request>(
  desk: Pick<Desk<Request>, 'name' | 'path' | 'gateway' | 'choices' | 'paysBack' | 'own'>,
): Desk<Request> {
  return { ...desk, charges: new Map(), refunds: { mode: 'done' } };
}

const MOST_SECONDS = 300;

/** The payer's page of a gateway where the payment was registered, and the gateway's books. */
export function gatewayPages<Request>(desk: Desk<Request>): Hono {
  const pages = new Hono();
  const { name, path, gateway, charges, own = {} } = desk;

  pages.get(`/${path}`, (c) => c.html(outsidePage(name, deskView(desk), path)));

  pages.get(`/${path}/pay/:id`, (c) => {
    const charge = charges.get(c.req.param('id'));
    if (!charge) return c.html(outsidePage(name, notice('Không có giao dịch này.'), path), 404);
    return c.html(outsidePage(name, chargeView(desk, charge), path));
  });

  pages.post(`/${path}/pay/:id`, async (c) => {
    const charge = charges.get(c.req.param('id'));
    if (!charge) return c.notFound();
    const { choice = '', seconds } = await c.req.parseBody<Record<string, string>>();
    if (isOver(charge)) return c.redirect(`/${path}/pay/${charge.id}`, 303);
    const special = own[choice];
    if (special) return c.redirect(await special.act(charge), 303);
    const known = desk.choices.find((offered) => offered === choice);
    if (!known) return c.text('Bad request', 400);
    const address = await act(gateway, charge, known, secondsOf(seconds));
    return c.redirect(address ?? `/${path}/pay/${charge.id}`, 303);
  });

  pages.post(`/${path}/messages/:id`, async (c) => {
    const charge = charges.get(c.req.param('id'));
    for (const taken of charge?.takes ?? []) {
      if (charge) await tell(gateway, charge, { outcome: 'paid', take: taken, forged: false });
    }
    return c.redirect(`/${path}`, 303);
  });

  pages.post(`/${path}/refunds`, async (c) => {
    const { mode = '' } = await c.req.parseBody<Record<string, string>>();
    if (Object.hasOwn(REFUND_MODES, mode)) desk.refunds.mode = mode as RefundMode;
    return c.redirect(`/${path}`, 303);
  });

  // For tests: the gateway's books, and messages repeated, many at once.
  pages.get(`/api/${path}/charges`, (c) => c.json([...charges.values()].reverse()));
  pages.post(`/api/${path}/messages`, async (c) => {
    const { id, times = 1, forged = false, amount } = await c.req.json<MessageOrder>();
    const charge = charges.get(id);
    if (!charge) return c.json({ error: 'unknown' }, 404);
    const taken = charge.takes.at(-1) ?? take(gateway, { ...charge, takes: [] }).take;
    const report = {
      outcome: 'paid' as const,
      take: { ...taken, amount: amount ?? taken.amount },
      forged,
    };
    const sent = Array.from({ length: times }, () => tell(gateway, charge, report));
    return c.json((await Promise.all(sent)).map(({ answer }) => answer));
  });
  return pages;
}

interface MessageOrder {
  id: string;
  times?: number;
  forged?: boolean;
  amount?: number;
}

export function secondsOf(text: string | undefined): number {
  const seconds = Number(text);
  return seconds >= 1 && seconds <= MOST_SECONDS ? seconds : 5;
}

function isOver<Request>({ state, expiresAt }: Charge<Request>): boolean {
  return state !== 'waiting' || expiresAt <= Date.now();
}

function notice(text: string) {
  return html`<p class="card" role="alert">${text}</p>`;
}

function chargeView<Request>(desk: Desk<Request>, charge: Charge<Request>) {
  if (isOver(charge)) return overView(charge);
  const buttons = [
    ...desk.choices.map((value) => ({ value, ...CHOICES[value] })),
    ...Object.entries(desk.own ?? {}).map(([value, { label, hint }]) => ({ value, label, hint })),
  ];
  return payForm({
    action: `/${desk.path}/pay/${charge.id}`,
    amount: charge.amount - collected(charge),
    facts: { 'Nội dung': charge.info, 'Mã đơn': charge.id },
    field: 'choice',
    buttons,
  });
}

const STATES = {
  waiting: 'Giao dịch đã quá thời gian thanh toán.',
  processing: 'Giao dịch đang được xử lý.',
  paid: 'Bạn đã thanh toán.',
  suspected: 'Giao dịch bị nghi ngờ gian lận.',
  failed: 'Giao dịch không thành công.',
  cancelled: 'Giao dịch đã hủy.',
};

function overView<Request>(charge: Charge<Request>) {
  return html`<section class="card" role="status"><p class="amount">${dong(charge.amount)}</p><p>${STATES[charge.state]}</p>
<p><a href="${charge.returnUrl}">Về trang của người bán</a></p></section>`;
}

/** The amount to pay and every way to go on, as buttons of one form. */
export function payForm(form: {
  action: string;
  amount: number;
  facts: Record<string, string>;
  field: string;
  hidden?: Record<string, string>;
  buttons: readonly Button[];
}) {
  const [first, ...others] = form.buttons;
  return html`<form method="post" action="${form.action}">
<section class="card">
<p class="amount">${dong(form.amount)}</p>
<dl>${Object.entries(form.facts).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${Object.entries(form.hidden ?? {}).map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
)}
${first ? html`<button class="primary wide" name="${form.field}" value="${first.value}">${first.label}</button>` : ''}
</section>
<section class="card" aria-labelledby="others"><h2 id="others">Chuyện khác có thể xảy ra</h2>
<ul class="choices">${others.map(
    ({ value, label, hint }) =>
      html`<li><button name="${form.field}" value="${value}">${label}</button><span class="muted">${hint}</span></li>`,
  )}</ul>
<label><span>Chậm bao nhiêu giây</span><input type="number" name="seconds" min="1" max="${MOST_SECONDS}" value="5"></label>
</section>
</form>`;
}

function deskView<Request>(desk: Desk<Request>) {
  return html`${desk.paysBack ? refundForm(desk) : ''}${chargeList(desk)}`;
}

/** The gateway's answer to refunds from now on. */
export function refundForm({ path, refunds }: { path: string; refunds: { mode: RefundMode } }) {
  return html`<form class="card" method="post" action="/${path}/refunds">
<label><span>Khi được yêu cầu hoàn tiền</span><select name="mode">${Object.entries(
    REFUND_MODES,
  ).map(
    ([mode, label]) =>
      html`<option value="${mode}"${mode === refunds.mode ? html` selected` : ''}>${label}</option>`,
  )}</select></label>
<button type="submit">Đặt</button></form>`;
}

function chargeList<Request>({ path, charges }: Desk<Request>) {
  if (charges.size === 0) return html`<p class="muted">Chưa có giao dịch nào.</p>`;
  return html`<ul class="list">${[...charges.values()].reverse().map(
    (
      charge,
    ) => html`<li><strong>${dong(charge.amount)}</strong> · <a href="/${path}/pay/${charge.id}">${charge.id}</a> · ${charge.state}
${charge.takes.map(
  ({ number, amount, refunded }) =>
    html`<br>${number}: ${dong(amount)}${refunded > 0 ? html`, đã hoàn ${dong(refunded)}` : ''}`,
)}
<br><span class="muted">Trả lời: ${charge.answers.join(' · ') || 'chưa gửi'}</span>
${charge.takes.length > 0 ? html`<form method="post" action="/${path}/messages/${charge.id}"><button>Gửi lại</button></form>` : ''}</li>`,
  )}</ul>`;
}
