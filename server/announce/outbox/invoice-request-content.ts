import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { Dong } from '../../../shared/money.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import { jsonColumn } from '../../database/json-column.ts';
import type { GatewayName } from '../../database/tables.ts';

/**
 * Everything for the e-invoice of one paid line, in the terms and fields of the Vietnamese e-invoice, so that the
 * portal can pass it on to any provider. Money is dong.
 */
export interface InvoiceRequest {
  orderId: string;
  orderNumber: string;
  orderLineId: string;
  /** The customer whose licence it is; the buyer may be another party. */
  customer: { taxCode: string; name: string };
  /** The renewed licence, by the portal's own id and codes; an id that it has not given is null. */
  license: {
    externalId: string | null;
    productCode: string;
    planCode: string;
    /** Users, or 1 of what is not sold by user. */
    quantity: number;
  };
  buyer: {
    /** Ten */
    legalName: string;
    /** DChi */
    address: string;
    /** MST; null where the buyer has a personal number or a budget unit's code instead. */
    taxCode: string | null;
    /** CCCDan: the 12-digit personal identity number of a household business or a person. */
    personalId: string | null;
    /** MDVQHNSach: the 7-digit code of a budget unit (mã số đơn vị có quan hệ với ngân sách). */
    budgetUnitCode: string | null;
    /** DCTDTu */
    email: string;
    /** HVTNMHang; may be empty. */
    contactName: string;
  };
  item: {
    /** MHHDVu */
    code: string;
    /** THHDVu, in Vietnamese */
    name: string;
    /** DVTinh */
    unit: string;
    quantity: number;
    unitPrice: Dong;
    /** Quantity × unit price. */
    amount: Dong;
    /** STCKhau */
    discount: Dong;
    /** ThTien: what is left, before VAT. */
    net: Dong;
    /** TSuat */
    vatRate: VatRate;
    vat: Dong;
  };
  total: Dong;
  /** TgTTTBChu */
  totalInWords: string;
  currency: 'VND';
  /** HTTToan; CK is by bank or gateway, not in cash. */
  paymentMethod: 'CK';
  /** The day on which the line was fully paid, which is the invoice's date. */
  collectedOn: CalendarDate;
  payments: InvoicePayment[];
}

export interface InvoicePayment {
  id: string;
  gateway: GatewayName;
  transactionId: string;
  /** This payment's share of the line. */
  amount: Dong;
  receivedAt: number;
}

/** An invoice request as a portal reads it: from the list, and in the event `invoice.requested`. */
export type ListedInvoiceRequest = {
  id: string;
  firmId: string;
  createdAt: number;
} & InvoiceRequest;

/** `invoice_requests.content` */
export const invoiceRequestColumn = jsonColumn<InvoiceRequest>();
