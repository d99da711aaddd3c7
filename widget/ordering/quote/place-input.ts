import { cleanCode } from '../../../shared/clean-text.ts';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import type { SaveQuotationInput } from '../../../shared/schemas/quotation.ts';
import {
  type Draft,
  type DraftRow,
  filledRows,
  payerOf,
  quotationIdOf,
  termOf,
  toPriceInput,
} from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { QuotedRow, Quoting } from './quoting.ts';

/** Converts a complete draft to the server's input for an order or a quotation. */
export function toPlaceInput(
  draft: Draft,
  locale: 'vi' | 'en',
  confirmedTotal: number,
  quotes: Pick<Quoting, 'rowOf'>,
): PlaceOrderInput {
  return {
    requestId: draft.requestId,
    locale,
    invoiceTo:
      draft.invoiceTo === 'other' ? { kind: 'other', party: draft.party } : { kind: 'customer' },
    notify:
      draft.notify === 'other'
        ? { kind: 'other', recipient: draft.recipient }
        : { kind: 'accountant' },
    payer: draft.payer,
    ...(draft.discountCode ? { discountCode: draft.discountCode } : {}),
    ...quotationIdOf(draft),
    lines: filledRows(draft).map((row) => ({
      ...termOf(row),
      presentExpiry: licenseOf(row)?.expiry ?? '',
      ...newExpiryOf(quotes.rowOf(row)),
      ...(row.invoiceParty ? { invoiceParty: row.invoiceParty } : {}),
      ...(row.payer ? { payer: row.payer } : {}),
      ...(row.recipientEmail ? { recipientEmail: cleanCode(row.recipientEmail) } : {}),
    })),
    confirmedTotal,
  };
}

/** The confirmed terms are those of the last quote; the server refuses a row without one. */
function newExpiryOf(quoted: QuotedRow | undefined): { newExpiry?: string } {
  return quoted ? { newExpiry: quoted.newExpiry } : {};
}

/** The quotation is addressed to the invoice party of the whole order, or else to the firm. */
export function toQuotationInput(draft: Draft): SaveQuotationInput {
  const [first, ...others] = filledRows(draft);
  const isOne = others.every(({ customer }) => customer?.id === first?.customer?.id);
  const only = isOne ? first?.customer?.name : undefined;
  const buyerName = draft.invoiceTo === 'other' ? draft.party.legalName.trim() : only;
  return { ...toPriceInput(draft), ...(buyerName ? { buyerName } : {}) };
}

/** The rows that the business owners pay. */
export function ownerRows(draft: Draft): DraftRow[] {
  return filledRows(draft).filter((row) => payerOf(draft, row) === 'owner');
}
