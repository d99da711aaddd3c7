import { html } from 'hono/html';
import type { GatewayName } from '../../database/tables.ts';

export type Html = ReturnType<typeof html>;

/** Reporters of money, as people call them. */
export const GATEWAY: Record<GatewayName, string> = {
  sepay: 'Chuyển khoản (SePay)',
  casso: 'Chuyển khoản (Casso)',
  vnpay: 'VNPay',
  momo: 'MoMo',
  zalopay: 'ZaloPay',
  payos: 'payOS',
};

/** The known facts about an item, a name and its value in each row. */
export function facts(rows: Record<string, Html | string | null | undefined>): Html {
  const known = Object.entries(rows).filter(([, value]) => value);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** «Công ty A», or «Công ty A và 3 giấy phép khác». */
export function customersOf(first: string | null | undefined, count: number): string | null {
  if (!first) return null;
  return count > 1 ? `${first} và ${count - 1} giấy phép khác` : first;
}

/** The payer to write to: the owner who was mailed the link, else the order's recipient. */
export function payerOf(row: {
  ownerEmail: string | null;
  recipientName: string | null;
  recipientEmail: string | null;
}): string | null {
  if (row.ownerEmail) return `Chủ doanh nghiệp, ${row.ownerEmail}`;
  return row.recipientEmail && `${row.recipientName}, ${row.recipientEmail}`;
}
