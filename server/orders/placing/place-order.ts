import { createHash } from 'node:crypto';
import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { InvoiceParty, Recipient } from '../../../shared/party.ts';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { insertTogether } from '../../database/insert-rows.ts';
import { discountsColumn, invoicePartyColumn, takenColumn } from '../../database/json-column.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { together } from '../../database/together.ts';
import { declareFirm } from '../../directory/customers/declare-customers.ts';
import { endDraft } from '../../drafts/end-draft.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';
import { takeCodes } from '../../quoting/discounts/code-uses.ts';
import { priceTermsColumn } from '../../quoting/pricing/order-terms.ts';
import { type QuotedLine, type QuotedLines, quoteLines } from '../../quoting/quotes/quote-lines.ts';
import { changedTerms } from './changed-terms.ts';
import { NumberTaken, type OrderNumber, reserveNumber } from './order-number.ts';

/**
 * Stores an order once: the same request id with the same content returns the order that it placed, with other content
 * an error. Order, lines, messages and notification are one transaction.
 *
 * @throws DomainError REQUEST_ID_REUSED, ORDER_LINES_REJECTED with the rows, CODE_REJECTED with the reason,
 *   PRICE_CHANGED with the present total, or the errors of {@link quoteLines}
 */
export async function placeOrder(
  context: Context,
  actor: Actor,
  input: PlaceOrderInput,
): Promise<{ id: string; number: string }> {
  const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  for (;;) {
    const number = await reserveNumber(context.db, actor.portalId);
    try {
      const { isNew, order } = await inTransaction(
        context,
        (work) => placeOnce(work, actor, input, digest, number),
        laneOf(actor),
      );
      if (!isNew) number.giveBack(order.number);
      return order;
    } catch (error) {
      if (error instanceof NumberTaken) continue;
      // A refusal; after any other error the order may have been placed.
      if (error instanceof DomainError) number.giveBack();
      throw error;
    }
  }
}

/** Orders of one firm share its bell and its balance, and would abort each other on PostgreSQL if placed at once. */
function laneOf({ portalId, firmId }: Actor): string {
  return JSON.stringify(['orders', portalId, firmId]);
}

interface Placed {
  isNew: boolean;
  order: { id: string; number: string };
}

async function placeOnce(
  work: Work,
  actor: Actor,
  input: PlaceOrderInput,
  digest: string,
  number: OrderNumber,
): Promise<Placed> {
  const earlier = await findByRequest(work.tx, actor, input.requestId, digest);
  if (earlier !== undefined) return { isNew: false, order: earlier };
  const quoted = await quoteLines(work, work.tx, actor, input.lines, input);
  const rowProblems = [...quoted.problems, ...changedTerms(quoted.lines, input.lines)];
  if (rowProblems.length > 0) throw new DomainError('ORDER_LINES_REJECTED', { rowProblems });
  if (quoted.codeProblem !== null) {
    throw new DomainError('CODE_REJECTED', { codeProblem: quoted.codeProblem });
  }
  if (quoted.totals.total !== input.confirmedTotal) {
    throw new DomainError('PRICE_CHANGED', { total: quoted.totals.total });
  }
  return { isNew: true, order: await store(work, actor, input, digest, quoted, number) };
}

const readByRequest = prepared(
  (db, { portalId, firmId, requestId }: Firm & { requestId: string }) =>
    db
      .selectFrom('orders')
      .select(['id', 'number', 'request_digest'])
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .where('request_id', '=', requestId),
);

async function findByRequest(tx: Tx, actor: Actor, requestId: string, digest: string) {
  const [order] = await readByRequest(tx, { ...actor, requestId });
  if (order === undefined) return undefined;
  if (order.request_digest !== digest) throw new DomainError('REQUEST_ID_REUSED');
  return { id: order.id, number: order.number };
}

async function store(
  work: Work,
  actor: Actor,
  input: PlaceOrderInput,
  digest: string,
  quoted: QuotedLines,
  orderNumber: OrderNumber,
): Promise<{ id: string; number: string }> {
  const { tx } = work;
  const number = await orderNumber.take(tx);
  const order: Tables['orders'] = {
    ...orderRow(actor, input, quoted, work.now()),
    number,
    request_digest: digest,
  };
  const { id } = order;
  await declareFirm(tx, actor);
  const lines = quoted.lines.map((line) => lineRow(id, line, input));
  await together(
    insertTogether(tx, {
      orders: [order],
      order_lines: lines,
      fiscal_year_claims: claimRows(lines, quoted.lines),
    }),
    takeCodes(tx, id, quoted.codeIds),
    endDraft(tx, { ...actor, requestId: input.requestId }),
    announce(work, { kind: 'order_placed', by: actor, order, lines }),
  );
  return { id, number };
}

function orderRow(
  actor: Actor,
  input: PlaceOrderInput,
  quoted: QuotedLines,
  now: number,
): Omit<Tables['orders'], 'number' | 'request_digest'> {
  const recipient = recipientOf(actor, input);
  return {
    id: newId(),
    portal_id: actor.portalId,
    firm_id: actor.firmId,
    request_id: input.requestId,
    accountant_id: actor.accountantId,
    accountant_name: actor.name,
    locale: input.locale,
    state: 'awaiting_payment',
    version: 1,
    invoice_to: input.invoiceTo.kind,
    recipient_name: recipient.name,
    recipient_email: recipient.email,
    recipient_phone: recipient.phone,
    line_count: quoted.lines.length,
    discount_rate: quoted.discountRate,
    ...quoted.totals,
    created_at: now,
    cancelled_at: null,
    cancel_reason: null,
    payer: input.payer ?? 'firm',
    due_date: addDays(calendarDateAt(now), LIMITS.paymentDays),
    reminded_at: null,
    expired_at: null,
    quotation_id: input.quotationId ?? null,
    discounts: discountsColumn.encode(quoted.discounts),
    price_terms: priceTermsColumn.encode(quoted.terms),
    volume_balance: 0,
    accountant_phone: actor.phone,
  };
}

function recipientOf(actor: Actor, input: PlaceOrderInput): Recipient {
  if (input.notify.kind === 'other') return input.notify.recipient;
  return { name: actor.name, email: actor.email, phone: actor.phone };
}

function lineRow(orderId: string, line: QuotedLine, input: PlaceOrderInput): Tables['order_lines'] {
  const { customer, license, plan } = line;
  return {
    id: newId(),
    order_id: orderId,
    line_number: line.row + 1,
    customer_id: customer.id,
    license_id: license.id,
    tax_code: customer.taxCode,
    customer_name: customer.name,
    fiscal_year_start: customer.fiscalYearStart,
    plan_id: plan.id,
    plan_code: plan.code,
    plan_name_vi: plan.name_vi,
    plan_name_en: plan.name_en,
    term_rule: plan.term_rule,
    first_fiscal_year: line.firstFiscalYear,
    years: line.years,
    present_expiry: license.expiry,
    new_expiry: line.newExpiry,
    list: line.price.list,
    discount: line.price.discount,
    net: line.price.net,
    vat_rate: plan.vat_rate,
    vat: line.price.vat,
    total: line.price.total,
    invoice_party: invoicePartyColumn.encode(invoicePartyOf(line, input)),
    recipient_email: input.lines[line.row]?.recipientEmail ?? null,
    state: 'awaiting_payment',
    paid_at: null,
    cancelled_at: null,
    cancel_reason: null,
    payer: input.lines[line.row]?.payer ?? input.payer ?? 'firm',
    taken: takenColumn.encode(line.taken),
    present_plan_id: license.last_plan_id,
    present_plan_code: license.last_plan_code,
    present_plan_name_vi: license.last_plan_name_vi,
    present_plan_name_en: license.last_plan_name_en,
    days_gained: line.daysGained,
    minimum_gain: plan.minimum_gain,
    first_day: line.firstDay,
    proration: plan.proration,
    until: line.until,
    product_code: license.product_code,
    product_name_vi: license.product_name_vi,
    product_name_en: license.product_name_en,
    quantity: line.quantity,
    present_quantity: license.last_quantity,
    allows_gap: plan.allows_gap,
    license_external_id: license.external_id,
    one_of_several: line.isOneOfSeveral ? 1 : 0,
  };
}

function invoicePartyOf({ customer, row }: QuotedLine, input: PlaceOrderInput): InvoiceParty {
  const override = input.lines[row]?.invoiceParty;
  if (override !== undefined) return override;
  if (input.invoiceTo.kind === 'other') return input.invoiceTo.party;
  return {
    legalName: customer.name,
    taxCode: customer.taxCode,
    address: customer.address,
    email: customer.email,
    contactName: customer.contactName,
  };
}

function claimRows(
  rows: readonly Tables['order_lines'][],
  lines: readonly QuotedLine[],
): Tables['fiscal_year_claims'][] {
  return lines.flatMap((line, index) =>
    line.fiscalYears.map((fiscalYear) => ({
      license_id: line.license.id,
      fiscal_year: fiscalYear,
      order_line_id: rows[index]?.id ?? '',
    })),
  );
}
