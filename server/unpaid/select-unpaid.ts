import { sql } from 'kysely';
import { calendarDateAt, startOfDay } from '../../shared/calendar-date.ts';
import type { UnpaidFilter, UnpaidLine } from '../../shared/schemas/unpaid.ts';
import { searchWords } from '../../shared/search-text.ts';
import { isRefused } from '../announce/outbox/refused-addresses.ts';
import type { Reader } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import { contains } from '../database/like.ts';
import type { Firm } from '../foundation/firm.ts';
import { postponableUntil } from '../orders/core/order-life.ts';
import { receivedFor } from '../orders/core/unapplied-money.ts';

/** The firm's lines that await payment, each with its order, customer, newest link of its own and last reminder. */
export function selectUnpaid(reader: Reader, { portalId, firmId }: Firm) {
  return (
    reader
      .selectFrom('orders')
      .innerJoin('order_lines as line', 'line.order_id', 'orders.id')
      .innerJoin('customers', 'customers.id', 'line.customer_id')
      .leftJoin('customers as survivor', 'survivor.id', 'customers.merged_into')
      .leftJoin('line_reminders as reminder', 'reminder.order_line_id', 'line.id')
      .leftJoin('payment_links as link', (join) =>
        join.on((on) =>
          on(
            'link.id',
            '=',
            on
              .selectFrom('payment_links as own')
              .select((newest) => newest.fn.max('own.id').as('id'))
              .whereRef('own.order_line_id', '=', 'line.id'),
          ),
        ),
      )
      .where('orders.portal_id', '=', portalId)
      .where('orders.firm_id', '=', firmId)
      // Worded exactly as the partial index by firm.
      .where(sql<boolean>`orders.state in ('awaiting_payment', 'partly_paid')`)
      .where('line.state', '=', 'awaiting_payment')
  );
}

type Unpaid = ReturnType<typeof selectUnpaid>;

/** Narrows a query of unpaid lines to those that fulfil each condition of the filter. */
export function narrowed(select: Unpaid, filter: UnpaidFilter, now: number): Unpaid {
  let narrow = withText(select, filter.query ?? '');
  if (filter.payer) narrow = narrow.where('line.payer', '=', filter.payer);
  if (filter.dueBy) narrow = narrow.where('orders.due_date', '<=', filter.dueBy);
  if (filter.withoutEmail) {
    narrow = narrow.where((where) => where.or([where(EMAIL, '=', ''), isRefused(EMAIL, now)]));
  }
  if (filter.lineIds) narrow = narrow.where(inList('line.id', filter.lineIds));
  if (filter.link === 'opened') narrow = narrow.where('link.opened_at', 'is not', null);
  if (filter.link === 'sent') {
    narrow = narrow.where('link.sent_at', 'is not', null).where('link.opened_at', 'is', null);
  }
  if (filter.link === 'not_sent') {
    narrow = narrow.where('link.sent_at', 'is', null).where('link.opened_at', 'is', null);
  }
  if (filter.notAskedToday) {
    const midnight = startOfDay(now);
    narrow = narrow
      .where(sql<boolean>`coalesce(reminder.reminded_at, 0) < ${midnight}`)
      .where(sql<boolean>`coalesce(link.sent_at, 0) < ${midnight}`);
  }
  return narrow;
}

/** The address of a reminder: one given for the line takes precedence over the directory's. */
const EMAIL = sql<string>`coalesce(line.recipient_email, customers.email)`;

function withText(select: Unpaid, query: string): Unpaid {
  const words = searchWords(query);
  if (words.length === 0) return select;
  return select.where((where) =>
    where.or([
      contains('orders.number', words.join(' ')),
      where.and(words.map((word) => contains('customers.search_text', word))),
      where.and(words.map((word) => contains('survivor.search_text', word))),
    ]),
  );
}

/** The columns of a line in the list. */
export function withColumns(select: Unpaid, now: number) {
  return select
    .leftJoin('payment_commitments as commitment', (join) =>
      join.onRef('commitment.order_line_id', '=', 'line.id').on('commitment.state', '=', 'active'),
    )
    .select((value) => [
      'line.id as line_id',
      'line.tax_code',
      'line.customer_name',
      'line.customer_id',
      'line.product_code',
      'line.product_name_vi',
      'line.product_name_en',
      'line.plan_code',
      'line.plan_name_vi',
      'line.plan_name_en',
      'line.license_external_id',
      'line.one_of_several',
      'line.quantity',
      'line.new_expiry',
      'line.payer',
      'line.total',
      receivedFor(sql.ref('line.id')).as('received'),
      'orders.id as order_id',
      'orders.number',
      'orders.state',
      'orders.created_at',
      'orders.due_date',
      sql<string>`coalesce(survivor.external_id, customers.external_id)`.as('external_id'),
      EMAIL.as('email'),
      isRefused(EMAIL, now).as('is_refused'),
      'link.id as link_id',
      'link.sent_at',
      'link.opened_at',
      'reminder.reminded_at',
      'reminder.times',
      'commitment.pay_by',
      value
        .exists(
          value
            .selectFrom('payment_commitments')
            .select('payment_commitments.order_line_id')
            .whereRef('payment_commitments.order_id', '=', 'orders.id')
            .where('payment_commitments.state', '=', 'active'),
        )
        .as('is_committed'),
    ]);
}

export type UnpaidRow = Awaited<
  ReturnType<ReturnType<typeof withColumns>['executeTakeFirstOrThrow']>
>;

export function toUnpaidLine(row: UnpaidRow, now: number): UnpaidLine {
  return {
    lineId: row.line_id,
    orderId: row.order_id,
    orderNumber: row.number,
    customer: {
      id: row.customer_id,
      externalId: row.external_id,
      taxCode: row.tax_code,
      name: row.customer_name,
    },
    product: {
      code: row.product_code,
      name: { vi: row.product_name_vi, en: row.product_name_en },
    },
    plan: { code: row.plan_code, name: { vi: row.plan_name_vi, en: row.plan_name_en } },
    licenseExternalId: row.license_external_id,
    isOneOfSeveral: row.one_of_several === 1,
    quantity: row.quantity,
    newExpiry: row.new_expiry,
    payer: row.payer,
    amount: row.total,
    received: Number(row.received),
    dueDate: row.due_date,
    postponableUntil: postponableUntil(
      {
        orderedOn: calendarDateAt(row.created_at),
        dueDate: row.due_date,
        state: row.state,
        isCommitted: Boolean(row.is_committed),
      },
      calendarDateAt(now),
    ),
    email: row.email,
    isEmailRefused: Boolean(row.is_refused),
    link: row.link_id === null ? null : { sentAt: row.sent_at, openedAt: row.opened_at },
    reminder:
      row.reminded_at === null || row.times === null
        ? null
        : { at: row.reminded_at, times: row.times },
    payBy: row.pay_by,
  };
}
