import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { Cell } from '../ui/spreadsheet/xlsx-file.ts';

/** Orders with all facts of the list, for a file; amounts are plain numbers, days in columns 1 and 9. */
export function exportedOrders({ t }: SignIn, orders: readonly OrderSummary[]): Cell[][] {
  return [
    [
      t('term.orderNumber'),
      t('orders.placed'),
      t('orders.placedBy'),
      t('term.customer'),
      t('orders.lines'),
      t('state'),
      t('term.total'),
      t('orders.paid'),
      t('due'),
      t('term.dueDate'),
      t('orders.unapplied'),
      t('orders.refundDue'),
    ],
    ...orders.map((order) => [
      order.number,
      formatDate(calendarDateAt(order.createdAt)),
      order.placedBy,
      order.firstCustomerName,
      order.lineCount,
      t(`orderState.${order.shownState}`),
      order.total,
      order.paid,
      order.due,
      formatDate(order.dueDate),
      order.unappliedAmount,
      order.refundDue,
    ]),
  ];
}
