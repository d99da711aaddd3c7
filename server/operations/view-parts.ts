import { html } from 'hono/html';
import type { GatewayName } from '../database/tables.ts';

export type Html = ReturnType<typeof html>;

/** Whoever told of money, as people call them. */
export const GATEWAY: Record<GatewayName, string> = {
  sepay: 'Chuyển khoản (SePay)',
  casso: 'Chuyển khoản (Casso)',
  vnpay: 'VNPay',
  momo: 'MoMo',
  zalopay: 'ZaloPay',
  payos: 'payOS',
};

export function section(title: string, items: Html[]): Html {
  return html`<section class="card"><h2>${title} <span class="muted">(${items.length})</span></h2>
${items.length === 0 ? html`<p class="muted">Không có việc nào.</p>` : html`<ul class="lines">${items}</ul>`}</section>`;
}

/** What is known of a thing, a name and its value in each row; what is not known is left out. */
export function facts(rows: Record<string, Html | string | null | undefined>): Html {
  const known = Object.entries(rows).filter(([, value]) => value);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

interface Deed {
  path: string;
  fields: Record<string, string>;
  label: string;
  /** What is typed for it, before the button. */
  input?: Html;
  /** Said beside the button. */
  remark?: Html | string;
  plain?: boolean;
}

/** A form that does something at once. */
export function deed({ path, fields, label, input, remark, plain }: Deed): Html {
  return html`<form method="post" action="/operations/${path}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${input ?? ''}<button type="submit" class="${plain ? 'plain' : ''}">${label}</button>
${remark ? html`<span class="muted">${remark}</span>` : ''}</form>`;
}

/** A form that moves money: whoever sends it says that they have looked. */
export function moneyDeed({ input, ...rest }: Deed): Html {
  const check = html`${input ?? ''}<label class="check"><input type="checkbox" name="checked" value="yes" required>Tôi đã kiểm tra</label>`;
  return deed({ ...rest, input: check });
}

/** «Công ty A», or «Công ty A và 3 khách hàng khác». */
export function customersOf(name: string | null, count: number): string | null {
  if (name === null) return null;
  return count > 1 ? `${name} và ${count - 1} khách hàng khác` : name;
}

/** What a gateway said word for word, folded away. */
export function rawMessage(raw: string): Html {
  return html`<details><summary>Nguyên văn thông báo</summary><pre>${raw}</pre></details>`;
}
