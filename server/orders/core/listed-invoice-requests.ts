import {
  invoiceRequestColumn,
  type ListedInvoiceRequest,
} from '../../announce/outbox/invoice-request-content.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';

export function selectInvoiceRequests(reader: Reader) {
  return reader.selectFrom('invoice_requests').select(['id', 'firm_id', 'content', 'created_at']);
}

type Row = Pick<Tables['invoice_requests'], 'id' | 'firm_id' | 'content' | 'created_at'>;

export function toListed(row: Row): ListedInvoiceRequest {
  return {
    id: row.id,
    firmId: row.firm_id,
    createdAt: row.created_at,
    ...invoiceRequestColumn.decode(row.content),
  };
}
