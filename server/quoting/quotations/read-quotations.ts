import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type {
  Quotation,
  QuotationDetails,
  QuotationPage,
} from '../../../shared/schemas/quotation.ts';
import { quotationUrl } from '../../addresses/document-urls.ts';
import type { Actor, Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { pageOf } from '../../database/page-of.ts';
import type { Tables } from '../../database/tables.ts';
import { presentIdsOf } from '../../directory/customers/present-ids.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { discountsOf } from '../pricing/pricing.ts';
import {
  effectOfQuotationLine,
  type QuotationLine,
  quotationColumn,
} from '../quotes/quotation-content.ts';

type Row = Omit<Tables['quotations'], 'content'> & { order_number: string | null };

/** The firm's quotations, newest first, a page at a time. */
export async function listQuotations(
  context: Context,
  actor: Actor,
  input: { cursor?: string | undefined },
): Promise<QuotationPage> {
  let select = selectQuotations(context.db, actor);
  if (input.cursor !== undefined) select = select.where('quotations.id', '<', input.cursor);
  const rows = await select
    .orderBy('quotations.id', 'desc')
    .limit(LIMITS.pageSize + 1)
    .execute();
  const { shown, nextCursor } = pageOf(rows, LIMITS.pageSize, ({ id }) => id);
  return { quotations: shown.map((row) => toSummary(context, row)), nextCursor };
}

/**
 * One quotation with its lines, ready to be ordered.
 *
 * @throws DomainError NOT_FOUND, also for another firm's
 */
export async function readQuotation(
  context: Context,
  actor: Actor,
  quotationId: string,
): Promise<QuotationDetails> {
  const row = await selectQuotations(context.db, actor)
    .select('content')
    .where('quotations.id', '=', quotationId)
    .executeTakeFirst();
  if (row === undefined) throw new DomainError('NOT_FOUND');
  const { lines, rules, totals } = quotationColumn.decode(row.content);
  const presentId = await presentIdsOf(
    context.db,
    actor,
    lines.map(({ customerId }) => customerId),
  );
  return {
    ...toSummary(context, row),
    lines: lines.map((line) => ({
      customerId: presentId(line.customerId),
      taxCode: line.taxCode,
      customerName: line.customerName,
      licenseId: line.licenseId ?? null,
      planId: line.plan.id,
      quantity: line.quantity ?? 1,
      firstFiscalYear: line.firstFiscalYear,
      years: line.years,
      until: line.until ?? null,
      ...keptEffect(line, calendarDateAt(row.created_at)),
      total: line.price.total,
    })),
    discounts: discountsOf(lines, rules).map(({ kind, code, amount }) => ({ kind, code, amount })),
    totals,
  };
}

/** A quotation as its saving returned it; null where it is gone, or another firm's. */
export async function findQuotation(
  context: Context,
  actor: Actor,
  quotationId: string,
): Promise<Quotation | null> {
  const row = await context.db
    .selectFrom('quotations')
    .select(['id', 'number', 'valid_until', 'total'])
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', quotationId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, number, valid_until: validUntil, total } = row;
  return { id, number, url: quotationUrl(context, id), validUntil, total };
}

function keptEffect(line: QuotationLine, quotedOn: CalendarDate) {
  const { presentPlan, changesPlan, daysGained } = effectOfQuotationLine(line, quotedOn);
  return { presentPlan, changesPlan, daysGained };
}

function selectQuotations(reader: Reader, actor: Actor) {
  return reader
    .selectFrom('quotations')
    .select((select) => [
      'quotations.id',
      'quotations.portal_id',
      'quotations.firm_id',
      'quotations.number',
      'quotations.accountant_id',
      'quotations.accountant_name',
      'buyer_name',
      'quotations.line_count',
      'quotations.total',
      'valid_until',
      'quotations.created_at',
      select
        .selectFrom('orders')
        .select((orders) => orders.fn.max('orders.number').as('number'))
        .whereRef('orders.quotation_id', '=', 'quotations.id')
        .where('orders.state', '<>', 'cancelled')
        .as('order_number'),
    ])
    .where('quotations.portal_id', '=', actor.portalId)
    .where('quotations.firm_id', '=', actor.firmId);
}

function toSummary(context: Context, row: Row): QuotationPage['quotations'][number] {
  return {
    id: row.id,
    number: row.number,
    url: quotationUrl(context, row.id),
    validUntil: row.valid_until,
    total: row.total,
    createdAt: row.created_at,
    createdBy: row.accountant_name,
    buyerName: row.buyer_name,
    lineCount: row.line_count,
    orderNumber: row.order_number,
  };
}
