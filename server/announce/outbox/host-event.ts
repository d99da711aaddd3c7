import type { OrderState } from '../../../shared/order-state.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { RefundReason } from '../../database/tables.ts';
import type { ListedInvoiceRequest } from './invoice-request-content.ts';

/** An event of an order for a portal's backend. Money is dong. */
export type OrderEvent =
  | { type: 'order.placed'; data: NamedLines }
  /** All unpaid lines, or some; the order's state shows whether any are left. */
  | { type: 'order.cancelled'; data: NamedLines & { reason: string } }
  | { type: 'order.expired'; data: NamedLines }
  /** Lines were paid, by this payment or completed by it. */
  | {
      type: 'payment.received';
      data: { paymentId: string; method: PaymentMethod } & NamedLines;
    }
  | { type: 'license.renewed'; data: { licenses: RenewedLicense[] } }
  /** A commitment to pay keeps them in force temporarily. */
  | { type: 'license.extended'; data: { licenses: ExtendedLicense[] } }
  /** The commitment was not kept, or the lines were cancelled: they fall back to their paid expiry. */
  | { type: 'license.extension_ended'; data: { licenses: ExtendedLicense[] } }
  | { type: 'invoice.requested'; data: { invoiceRequests: ListedInvoiceRequest[] } }
  | {
      type: 'refund.due';
      data: { refundId: string; paymentId: string; amount: number; reason: RefundReason };
    }
  | {
      type: 'refund.made';
      data: { refundId: string; paymentId: string; amount: number; reference: string | null };
    };

/** The lines' customers and licences, each in the lines' order, and their total. */
interface NamedLines {
  taxCodes: string[];
  /** The portal's own ids; null where it has given none. */
  licenseExternalIds: (string | null)[];
  amount: number;
}

/** A period of a licence that is yet to begin. */
export interface ToldPeriod {
  firstDay: string;
  lastDay: string;
  planCode: string;
  quantity: number;
}

export interface RenewedLicense {
  orderLineId: string;
  /** The portal's own id of the licence; null where it has given none. */
  licenseExternalId: string | null;
  productCode: string;
  /** Users of today. */
  quantity: number;
  /** The period that begins next; null: there is none. */
  next: ToldPeriod | null;
  externalId: string | null;
  taxCode: string;
  /** The plan of today. */
  planCode: string;
  /** The last day of the days that follow today without a break. */
  expiry: string;
  oldExpiry: string;
  newExpiry: string;
}

export interface ExtendedLicense {
  orderLineId: string;
  licenseExternalId: string | null;
  productCode: string;
  quantity: number;
  externalId: string | null;
  taxCode: string;
  planCode: string;
  /** The paid expiry. */
  expiry: string;
  temporaryExpiry: string;
}

/** The order of an event, as it stands then; part of every event's data. */
export interface EventOrder {
  id: string;
  number: string;
  firmId: string;
  accountantId: string;
  state: OrderState;
  total: number;
  dueDate: string;
}

/** The event's envelope, in the form that Standard Webhooks recommends. */
export interface HostEvent {
  type: OrderEvent['type'];
  /** Time of the event, ISO 8601. */
  timestamp: string;
  data: { order: EventOrder } & OrderEvent['data'];
}
