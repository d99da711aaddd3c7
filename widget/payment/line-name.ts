import type { OrderLine } from '../../shared/schemas/order.ts';
import { productAndPlan } from '../../shared/sold-text.ts';

/** The name of a line for a control's label: its customer, and where that has several lines, what the line sells. */
export function lineName(
  line: OrderLine,
  lines: readonly OrderLine[],
  locale: 'vi' | 'en',
): string {
  const isOnly = lines.every(
    ({ id, customer }) => id === line.id || customer.id !== line.customer.id,
  );
  return isOnly ? line.customer.name : `${line.customer.name}, ${productAndPlan(locale, line)}`;
}
