import type { CustomerKind } from '../../shared/customer-kind.ts';
import type { Dong } from '../../shared/money.ts';
import type { InvoiceParty } from '../../shared/party.ts';
import type { Discount } from '../../shared/schemas/quote.ts';
import type { Json } from './tables.ts';

/** The only access to a column that holds JSON. */
export interface JsonColumn<Value> {
  encode(value: Value): Json;
  decode(text: Json): Value;
}

/** @param complete adds the fields that rows of earlier versions lack */
export function jsonColumn<Value>(
  complete: (stored: Value) => Value = (stored) => stored,
): JsonColumn<Value> {
  return {
    encode: (value) => JSON.stringify(value),
    decode: (text) => complete(JSON.parse(text) as Value),
  };
}

/** `portals.origins` */
export const originsColumn = jsonColumn<string[]>();

/** `plans.customer_kinds` */
export const customerKindsColumn = jsonColumn<CustomerKind[]>();

/** `orders.discounts` */
export const discountsColumn = jsonColumn<Discount[]>();

/** `order_lines.invoice_party` */
export const invoicePartyColumn = jsonColumn<InvoiceParty>();

/** `order_lines.taken` */
export const takenColumn = jsonColumn<Dong[]>();
