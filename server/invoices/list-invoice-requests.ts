import type { Context } from '../context.ts';
import type { InvoiceRequest } from './invoice-request.ts';

export interface InvoiceRequestPage {
  invoiceRequests: ({ id: string; firmId: string; createdAt: number } & InvoiceRequest)[];
  /** The last one's id, where there are more; a portal that keeps the last id it has goes on from it. */
  nextCursor: string | null;
}

/** A portal's invoice requests in the order in which they came up, a page at a time. */
export async function listInvoiceRequests(
  context: Context,
  portalId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<InvoiceRequestPage> {
  const rows = await context.db
    .selectFrom('invoice_requests')
    .select(['id', 'firm_id', 'content', 'created_at'])
    .where('portal_id', '=', portalId)
    .where('id', '>', page.cursor ?? '')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  return {
    invoiceRequests: shown.map((row) => ({
      id: row.id,
      firmId: row.firm_id,
      createdAt: row.created_at,
      ...(JSON.parse(row.content) as InvoiceRequest),
    })),
    nextCursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
