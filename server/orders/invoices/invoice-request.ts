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
import { productAndPlan } from '../../../shared/sold-text.ts';
import { taxCodeKind } from '../../../shared/tax-code.ts';
import type {
  InvoicePayment,
  InvoiceRequest,
} from '../../announce/outbox/invoice-request-content.ts';
import { type SoldColumns, soldByLine } from '../core/order-line-remarks.ts';

/** A paid line, as far as its invoice depends on it. */
export interface InvoicedLine extends SoldColumns {
  id: string;
  tax_code: string;
  customer_name: string;
  fiscal_year_start: FiscalYearStart;
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
    license: {
      externalId: line.license_external_id,
      productCode: line.product_code,
      planCode: line.plan_code,
      quantity: line.quantity,
    },
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
      // The years of a term may have different prices, so that the whole term is the item sold.
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

/** An invoice is in Vietnamese, whatever the order's language. */
function itemName(line: InvoicedLine, party: InvoiceParty): string {
  const sold = productAndPlan('vi', soldByLine(line));
  const name = `Gia hạn quyền sử dụng phần mềm ${sold}, ${usersOf(line)}${termOf(line)}`;
  if (party.taxCode === line.tax_code) return name;
  return `${name}, cho ${line.customer_name} (MST ${line.tax_code})`;
}

/** The number of users, where it is sold by user. */
function usersOf({ quantity }: InvoicedLine): string {
  return quantity > 1 ? `${quantity} người dùng, ` : '';
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
