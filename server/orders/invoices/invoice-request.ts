import { type CalendarDate, calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import {
  type FiscalYearStart,
  fiscalYearPeriod,
  formatFiscalYears,
} from '../../../shared/fiscal-year.ts';
import type { Proration, TermRule } from '../../../shared/license-term.ts';
import type { Dong } from '../../../shared/money.ts';
import { dongInWords } from '../../../shared/money-in-words.ts';
import type { InvoiceParty } from '../../../shared/party.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import { taxCodeKind } from '../../../shared/tax-code.ts';
import type { GatewayName } from '../../database/tables.ts';

/**
 * All that an e-invoice of one paid line has to say, in the words and fields of the Vietnamese e-invoice,
 * so that the portal can pass it on to whichever provider it has. Money is dong.
 */
export interface InvoiceRequest {
  orderId: string;
  orderNumber: string;
  orderLineId: string;
  /** The customer whose licence it is; the buyer may be somebody else. */
  customer: { taxCode: string; name: string };
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
  /** The day on which the money that completed the line was received, which is the invoice's day. */
  collectedOn: CalendarDate;
  payments: InvoicePayment[];
}

export interface InvoicePayment {
  id: string;
  gateway: GatewayName;
  transactionId: string;
  /** Of this payment, for this line. */
  amount: Dong;
  receivedAt: number;
}

/** A paid line, as far as its invoice depends on it. */
export interface InvoicedLine {
  id: string;
  tax_code: string;
  customer_name: string;
  fiscal_year_start: FiscalYearStart;
  plan_code: string;
  plan_name_vi: string;
  term_rule: TermRule;
  first_fiscal_year: number;
  years: number;
  /** Null where it was not kept. */
  first_day: CalendarDate | null;
  proration: Proration;
  list: Dong;
  discount: Dong;
  net: Dong;
  vat_rate: VatRate;
  vat: Dong;
  total: Dong;
  /** The expiry that the renewal gave. */
  renewedTo: CalendarDate;
}

export function invoiceRequestOf(
  order: { id: string; number: string },
  line: InvoicedLine,
  party: InvoiceParty,
  payments: readonly InvoicePayment[],
): InvoiceRequest {
  const isPersonal = taxCodeKind(party.taxCode) === 'personal';
  return {
    orderId: order.id,
    orderNumber: order.number,
    orderLineId: line.id,
    customer: { taxCode: line.tax_code, name: line.customer_name },
    buyer: {
      legalName: party.legalName,
      address: party.address,
      taxCode: isPersonal ? null : party.taxCode || null,
      personalId: isPersonal ? party.taxCode : null,
      budgetUnitCode: party.budgetUnitCode || null,
      email: party.email,
      contactName: party.contactName,
    },
    item: {
      code: line.plan_code,
      name: itemName(line, party),
      // The years of a term may have different prices, so that the term is what is sold.
      unit: 'Gói',
      quantity: 1,
      unitPrice: line.list,
      amount: line.list,
      discount: line.discount,
      net: line.net,
      vatRate: line.vat_rate,
      vat: line.vat,
    },
    total: line.total,
    totalInWords: dongInWords(line.total),
    currency: 'VND',
    paymentMethod: 'CK',
    collectedOn: calendarDateAt(Math.max(...payments.map((payment) => payment.receivedAt))),
    payments: [...payments],
  };
}

/** An invoice is in Vietnamese, whatever language the order was placed in. */
function itemName(line: InvoicedLine, party: InvoiceParty): string {
  const name = `Gia hạn quyền sử dụng phần mềm ${line.plan_name_vi}, ${termOf(line)}`;
  if (party.taxCode === line.tax_code) return name;
  return `${name}, cho ${line.customer_name} (MST ${line.tax_code})`;
}

function termOf(line: InvoicedLine): string {
  const last = formatDate(line.renewedTo);
  if (line.term_rule === 'anniversary') return `thời hạn ${line.years} năm, đến ${last}`;
  if (line.proration !== 'none' && line.first_day !== null) {
    return `thời hạn ${formatDate(line.first_day)} – ${last}`;
  }
  const { first } = fiscalYearPeriod(line.first_fiscal_year, line.fiscal_year_start);
  const years = formatFiscalYears(line.first_fiscal_year, line.years);
  return `năm tài chính ${years} (${formatDate(first)} – ${last})`;
}
