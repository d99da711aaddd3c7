import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { sumDong } from '../../../shared/money.ts';
import { shownStateOf } from '../../../shared/order-state.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { isEmailRefused } from '../../announce/outbox/refused-addresses.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { discountsColumn, invoicePartyColumn } from '../../database/json-column.ts';
import type { Tables } from '../../database/tables.ts';
import type { Firm } from '../../foundation/firm.ts';
import { lastPayBy } from '../commitments/commitment-terms.ts';
import { readUnpaidLines } from '../commitments/committable-lines.ts';
import { findOrder } from '../core/find-order.ts';
import { isExpired } from '../core/is-expired.ts';
import { readLineLinks } from '../core/line-links.ts';
import { postponableUntil } from '../core/order-life.ts';
import {
  changesPlan,
  chargedPartsOf,
  gapOfLine,
  presentPlanOf,
} from '../core/order-line-remarks.ts';
import { readPayments, readUnapplied } from './read-order-money.ts';

/**
 * One order of the firm with its lines, payments and unapplied money.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function readOrder(context: Context, firm: Firm, orderId: string): Promise<Order> {
  const { db } = context;
  const today = calendarDateAt(context.now());
  const order = await findOrder(db, firm, orderId);
  const lines = await readLines(db, orderId);
  const payments = await readPayments(context, orderId, lines);
  const links = await readLineLinks(db, orderId);
  const commitments = await readCommitments(db, orderId);
  const totalIn = (state: OrderLine['state']) =>
    lines.reduce((sum, line) => sum + (line.state === state ? line.total : 0), 0);
  return {
    id: order.id,
    number: order.number,
    state: order.state,
    shownState: shownStateOf(
      { state: order.state, expiredAt: order.expired_at },
      lines.some((line) => isExpired(order, line)),
    ),
    version: order.version,
    createdAt: order.created_at,
    placedBy: order.accountant_name,
    lineCount: order.line_count,
    firstCustomerName: lines[0]?.customer_name ?? '',
    total: order.total,
    paid: totalIn('paid'),
    due: totalIn('awaiting_payment'),
    invoiceTo: order.invoice_to,
    recipient: {
      name: order.recipient_name,
      email: order.recipient_email,
      phone: order.recipient_phone,
    },
    isRecipientRefused: await isEmailRefused(db, context.now(), firm, order.recipient_email),
    totals: {
      list: order.list,
      discount: order.discount,
      net: order.net,
      vat: order.vat,
      total: order.total,
    },
    lines: lines.map((line) => ({
      ...toOrderLine(line, links.get(line.id), commitments.get(line.id)),
      gap: gapOfLine(line, today),
    })),
    payer: order.payer,
    dueDate: order.due_date,
    expiredAt: order.expired_at,
    discounts: discountsColumn.decode(order.discounts),
    ...(await readLastDays(db, order, commitments, today)),
    payments,
    unappliedAmount: sumDong(payments.map((payment) => payment.unapplied)),
    refundDue: sumDong(payments.map((payment) => payment.refundDue)),
    unapplied: await readUnapplied(db, order, lines),
  };
}

type Line = Tables['order_lines'] & { renewed_to: string | null };

async function readLines(reader: Reader, orderId: string): Promise<Line[]> {
  return await reader
    .selectFrom('order_lines')
    .leftJoin('license_renewals', 'license_renewals.order_line_id', 'order_lines.id')
    .selectAll('order_lines')
    .select('license_renewals.new_expiry as renewed_to')
    .where('order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
}

type Commitments = ReadonlyMap<string, Tables['payment_commitments']>;

/** The last days to which the order can be postponed, and for which its payment can be committed to. */
async function readLastDays(
  reader: Reader,
  order: Tables['orders'],
  commitments: Commitments,
  today: CalendarDate,
): Promise<Pick<Order, 'postponableUntil' | 'committableUntil'>> {
  const days = { orderedOn: calendarDateAt(order.created_at), dueDate: order.due_date };
  const isCommitted = [...commitments.values()].some(({ state }) => state === 'active');
  const unpaid = await readUnpaidLines(reader, order.id, today);
  return {
    postponableUntil: postponableUntil({ ...days, state: order.state, isCommitted }, today),
    committableUntil: lastPayBy(days, today, unpaid),
  };
}

function toOrderLine(
  line: Line,
  link: Tables['payment_links'] | undefined,
  commitment: Tables['payment_commitments'] | undefined,
): Omit<OrderLine, 'gap'> {
  const party = invoicePartyColumn.decode(line.invoice_party);
  return {
    id: line.id,
    customer: { id: line.customer_id, taxCode: line.tax_code, name: line.customer_name },
    licenseId: line.license_id,
    licenseExternalId: line.license_external_id,
    isOneOfSeveral: line.one_of_several === 1,
    product: {
      code: line.product_code,
      name: { vi: line.product_name_vi, en: line.product_name_en },
    },
    plan: { code: line.plan_code, name: { vi: line.plan_name_vi, en: line.plan_name_en } },
    presentPlan: presentPlanOf(line),
    changesPlan: changesPlan(line),
    quantity: line.quantity,
    presentQuantity: line.present_quantity,
    daysGained: line.days_gained,
    termRule: line.term_rule,
    fiscalYearStart: line.fiscal_year_start,
    firstFiscalYear: line.first_fiscal_year,
    years: line.years,
    presentExpiry: line.present_expiry,
    newExpiry: line.renewed_to ?? line.new_expiry,
    firstDay: line.first_day,
    until: line.until,
    chargedParts: chargedPartsOf(line),
    list: line.list,
    discount: line.discount,
    net: line.net,
    vatRate: line.vat_rate,
    vat: line.vat,
    total: line.total,
    state: line.state,
    paidAt: line.paid_at,
    cancelledAt: line.cancelled_at,
    cancelReason: line.cancel_reason,
    invoiceParty: { ...party, budgetUnitCode: party.budgetUnitCode ?? '' },
    recipientEmail: line.recipient_email,
    payer: line.payer,
    link: link ? { sentAt: link.sent_at, sentTo: link.sent_to, openedAt: link.opened_at } : null,
    commitment: commitment
      ? {
          payBy: commitment.pay_by,
          state: commitment.state,
          temporaryExpiry: commitment.temporary_expiry,
        }
      : null,
  };
}

async function readCommitments(reader: Reader, orderId: string) {
  const commitments = await reader
    .selectFrom('payment_commitments')
    .selectAll()
    .where('order_id', '=', orderId)
    .execute();
  return new Map(commitments.map((commitment) => [commitment.order_line_id, commitment]));
}
