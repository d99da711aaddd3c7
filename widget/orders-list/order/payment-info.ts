import { type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../../shared/money.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { Order, OrderLine, OrderSummary } from '../../../shared/schemas/order.ts';
import { type Sold, soldText } from '../../../shared/sold-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { firstAndMore } from '../../ui/name-list.ts';

/** The subject of a payment link, as text beside it. */
export type PaymentInfo = {
  amount: Dong;
  /** The part of it that has come, and waits for the rest. */
  received?: Dong;
  dueDate: CalendarDate;
} /** `isRest`: some of the order will not be paid any more. */ & (
  | { kind: 'order'; number: string; customer: string; lineCount: number; isRest: boolean }
  | ({
      kind: 'line';
      customer: { name: string; taxCode: string };
      newExpiry: CalendarDate;
      payer: PayerKind;
    } & Sold)
);

/** The subject of a link to pay all of an order. */
export function infoOfOrder(
  order: Pick<
    OrderSummary,
    'number' | 'firstCustomerName' | 'lineCount' | 'total' | 'due' | 'dueDate'
  >,
): PaymentInfo {
  const { number, firstCustomerName: customer, lineCount, due: amount, dueDate } = order;
  const isRest = amount < order.total;
  return { kind: 'order', number, customer, lineCount, isRest, amount, dueDate };
}

/** The subject of a link to pay one line of an order. */
export function infoOfLine({ unapplied, dueDate }: Order, line: OrderLine): PaymentInfo {
  const own = unapplied.filter((short) => short.lineCount === 1 && short.firstLineId === line.id);
  const received = sumDong(own.map((short) => short.unapplied));
  return { ...line, kind: 'line', amount: line.total, received, dueDate };
}

/** A payment link with its description: payer, subject, amount and due date; a line each, for a chat. */
export function paymentInfoText(signIn: SignIn, info: PaymentInfo, url: string): string {
  const { t } = signIn;
  const received = info.received ?? 0;
  const amounts = { amount: formatDong(info.amount - received), received: formatDong(received) };
  return [
    ...(info.kind === 'line' ? ofLine(signIn, info) : ofOrder(signIn, info)),
    t(received > 0 ? 'paymentInfo.missing' : 'paymentInfo.amount', amounts),
    t('paymentInfo.due', { date: formatDate(info.dueDate) }),
    t('paymentInfo.link', { url }),
  ].join('\n');
}

function ofLine(
  { t, locale, whoAmI }: SignIn,
  line: Extract<PaymentInfo, { kind: 'line' }>,
): string[] {
  const { name, taxCode } = line.customer;
  const sold = soldText(t, locale, line);
  return [
    t('paymentInfo.line', { name, taxCode }),
    t('paymentInfo.sold', { sold, expiry: formatDate(line.newExpiry) }),
    t('paymentInfo.payer', { name: line.payer === 'owner' ? name : whoAmI.firm.name }),
  ];
}

function ofOrder({ t }: SignIn, order: Extract<PaymentInfo, { kind: 'order' }>): string[] {
  const { number, customer, lineCount, isRest } = order;
  if (isRest) return [t('paymentInfo.rest', { number })];
  return [t('paymentInfo.order', { number, names: firstAndMore(t, customer, lineCount) })];
}
