import type { ListedInvoiceRequest } from '../../announce/outbox/invoice-request-content.ts';
import type { Context } from '../../context/context.ts';
import { pageOf } from '../../database/page-of.ts';
import { selectInvoiceRequests, toListed } from '../core/listed-invoice-requests.ts';

export interface InvoiceRequestPage {
  invoiceRequests: ListedInvoiceRequest[];
  /** The last one's id, where there are more; a portal continues from the last id it has. */
  nextCursor: string | null;
}

/** A portal's invoice requests, the oldest first, a page at a time. */
export async function listInvoiceRequests(
  context: Context,
  portalId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<InvoiceRequestPage> {
  const rows = await selectInvoiceRequests(context.db)
    .where('portal_id', '=', portalId)
    .where('id', '>', page.cursor ?? '')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  const { shown, nextCursor } = pageOf(rows, page.limit, ({ id }) => id);
  return { invoiceRequests: shown.map(toListed), nextCursor };
}
