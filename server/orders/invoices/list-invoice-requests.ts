import type {
  InvoiceRequest,
  ListedInvoiceRequest,
} from '../../announce/outbox/invoice-request-content.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';

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
  const shown = rows.slice(0, page.limit);
  return {
    invoiceRequests: shown.map(toListed),
    nextCursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

export function selectInvoiceRequests(reader: Reader) {
  return reader.selectFrom('invoice_requests').select(['id', 'firm_id', 'content', 'created_at']);
}

type Row = Pick<Tables['invoice_requests'], 'id' | 'firm_id' | 'content' | 'created_at'>;

export function toListed(row: Row): ListedInvoiceRequest {
  return {
    id: row.id,
    firmId: row.firm_id,
    createdAt: row.created_at,
    ...(JSON.parse(row.content) as InvoiceRequest),
  };
}
