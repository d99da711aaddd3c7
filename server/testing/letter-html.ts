import assert from 'node:assert/strict';
import { toHtml } from '../channels/mail/document/mail-document.ts';
import { lineLinkMail } from '../channels/mail/payment-link-mail.ts';
import type { TestServer } from './test-server.ts';

/** The letter to an owner with the link to pay their line, as a mail program shows it. */
export async function letterHtml(
  { context }: TestServer,
  link: { orderId: string; lineId: string; url: string },
): Promise<string> {
  const to = { name: 'Lê Hoàng Cường', email: 'cuong@kh.example' };
  const letter = await lineLinkMail(context, { ...link, to });
  assert.ok(letter);
  return toHtml(letter);
}
