import type { Context } from '../context/context.ts';
import { documentToken } from './document-token.ts';

/** The receipt page of a payment; with a line, of what it paid of that line alone. */
export function receiptUrl(context: Context, paymentId: string, lineId?: string): string {
  const ids = lineId === undefined ? [paymentId] : [paymentId, lineId];
  const token = documentToken(context.config.linkSecret, 'receipt', ids);
  return `${context.config.publicUrl}/documents/receipts/${token}`;
}

/** The printable page of a quotation; anybody with its address can read it. */
export function quotationUrl(context: Context, quotationId: string): string {
  const token = documentToken(context.config.linkSecret, 'quotation', [quotationId]);
  return `${context.config.publicUrl}/documents/quotations/${token}`;
}

/** The page on which an accountant, by our own id, ends the mails about expiring licences, without a sign-in. */
export function remindersUrl({ config }: Pick<Context, 'config'>, accountantId: string): string {
  return `${config.publicUrl}/reminders/${documentToken(config.linkSecret, 'reminders', [accountantId])}`;
}

/** The printable payment order (ủy nhiệm chi) of a bank transfer. */
export function paymentOrderUrl(context: Context, attemptId: string): string {
  const token = documentToken(context.config.linkSecret, 'payment-order', [attemptId]);
  return `${context.config.publicUrl}/documents/payment-orders/${token}`;
}
