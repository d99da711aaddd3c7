import type { Order } from '../../shared/schemas/order.ts';
import { productAndPlan, type Sold } from '../../shared/sold-text.ts';
import type { SignIn } from '../api/sign-in.ts';
import { firstAndMore } from '../ui/name-list.ts';

interface OfCustomer {
  customer: { id: string; name: string; taxCode: string } | null;
}

/** A line of a list, with what tells it apart from the others. */
export interface SoldLine extends OfCustomer, Omit<Sold, 'quantity'> {}

/**
 * The name of a line for a control's label: its customer; its tax code where another customer has the same name; and
 * where the customer has several lines, what the line sells.
 *
 * @param lines the list that contains the line
 */
export function lineName<Line extends SoldLine>(
  line: Line,
  lines: readonly Line[],
  locale: 'vi' | 'en',
): string {
  return nameAmong(line, lines, () => productAndPlan(locale, line));
}

type MeantFor = Pick<Order['unapplied'][number], 'firstLineId' | 'firstCustomerName' | 'lineCount'>;

/** The lines that money was meant for: the first by its name; the rest are counted. */
export function meantFor(
  { t, locale }: SignIn,
  { lines }: Pick<Order, 'lines'>,
  { firstLineId, firstCustomerName, lineCount }: MeantFor,
): string {
  const first = lines.find(({ id }) => id === firstLineId);
  return firstAndMore(t, first ? lineName(first, lines, locale) : firstCustomerName, lineCount);
}

/** The same for a line whose product and plan are in other words. */
export function nameAmong<Line extends OfCustomer>(
  line: Line,
  lines: readonly Line[],
  sold: () => string,
): string {
  if (!line.customer) return '';
  const { id, name, taxCode } = line.customer;
  const namesakes = lines.filter((each) => each !== line && each.customer?.name === name);
  const isOneOfSeveral = namesakes.some(({ customer }) => customer?.id === id);
  return [
    name,
    ...(namesakes.some(({ customer }) => customer?.id !== id) ? [taxCode] : []),
    ...(isOneOfSeveral ? [sold()] : []),
  ].join(', ');
}
