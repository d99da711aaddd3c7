import { LIMITS } from '../../../shared/limits.ts';
import type { InvoiceParty, Recipient } from '../../../shared/party.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { Quotation } from '../../../shared/schemas/quotation.ts';
import type { QuoteOrderInput } from '../../../shared/schemas/quote.ts';

/** An order as far as it has been typed. Plain data: it is stored as JSON. */
export interface Draft {
  requestId: string;
  invoiceTo: 'customer' | 'other';
  party: InvoiceParty;
  notify: 'accountant' | 'other';
  recipient: Recipient;
  payer: PayerKind;
  discountCode: string;
  /** The quotation saved last; it guarantees the prices while the draft's content equals `of`. */
  quotation: { quotation: Quotation; of: string } | null;
  /** The id of the order whose cancelled lines are ordered again; null: none. */
  reorders: string | null;
  rows: DraftRow[];
}

export interface DraftRow {
  /** Identifies the row while its place in the list changes. */
  key: number;
  /** Typed or pasted text without a customer yet; kept, so that nothing typed is lost. */
  text: string;
  customer: Customer | null;
  /** The customer's licence that is renewed; empty: it has none. */
  licenseId: string;
  planId: string;
  /** The chosen number of users, of a plan that is sold by user; null: as many as the licence has now. */
  quantity: number | null;
  firstFiscalYear: number;
  years: number;
  /** The common end date, which then determines the number of years; null: none. */
  until: string | null;
  /** The row's own settings, which override the order's; null or empty: none. */
  invoiceParty: InvoiceParty | null;
  payer: PayerKind | null;
  recipientEmail: string;
}

/**
 * A change to the draft as it is when the change is made: a browser that fills a form in by itself
 * changes several fields before anything is drawn again.
 */
export type DraftChange = (draft: Draft) => Partial<Draft>;
/** @param typing names the field that is being typed in: consecutive changes of one are undone as one */
export type ChangeDraft = (change: DraftChange, typing?: string) => Promise<unknown>;
export type RowChange = (row: DraftRow) => Partial<DraftRow>;

export function withRow(key: number, change: RowChange): DraftChange {
  return ({ rows }) => ({
    rows: rows.map((row) => (row.key === key ? { ...row, ...change(row) } : row)),
  });
}

export const EMPTY_PARTY: InvoiceParty = {
  legalName: '',
  taxCode: '',
  budgetUnitCode: '',
  address: '',
  email: '',
  contactName: '',
};

export const EMPTY_RECIPIENT: Recipient = { name: '', email: '', phone: '' };

export function emptyDraft(requestId: string): Draft {
  return {
    requestId,
    invoiceTo: 'customer',
    party: EMPTY_PARTY,
    notify: 'accountant',
    recipient: EMPTY_RECIPIENT,
    payer: 'firm',
    discountCode: '',
    quotation: null,
    reorders: null,
    rows: [emptyRow([])],
  };
}

export function emptyRow(rows: readonly DraftRow[]): DraftRow {
  return {
    key: rows.reduce((highest, row) => Math.max(highest, row.key), 0) + 1,
    text: '',
    customer: null,
    licenseId: '',
    planId: '',
    quantity: null,
    firstFiscalYear: 0,
    years: 1,
    until: null,
    invoiceParty: null,
    payer: null,
    recipientEmail: '',
  };
}

export const isBlank = (row: DraftRow): boolean => row.customer === null && row.text === '';

/** The rows that would be ordered: blank rows are left out. */
export function filledRows(draft: Draft): DraftRow[] {
  return draft.rows.filter((row) => !isBlank(row));
}

/** The rows that can be priced. */
export function quotableRows(draft: Draft): DraftRow[] {
  return draft.rows.filter((row) => row.licenseId !== '' && row.planId !== '' && isQuantity(row));
}

/** Whether the number of users is valid. */
export function isQuantity({ quantity }: DraftRow): boolean {
  if (quantity === null) return true;
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= LIMITS.quantity;
}

/** The line that orders, quotes and quotations have in common. */
export function termOf({
  customer,
  licenseId,
  planId,
  quantity,
  firstFiscalYear,
  years,
  until,
}: DraftRow): QuoteOrderInput['lines'][number] {
  return {
    customerId: customer?.id ?? '',
    licenseId,
    planId,
    ...(quantity === null ? {} : { quantity }),
    firstFiscalYear,
    years,
    ...(until ? { until } : {}),
  };
}

/** The payer of a row. */
export function payerOf(draft: Pick<Draft, 'payer'>, row: Pick<DraftRow, 'payer'>): PayerKind {
  return row.payer ?? draft.payer;
}

/** Everything that the price depends on, except a quotation. */
export function toPriceInput(draft: Draft): Pick<QuoteOrderInput, 'lines' | 'discountCode'> {
  return {
    lines: quotableRows(draft).map(termOf),
    ...(draft.discountCode ? { discountCode: draft.discountCode } : {}),
  };
}

export function toQuoteInput(draft: Draft): QuoteOrderInput {
  return { ...toPriceInput(draft), ...quotationIdOf(draft) };
}

/** Links the draft to a quotation just saved from it. */
export function withQuotation(draft: Draft, quotation: Quotation): Pick<Draft, 'quotation'> {
  return { quotation: { quotation, of: contentOf(draft) } };
}

/** The quotation that guarantees the prices; null if none was saved, or the draft has changed since. */
export function priceGuarantee(draft: Draft): Quotation | null {
  return draft.quotation?.of === contentOf(draft) ? draft.quotation.quotation : null;
}

/** Whether the server refused the quotation. NOT_FOUND means it too: quotes and orders name nothing else by id. */
export function isQuotationRefusal({ code }: { code: string }, draft: Draft): boolean {
  return code.startsWith('QUOTATION_') || (code === 'NOT_FOUND' && priceGuarantee(draft) !== null);
}

/** The quotation id to send with a quote or an order. */
export function quotationIdOf(draft: Draft): { quotationId?: string } {
  const guaranteed = priceGuarantee(draft);
  return guaranteed ? { quotationId: guaranteed.id } : {};
}

/** A text that is equal for drafts of the same price, in any order of rows. */
function contentOf(draft: Draft): string {
  const { lines, discountCode } = toPriceInput(draft);
  return JSON.stringify([lines.map((line) => JSON.stringify(line)).sort(), discountCode]);
}

/** A version 4 UUID (RFC 9562); `crypto.randomUUID` exists only in secure contexts. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
