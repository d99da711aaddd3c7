import { type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import { type Dong, formatDong } from '../../../shared/money.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { OrderSummary } from '../../../shared/schemas/order.ts';
import { type Sold, soldText } from '../../../shared/sold-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { firstAndMore } from '../../ui/name-list.ts';

/** The subject of a payment link, as text beside it. */
export type PaymentInfo = {
  amount: Dong;
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

/** A payment link with its description: payer, subject, amount and due date; a line each, for a chat. */
export function paymentInfoText(signIn: SignIn, info: PaymentInfo, url: string): string {
  const { t } = signIn;
  return [
    ...(info.kind === 'line' ? ofLine(signIn, info) : ofOrder(signIn, info)),
    t('paymentInfo.amount', { amount: formatDong(info.amount) }),
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
