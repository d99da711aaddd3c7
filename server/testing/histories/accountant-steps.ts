import { addDays, calendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { newId } from '../../database/id.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { cancelOrder } from '../../order-life/cancel-order.ts';
import { commitOrder } from '../../order-life/commitments/commit-order.ts';
import { postponeDueDate } from '../../order-life/postpone-due-date.ts';
import { previewCancel } from '../../order-life/preview-cancel.ts';
import { placeOrder } from '../../orders/placing/place-order.ts';
import { quoteOrder } from '../../quoting/quotes/quote-order.ts';
import type { StepOf } from './history-steps.ts';
import { BY_MONTH, PLAN_CODES, PLANS } from './market.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import type { ModelLine } from './money-model/world.ts';
import type { PlayedFirm } from './played-firm.ts';
import { ignoreRefusal, isDone } from './refusals.ts';

/** More orders would make too many possible worlds. */
const MOST_ORDERS = 4;

/** Orders the lines that a quote finds no problem with; refused lines are left out. */
export async function place(firm: PlayedFirm, at: StepOf<'place'>): Promise<MoneyEvent[]> {
  if (firm.orders.length === MOST_ORDERS) return [];
  const [world] = firm.worlds;
  const lines = at.customers.flatMap((licence) => {
    const license = firm.licenses[licence];
    const expiry = world?.expiries[licence];
    if (!license || !expiry) return [];
    const firstFiscalYear = Number(addDays(expiry, 1).slice(0, 4)) + at.ahead;
    const lastYear = firstFiscalYear + at.years - 1;
    const isShort = PLANS[licence] === BY_MONTH.code && at.endMonth < 12;
    const term = {
      firstFiscalYear,
      years: at.years,
      presentExpiry: expiry,
      ...(isShort ? { until: calendarDate(lastYear, at.endMonth + 1, 0) } : {}),
    };
    const { id: licenseId, customerId, planId } = license;
    const isByUser = PLANS[licence] === BY_MONTH.code;
    const quantity = isByUser ? at.users : 1;
    return [{ customerId, licenseId, planId, quantity, ...term }];
  });
  if (lines.length === 0) return [];
  const withCode = at.withCode ? { discountCode: firm.code } : {};
  const quote = await quoteOrder(firm.context, firm.actor, { lines, ...withCode });
  const taken = new Set(quote.problems.map((problem) => problem.row));
  if (taken.size > 0) {
    const customers = at.customers.filter((_, row) => !taken.has(row));
    return customers.length > 0 ? await place(firm, { ...at, customers }) : [];
  }
  const placed = await placeOrder(firm.context, firm.actor, {
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines,
    confirmedTotal: quote.totals.total,
    ...withCode,
  }).catch(ignoreRefusal);
  return placed ? [await addOrder(firm, placed.id, at.withCode)] : [];
}

/** The order for the model, as it is in the database. */
async function addOrder(firm: PlayedFirm, id: string, usesCode: boolean): Promise<MoneyEvent> {
  const rows = await firm.context.db
    .selectFrom('order_lines')
    .innerJoin('orders', 'orders.id', 'order_id')
    .selectAll('order_lines')
    .select('due_date')
    .where('order_id', '=', id)
    .orderBy('line_number')
    .execute();
  const at = firm.lineIds.length;
  const order = firm.orders.push({ id, lines: rows.map((_, index) => at + index) }) - 1;
  firm.lineIds.push(...rows.map((row) => row.id));
  const lines = rows.map(
    (row): ModelLine => ({
      order,
      licence: firm.licenses.findIndex(({ id }) => id === row.license_id),
      years: Array.from({ length: row.years }, (_, year) => row.first_fiscal_year + year),
      byAnniversary: row.term_rule === 'anniversary',
      plan: PLAN_CODES.indexOf(row.plan_code),
      list: row.list,
      vat: row.vat_rate === '8%' ? 8 : 0,
      total: row.total,
      seenExpiry: row.present_expiry,
      byMonth: row.plan_code === BY_MONTH.code,
      firstDay: row.first_day ?? '',
      until: row.until,
      users: row.quantity,
    }),
  );
  return { kind: 'placed', order, lines, at, due: rows[0]?.due_date ?? '', usesCode };
}

export async function cancel(firm: PlayedFirm, at: StepOf<'cancel'>): Promise<MoneyEvent[]> {
  const index = at.order % firm.orders.length;
  const order = firm.orders[index];
  if (order === undefined) return [];
  const lines = at.lines && [
    ...new Set(at.lines.map((line) => order.lines[line % order.lines.length] ?? 0)),
  ];
  const lineIds = lines ? { lineIds: lines.map((line) => firm.lineIds[line] ?? '') } : {};
  const done = await cancelAsSeen(firm, { orderId: order.id, ...lineIds });
  return [{ kind: 'cancel', order: index, lines, done }];
}

/** Cancels as a person does who first reads the preview, and reads it again when it has changed meanwhile. */
async function cancelAsSeen(
  firm: PlayedFirm,
  input: { orderId: string; lineIds?: string[] },
): Promise<boolean> {
  for (;;) {
    const preview = await previewCancel(firm.context, firm.actor, input).catch(ignoreRefusal);
    if (!preview) return false;
    try {
      const confirmed = { ...input, reason: 'Đổi ý', confirmedDue: preview.due };
      await cancelOrder(firm.context, firm.actor, confirmed);
      return true;
    } catch (error) {
      ignoreRefusal(error);
      if (!(error instanceof DomainError) || error.code !== 'PRICE_CHANGED') return false;
    }
  }
}

export async function commit(firm: PlayedFirm, at: StepOf<'commit'>): Promise<MoneyEvent[]> {
  const order = at.order % firm.orders.length;
  const orderId = firm.orders[order]?.id ?? '';
  const payBy = addDays(calendarDateAt(firm.now), at.days);
  const done = await isDone(commitOrder(firm.context, firm.actor, { orderId, payBy }));
  return done ? [{ kind: 'committed', order, payBy }] : [];
}

export async function postpone(firm: PlayedFirm, at: StepOf<'postpone'>): Promise<MoneyEvent[]> {
  const order = at.order % firm.orders.length;
  const orderId = firm.orders[order]?.id ?? '';
  const due = addDays(firm.worlds[0]?.orders[order]?.due ?? '2026-12-31', at.days);
  const input = { orderId, dueDate: due };
  const done = await isDone(postponeDueDate(firm.context, firm.actor, input));
  return done ? [{ kind: 'postponed', order, due }] : [];
}
